import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { factoryPool, rowsOf } from '../support/make/pool.ts';

const record = `mutation Record($input: RecordLlmCallInput!) {
  recordLlmCall(input: $input) {
    llmCall { id modelId cost { amount currency } run { id } }
    userErrors { __typename code path ... on LimitError { limit actual } }
  }
}`;

interface Recorded {
  readonly recordLlmCall: {
    readonly llmCall: { readonly id: string } | null;
    readonly userErrors: readonly Readonly<Record<string, unknown>>[];
  };
}

let graph: TestGateway;
beforeAll(async () => {
  graph = await startGateway();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** A running run of the tenant's copywriter, which may cost so much. */
async function makeRun(tenant: CustomerTenant, maxCostUsdPerActivity: string | null = null) {
  const agent = await tenant.make.user({ kind: 'agent', agentRole: 'copywriter' });
  await tenant.make.agentConfig({ agentRole: 'copywriter', maxCostUsdPerActivity });
  const activity = await tenant.make.activity({
    status: 'in_progress',
    assigneeType: 'agent',
    assigneeAgentRole: 'copywriter',
    assigneeUserId: null,
  });
  const run = await tenant.make.activityRun({ activityId: activity.id, status: 'running', endedAt: null });
  return { as: claimsOf(tenant, 'agent', { user: agent }), activity, run };
}

function inputFor(run: { readonly refId: string }, more: object = {}) {
  return {
    input: {
      activityRunId: run.refId,
      adapterType: 'CLAUDE',
      modelId: 'claude-opus',
      promptHash: 'a'.repeat(64),
      inputTokens: 10,
      outputTokens: 20,
      cost: { amount: '0.123456', currency: 'USD' },
      durationMs: 5,
      idempotencyKey: `key-${run.refId}`,
      ...more,
    },
  };
}

function spentBy({ id }: CustomerTenant): Promise<{ month: string; log: string; copy: string }[]> {
  return rowsOf(
    factoryPool(),
    sql`SELECT (SELECT sum(spent_usd) FROM tenant_spend_months WHERE tenant_id = t.id)::text AS month,
      (SELECT sum(cost_usd) FROM llm_calls WHERE tenant_id = t.id)::text AS log, t.current_month_spend_usd::text AS copy
      FROM tenants t WHERE t.id = ${id}`,
  );
}

describe('recordLlmCall', () => {
  it('records a call and adds its cost to the month', async () => {
    const tenant = await makeTenant();
    const { as, run } = await makeRun(tenant);
    const { data, errors, statements } = await graph.query<Recorded>(as, record, inputFor(run));
    expect(errors).toEqual([]);
    expect(data.recordLlmCall).toEqual({
      llmCall: {
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        modelId: 'claude-opus',
        cost: { amount: '0.123456', currency: 'USD' },
        run: { id: run.refId },
      },
      userErrors: [],
    });
    expect(statements).toBe(10);
    expect(await spentBy(tenant)).toEqual([{ month: '0.123456', log: '0.123456', copy: '0.123456' }]);
  });

  it('answers a retry with what was done, and does nothing', async () => {
    const tenant = await makeTenant();
    const { as, run } = await makeRun(tenant);
    const first = await graph.query<Recorded>(as, record, inputFor(run));
    const again = await graph.query<Recorded>(as, record, inputFor(run));
    expect(again.data).toEqual(first.data);
    expect(await spentBy(tenant)).toEqual([{ month: '0.123456', log: '0.123456', copy: '0.123456' }]);
  });

  it('keeps the call that costs more than the activity may, and fails both the run and the activity', async () => {
    const tenant = await makeTenant();
    const { as, run, activity } = await makeRun(tenant, '0.1000');
    const { data, errors } = await graph.query<Recorded>(as, record, inputFor(run));
    expect(errors).toEqual([]);
    expect(data.recordLlmCall.llmCall).not.toBeNull();
    expect(data.recordLlmCall.userErrors).toEqual([
      {
        __typename: 'LimitError',
        code: 'ACTIVITY_COST_EXCEEDED',
        path: ['input', 'cost'],
        limit: '0.1000',
        actual: '0.123456',
      },
    ]);
    expect(
      await rowsOf(
        factoryPool(),
        sql`SELECT r.status AS run, r.error, a.status AS activity FROM activity_runs r JOIN activities a ON a.id = r.activity_id WHERE a.id = ${activity.id}`,
      ),
    ).toEqual([{ run: 'failed', error: 'ACTIVITY_COST_EXCEEDED', activity: 'failed' }]);
  });

  it.each([
    ['no key', { idempotencyKey: null }, 'IDEMPOTENCY_KEY_REQUIRED', ['input', 'idempotencyKey']],
    ['seven decimals', { cost: { amount: '0.1234567', currency: 'USD' } }, 'INVALID', ['input', 'cost']],
    ['another currency', { cost: { amount: '1', currency: 'EUR' } }, 'INVALID', ['input', 'cost']],
    ['a hash in upper case', { promptHash: 'A'.repeat(64) }, 'INVALID', ['input', 'promptHash']],
    ['tokens below zero', { inputTokens: -1 }, 'INVALID', ['input', 'inputTokens']],
    ['an unknown run', { activityRunId: '01JZX3V6E8Q4T5Y7W9A1C2D3F4' }, 'NOT_FOUND', ['input', 'activityRunId']],
  ])('refuses %s', async (_what, more, code, path) => {
    const tenant = await makeTenant();
    const { as, run } = await makeRun(tenant);
    const { data } = await graph.query<Recorded>(as, record, inputFor(run, more));
    expect(data.recordLlmCall).toMatchObject({ llmCall: null, userErrors: [{ code, path }] });
    expect(await spentBy(tenant)).toEqual([{ month: null, log: null, copy: '0.000000' }]);
  });

  it('loses nothing of 200 calls at a time', async () => {
    const tenant = await makeTenant();
    const { as, run } = await makeRun(tenant);
    const send = async (n: number): Promise<readonly unknown[]> => {
      const input = inputFor(run, { idempotencyKey: `${run.refId}-${n}` });
      const { data, errors } = await graph.query<Recorded | undefined>(as, record, input);
      // Too many at a time for one tenant: its key makes it safe to come back.
      if (errors[0]?.extensions['retryable'] === true) return send(n);
      return [...errors, ...(data?.recordLlmCall.userErrors ?? ['no data'])];
    };
    const failures = await Promise.all(Array.from({ length: 200 }, (_, n) => send(n)));
    expect(failures.flat()).toEqual([]);
    expect(await spentBy(tenant)).toEqual([{ month: '24.691200', log: '24.691200', copy: '24.691200' }]);
  });
});
