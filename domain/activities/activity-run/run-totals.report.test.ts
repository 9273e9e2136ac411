import { expect, it } from '@jest/globals';
import { makeTenant, twoTenants } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { runTotals } from './run-totals.report.ts';
import { runningRuns } from './running-runs.report.ts';

it("adds up an activity's own runs, failed ones too, its children's not", async () => {
  const tenant = await makeTenant();
  const [work, idle] = await tenant.makeMany.activity(2);
  const child = await tenant.make.activity({ parentId: work?.id ?? null });
  await tenant.make.activityRun({ activityId: work?.id ?? '', status: 'failed', costUsd: '0.100001' });
  await tenant.make.activityRun({ activityId: work?.id ?? '', costUsd: '1.000002' });
  await tenant.make.activityRun({ activityId: work?.id ?? '', status: 'running', costUsd: null });
  await tenant.make.activityRun({ activityId: child.id, costUsd: '9.000000' });
  await fetchAs(viewerOf(tenant), async ({ source, log }) => {
    const parents = [idle, work].filter((activity) => activity !== undefined);
    expect(await runTotals.read(source, null, parents)).toMatchObject([
      { runCount: 0, costUsd: '0.000000' },
      { runCount: 3, costUsd: '1.100003' },
    ]);
    expect(log.count).toBe(1);
  });
});

it('counts the runs of an agent that are under way, in its own tenant', async () => {
  const [mine, theirs] = await twoTenants();
  for (const tenant of [mine, theirs]) {
    const work = await tenant.make.activity({ assigneeAgentRole: 'copywriter' });
    await tenant.make.activityRun({ activityId: work.id, status: 'running' });
    await tenant.make.activityRun({ activityId: work.id, status: 'completed' });
  }
  await fetchAs(viewerOf(mine), async ({ source, log }) => {
    const agents = ['data_analyst', 'copywriter'].map((id) => ({ id, tenantId: mine.id }));
    expect(await runningRuns.read(source, null, agents)).toEqual([0, 1]);
    expect(log.count).toBe(1);
  });
});
