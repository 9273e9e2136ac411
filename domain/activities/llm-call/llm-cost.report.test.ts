import { describe, expect, it } from '@jest/globals';
import { makeTenant, twoTenants } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { llmCostBy } from './llm-cost.report.ts';

const ofGoal = llmCostBy('goalId');
const always = { from: null, to: null };
const january = '2026-01-10T00:00:00.000Z';

describe('what the calls for a goal cost', () => {
  it('is added up from its creation until now, for many goals by one statement', async () => {
    const tenant = await makeTenant({ createdAt: january });
    const [busy, idle] = await tenant.makeMany.goal(2, () => ({ createdAt: january }));
    for (const createdAt of ['2026-01-10T00:00:00.000Z', '2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z']) {
      await tenant.make.llmCall({ goalId: busy?.id ?? null, costUsd: '0.000001', createdAt });
    }
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const goals = [idle, busy].filter((goal) => goal !== undefined);
      expect(await ofGoal.read(source, always, goals)).toEqual(['0.000000', '0.000003']);
      expect(log.count).toBe(1);
    });
  });

  it('holds the start of a range and not its end', async () => {
    const tenant = await makeTenant({ createdAt: january });
    const goal = await tenant.make.goal({ createdAt: january });
    const days = ['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => `${day}T00:00:00.000Z`);
    await tenant.makeMany.llmCall(3, (index) => ({
      goalId: goal.id,
      costUsd: `${10 ** index}.000000`,
      createdAt: days[index] ?? january,
    }));
    const [from = null, , to = null] = days;
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      expect(await ofGoal.read(source, { from, to }, [goal])).toEqual(['11.000000']);
      expect(await ofGoal.read(source, { from: to, to: null }, [goal])).toEqual(['100.000000']);
      expect(await ofGoal.read(source, { from: null, to: from }, [goal])).toEqual(['0.000000']);
    });
  });

  it.each([true, false])('is nothing of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    await theirs.make.llmCall({ goalId: goal.id });
    const costs = await fetchAs(viewerOf(mine), ({ source }) => ofGoal.read(source, always, [goal]), { tenantFilter });
    expect(costs).toEqual(['0.000000']);
  });
});
