import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { makeEverybody } from '../support/everybody.ts';
import { startGateway, type TestGateway } from '../support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { factoryPool, rowsOf } from '../support/make/pool.ts';

const create = `mutation Create($input: CreateActivityInput!) {
  createActivity(input: $input) {
    activity { id title status priority isApprovalGate dueDate inputData approval { status } goal { id } parent { id } assigneeUser { id } }
    userErrors { code path }
  }
}`;

interface Created {
  readonly createActivity: {
    readonly activity: Readonly<Record<string, unknown>> | null;
    readonly userErrors: readonly { readonly code: string; readonly path: readonly string[] }[];
  } | null;
}

let graph: TestGateway;
beforeAll(async () => {
  graph = await startGateway();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const plain = { title: 'Call the printer', type: 'OTHER', assigneeType: 'HUMAN' };

async function countOf({ id }: CustomerTenant): Promise<number> {
  const [row] = await rowsOf<{ count: number }>(
    factoryPool(),
    sql`SELECT count(*)::int AS count FROM activities WHERE tenant_id = ${id}`,
  );
  return row?.count ?? -1;
}

describe('createActivity', () => {
  it("creates a person's work, which stands in the inbox of nobody yet", async () => {
    const tenant = await makeTenant();
    const input = { ...plain, title: '  Call the printer ', inputData: { pages: [1, 2], note: 'हिन्दी' } };
    const { data, errors, statements } = await graph.query<Created>(claimsOf(tenant), create, { input });
    expect(errors).toEqual([]);
    expect(data.createActivity).toEqual({
      activity: {
        id: expect.stringMatching(/^[0-9A-Z]{26}$/),
        title: 'Call the printer',
        status: 'CREATED',
        priority: 'NORMAL',
        isApprovalGate: false,
        dueDate: null,
        inputData: { pages: [1, 2], note: 'हिन्दी' },
        approval: null,
        goal: null,
        parent: null,
        assigneeUser: null,
      },
      userErrors: [],
    });
    expect(statements).toBe(7);
  });

  it('makes a gate wait for the approval of a reviewer', async () => {
    const tenant = await makeTenant();
    const reviewer = await tenant.make.user({ role: 'reviewer', appAccess: ['dm-portal'] });
    const input = { ...plain, isApprovalGate: true };
    const { data } = await graph.query<Created>(claimsOf(tenant), create, { input });
    expect(data.createActivity?.activity).toMatchObject({
      status: 'AWAITING_APPROVAL',
      approval: { status: 'PENDING' },
      assigneeUser: { id: reviewer.refId },
    });
  });

  it("takes the deliverable's goal for work of a period, and assigns an agent's at once", async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal();
    const deliverable = await tenant.make.deliverable({ goalId: goal.id, strategyId: goal.strategyId });
    const period = await tenant.make.deliverablePeriod({ deliverableId: deliverable.id, status: 'in_progress' });
    const parent = await tenant.make.activity();
    await tenant.make.agentConfig({ agentRole: 'copywriter', isEnabled: true, status: 'active' });
    const input = {
      title: 'Draft',
      type: 'WRITE',
      assigneeType: 'AGENT',
      assigneeAgentRole: 'copywriter',
      deliverablePeriodId: period.refId,
      parentId: parent.refId.toLowerCase(),
    };
    const { data } = await graph.query<Created>(claimsOf(tenant), create, { input });
    expect(data.createActivity).toMatchObject({
      activity: { status: 'ASSIGNED', goal: { id: goal.refId }, parent: { id: parent.refId } },
      userErrors: [],
    });
  });

  it('tells of every wrong field at once, and creates nothing', async () => {
    const tenant = await makeTenant();
    const input = {
      ...plain,
      title: ' ',
      inputData: { $where: 1 },
      assigneeAgentRole: 'copywriter',
    };
    const { data } = await graph.query<Created>(claimsOf(tenant), create, { input });
    expect(data.createActivity).toEqual({
      activity: null,
      userErrors: [
        { code: 'REQUIRED', path: ['input', 'title'] },
        { code: 'INVALID', path: ['input', 'inputData'] },
        { code: 'INVALID', path: ['input', 'assigneeAgentRole'] },
      ],
    });
    expect(await countOf(tenant)).toBe(0);
  });

  it.each<[string, (tenant: CustomerTenant) => Promise<object>, string, string]>([
    [
      'a closed period',
      async ({ make }) => ({ deliverablePeriodId: (await make.deliverablePeriod({ status: 'missed' })).refId }),
      'IMMUTABLE',
      'deliverablePeriodId',
    ],
    [
      'a removed goal',
      async ({ make, admin }) => ({
        goalId: (await make.goal({ deletedAt: '2026-01-01T00:00:00.000Z', deletedById: admin.id })).refId,
      }),
      'DELETED',
      'goalId',
    ],
    [
      'a disabled agent',
      async ({ make }) => {
        await make.agentConfig({ agentRole: 'copywriter', isEnabled: false });
        return { assigneeType: 'AGENT', assigneeAgentRole: 'copywriter' };
      },
      'AGENT_DISABLED',
      'assigneeAgentRole',
    ],
    [
      'an agent that is not there',
      async () => ({ assigneeType: 'AGENT', assigneeAgentRole: 'nobody' }),
      'NOT_FOUND',
      'assigneeAgentRole',
    ],
    ['an agent without a role', async () => ({ assigneeType: 'AGENT' }), 'REQUIRED', 'assigneeAgentRole'],
    ['a title that is too long', async () => ({ title: 'x'.repeat(501) }), 'INVALID', 'title'],
    ['a day at the end of the calendar', async () => ({ dueDate: '9999-12-31' }), 'INVALID', 'dueDate'],
    ['a day that is over', async () => ({ dueDate: '2020-01-01' }), 'INVALID', 'dueDate'],
    [
      'a deactivated person',
      async ({ make, admin }) => ({
        assigneeUserId: (
          await make.user({ status: 'deactivated', deletedAt: '2026-01-01T00:00:00.000Z', deletedById: admin.id })
        ).refId,
      }),
      'NOT_FOUND',
      'assigneeUserId',
    ],
  ])('refuses %s', async (_what, more, code, field) => {
    const tenant = await makeTenant();
    const given = await more(tenant);
    const before = await countOf(tenant);
    const { data } = await graph.query<Created>(claimsOf(tenant), create, { input: { ...plain, ...given } });
    expect(data.createActivity).toEqual({ activity: null, userErrors: [{ code, path: ['input', field] }] });
    expect(await countOf(tenant)).toBe(before);
  });

  it.each([
    ['member', { isApprovalGate: true }],
    ['reviewer', { assigneeType: 'AGENT', assigneeAgentRole: 'copywriter' }],
    ['agent', {}],
  ] as const)('keeps a %s to its own work', async (persona, more) => {
    const everybody = await makeEverybody();
    const answer = await everybody.ask<Created>(graph, persona, create, { input: { ...plain, ...more } });
    expect(answer.errors).toMatchObject([{ path: ['createActivity'], extensions: { code: 'FORBIDDEN' } }]);
    expect(await countOf(everybody.tenant)).toBe(0);
  });
});
