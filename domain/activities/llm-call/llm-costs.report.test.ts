import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LlmCallRow } from '../../../platform/database/tables.ts';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { llmCosts, type CostQuestion } from './llm-costs.report.ts';

const spring: CostQuestion = {
  from: '2026-02-01T00:00:00.000Z',
  to: '2026-05-01T00:00:00.000Z',
  groupBy: [],
  interval: null,
  limit: 100,
  measures: ['inputTokens', 'outputTokens', 'avgDurationMs'],
};

/** One line a call: when, how much, by which model, for how long; the last two lie outside of the range. */
const calls: [string, string, string, number | null][] = [
  ['2026-02-01T00:00:00.000Z', '0.000001', 'opus', 100],
  ['2026-02-28T23:59:59.999Z', '0.500000', 'sonnet', 201],
  ['2026-03-01T00:00:00.000Z', '0.250000', 'sonnet', null],
  ['2026-03-29T23:30:00.000Z', '0.125000', 'opus', 300],
  ['2026-04-30T23:59:59.999Z', '2.000000', 'haiku', 50],
  ['2026-01-31T23:59:59.999Z', '7.000000', 'opus', 1],
  ['2026-05-01T00:00:00.000Z', '7.000000', 'opus', 1],
];

function callAt(index: number): Partial<LlmCallRow> {
  const [createdAt, costUsd, modelId, durationMs] = calls[index] ?? ['', '0', '', 0];
  return { createdAt, costUsd, modelId, durationMs, inputTokens: 1_000, outputTokens: 10 };
}

describe('the report of what calls cost', () => {
  let tenant: CustomerTenant;

  beforeAll(async () => {
    tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    await tenant.makeMany.llmCall(calls.length, callAt);
  });

  async function report(question: Partial<CostQuestion>) {
    return fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const [answer] = await llmCosts.read(source, { ...spring, ...question }, [tenant]);
      expect(log.count).toBe(1);
      return answer;
    });
  }

  it('is one row for the whole range where nothing splits it', async () => {
    expect(await report({})).toMatchObject({
      calls: 5,
      inputTokens: '5000',
      outputTokens: '50',
      costUsd: '2.875001',
      rows: [{ calls: 5, inputTokens: '5000', outputTokens: '50', costUsd: '2.875001', avgDurationMs: 163 }],
      truncated: false,
    });
  });

  it('adds up only what is asked for', async () => {
    expect(await report({ measures: [] })).toEqual({
      calls: 5,
      costUsd: '2.875001',
      rows: [
        {
          tenantId: tenant.id,
          calls: 5,
          costUsd: '2.875001',
          combinations: 1,
          allCalls: 5,
          allCostUsd: '2.875001',
        },
      ],
      truncated: false,
    });
    expect(await report({ measures: ['outputTokens'] })).toMatchObject({
      outputTokens: '50',
      rows: [{ outputTokens: '50' }],
    });
  });

  it('has the costliest first', async () => {
    const { rows } = (await report({ groupBy: ['MODEL'] })) ?? { rows: [] };
    expect(
      rows.map(({ modelId, calls: count, costUsd, avgDurationMs }) => [modelId, count, costUsd, avgDurationMs]),
    ).toEqual([
      ['haiku', 1, '2.000000', 50],
      ['sonnet', 2, '0.750000', 201],
      ['opus', 2, '0.125001', 200],
    ]);
  });

  it('has the oldest bucket first and the costliest first inside it', async () => {
    const { rows } = (await report({ groupBy: ['MODEL'], interval: 'MONTH' })) ?? { rows: [] };
    expect(rows.map(({ bucket, modelId, costUsd }) => [bucket, modelId, costUsd])).toEqual([
      ['2026-02-01', 'sonnet', '0.500000'],
      ['2026-02-01', 'opus', '0.000001'],
      ['2026-03-01', 'sonnet', '0.250000'],
      ['2026-03-01', 'opus', '0.125000'],
      ['2026-04-01', 'haiku', '2.000000'],
    ]);
  });

  it('begins weeks on Monday and days at midnight, in UTC', async () => {
    const starts = async (interval: 'DAY' | 'WEEK') => (await report({ interval }))?.rows.map(({ bucket }) => bucket);
    expect(await starts('WEEK')).toEqual(['2026-01-26', '2026-02-23', '2026-03-23', '2026-04-27']);
    expect(await starts('DAY')).toEqual(['2026-02-01', '2026-02-28', '2026-03-01', '2026-03-29', '2026-04-30']);
  });

  it('cuts rows off at the limit and keeps the sums whole', async () => {
    const cut = await report({ groupBy: ['MODEL'], limit: 2 });
    expect(cut).toMatchObject({ calls: 5, costUsd: '2.875001', truncated: true });
    expect(cut?.rows.map(({ modelId }) => modelId)).toEqual(['haiku', 'sonnet']);
    expect(await report({ groupBy: ['MODEL'], limit: 3 })).toMatchObject({ truncated: false });
  });

  it('takes every dimension, and one twice for once', async () => {
    const answer = await report({
      groupBy: ['AGENT_ROLE', 'MODEL', 'MODEL', 'ADAPTER', 'ACTIVITY_TYPE', 'GOAL', 'DELIVERABLE', 'ACTIVITY'],
      interval: 'DAY',
    });
    expect(answer?.rows[0]).toMatchObject({
      bucket: '2026-02-01',
      modelId: 'opus',
      adapterType: 'claude',
      activityType: 'write',
      goalId: null,
    });
  });

  it('is zeros where there are no calls', async () => {
    expect(await report({ from: '2025-01-01T00:00:00.000Z', to: '2025-02-01T00:00:00.000Z' })).toEqual({
      calls: 0,
      inputTokens: '0',
      outputTokens: '0',
      costUsd: '0.000000',
      rows: [],
      truncated: false,
    });
  });
});

it('tells a super admin of many tenants by one statement, each under its own limit', async () => {
  const [one, other] = await twoTenants();
  const models = ['haiku', 'sonnet', 'opus'];
  await one.makeMany.llmCall(3, (index) => ({ ...callAt(0), modelId: models[index] ?? '' }));
  await other.make.llmCall({ ...callAt(1) });
  await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
    const answers = await llmCosts.read(source, { ...spring, groupBy: ['MODEL'], limit: 2 }, [other, one]);
    expect(answers.map(({ calls: count, truncated, rows }) => [count, truncated, rows.length])).toEqual([
      [1, false, 1],
      [3, true, 2],
    ]);
    expect(log.count).toBe(1);
  });
});

it('is zeros of another tenant, even where a statement names it', async () => {
  const [mine, theirs] = await twoTenants();
  await theirs.make.llmCall(callAt(0));
  const [answer] = await fetchAs(viewerOf(mine), ({ source }) => llmCosts.read(source, spring, [theirs]));
  expect(answer?.calls).toBe(0);
});
