import { describe, expect, it } from '@jest/globals';
import { tables, type ActivityRow } from '../../../platform/database/tables.ts';
import { anyOf, equals, refersTo } from '../../../platform/paging/filters.ts';
import { makeTenant, platformTenant, twoTenants } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { activityCounts } from './activity-counts.report.ts';

const ofTenant = activityCounts({
  parent: 'tenantId',
  filter: {
    status: anyOf('status', { backed: true, probed: true }),
    assigneeType: equals('assigneeType'),
    goalId: refersTo('goalId', tables.goal, { backed: true }),
  },
});
const ofGoal = activityCounts({ parent: 'goalId', bounded: true });

describe('how many activities stand in each status', () => {
  it('is told in the order of the statuses, without those that none stands in', async () => {
    const tenant = await makeTenant();
    const statuses: ActivityRow['status'][] = ['completed', 'created', 'completed', 'in_progress'];
    await tenant.makeMany.activity(4, (index) => ({ status: statuses[index] ?? 'created' }));
    await tenant.make.activity({
      status: 'created',
      deletedAt: new Date().toISOString(),
      deletedById: tenant.admin.id,
    });
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      expect(await ofTenant.read(source, {}, [tenant])).toEqual([
        [
          { status: 'created', count: 1 },
          { status: 'in_progress', count: 1 },
          { status: 'completed', count: 2 },
        ],
      ]);
      expect(log.count).toBe(1);
    });
  });

  it('is told of many parents by one statement, in their order', async () => {
    const tenant = await makeTenant();
    const goals = await tenant.makeMany.goal(3);
    await tenant.makeMany.activity(3, (index) => ({ goalId: goals[index === 0 ? 0 : 2]?.id ?? null }));
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      expect(await ofGoal.read(source, {}, goals)).toEqual([
        [{ status: 'created', count: 1 }],
        [],
        [{ status: 'created', count: 2 }],
      ]);
      expect(log.count).toBe(1);
    });
  });

  it('follows the filter of the list', async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal();
    await tenant.make.activity({ goalId: goal.id, status: 'failed' });
    await tenant.make.activity({ goalId: goal.id, status: 'created' });
    await tenant.make.activity({ status: 'failed' });
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      const count = (filter: object) => ofTenant.read(source, { filter }, [tenant]);
      expect(await count({ goalId: goal.refId, status: ['failed', 'cancelled'] })).toEqual([
        [{ status: 'failed', count: 1 }],
      ]);
      expect(await count({ status: [] })).toEqual([[]]);
      await expect(count({ assigneeType: 'agent' })).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    });
  });

  it('counts removed ones for those only who may see them', async () => {
    const tenant = await makeTenant();
    await tenant.make.activity({ deletedAt: new Date().toISOString(), deletedById: tenant.admin.id });
    const removed = { filter: { includeDeleted: true } };
    const counts = await fetchAs(viewerOf(tenant), ({ source }) => ofTenant.read(source, removed, [tenant]));
    expect(counts).toEqual([[{ status: 'created', count: 1 }]]);
    const asMember = fetchAs(viewerOf(tenant, 'member'), ({ source }) => ofTenant.read(source, removed, [tenant]));
    await expect(asMember).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  it("is a reviewer's own work only", async () => {
    const tenant = await makeTenant();
    const reviewer = await tenant.make.user({ role: 'reviewer' });
    await tenant.make.activity({ assigneeUserId: reviewer.id });
    await tenant.make.activity({ assigneeUserId: tenant.admin.id });
    const viewer = viewerOf(tenant, 'reviewer', { user: reviewer });
    expect(await fetchAs(viewer, ({ source }) => ofTenant.read(source, {}, [tenant]))).toEqual([
      [{ status: 'created', count: 1 }],
    ]);
  });

  it('is told a super admin of each tenant apart', async () => {
    const [one, other] = await twoTenants();
    await one.make.activity({ status: 'failed' });
    await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
      expect(await ofTenant.read(source, {}, [other, one])).toEqual([[], [{ status: 'failed', count: 1 }]]);
      expect(log.count).toBe(1);
    });
  });

  it.each([true, false])('is nothing of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    await theirs.make.activity({ goalId: goal.id });
    const counts = await fetchAs(viewerOf(mine), ({ source }) => ofGoal.read(source, {}, [goal]), { tenantFilter });
    expect(counts).toEqual([[]]);
  });
});
