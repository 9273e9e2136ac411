import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../platform/database/pool.ts';
import { tables } from '../../platform/database/tables.ts';
import { ulidTime } from '../../platform/ids/ulid.ts';
import { migratorUrl } from './database.ts';
import { made, makeGlobal, makeTenant, platformTenant, twoTenants, type CustomerTenant } from './make.ts';

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: migratorUrl(), maximum: 1 });
});
afterAll(() => pool.end());

async function countOf(table: string, tenant: CustomerTenant): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE tenant_id = $1`, [
    tenant.id,
  ]);
  return Number(rows[0]?.count);
}

describe('makeTenant', () => {
  it('makes a tenant past the contract gate, with its admin', async () => {
    const tenant = await makeTenant({ name: 'Acme' });
    expect(tenant).toMatchObject({ name: 'Acme', status: 'active', plan: 'pro', tenantId: tenant.id });
    expect(tenant.contractAcceptedAt).toBe(tenant.createdAt);
    expect(tenant.admin).toMatchObject({ tenantId: tenant.id, role: 'admin', kind: 'human', status: 'active' });
    expect(tenant.contract).toMatchObject({ status: 'accepted', acceptedById: tenant.admin.id });
  });

  it('leaves the contract pending when told so', async () => {
    const tenant = await makeTenant({ contractAcceptedAt: null });
    expect([tenant.contractAcceptedAt, tenant.contract.status]).toEqual([null, 'pending_acceptance']);
  });

  it('shares one platform tenant, also when several ask at once', async () => {
    const [one, two, [mine, theirs]] = await Promise.all([platformTenant(), platformTenant(), twoTenants()]);
    expect(one).toMatchObject({ slug: 'platform', id: two.id });
    expect(one.admin).toMatchObject({ id: two.admin.id, role: 'super_admin', tenantId: one.id });
    expect(mine.id).not.toBe(theirs.id);
    expect(mine.createdById).toBe(theirs.createdById);
  });
});

describe('make', () => {
  it.each(made)('makes a whole %s of nothing, and another beside it', async (name) => {
    const tenant = await makeTenant();
    const first = await tenant.make[name]();
    const second = await tenant.make[name]();
    expect(Object.keys(first).sort()).toEqual(Object.keys(tables[name].columns).sort());
    expect(first).toMatchObject({ tenantId: tenant.id, createdById: tenant.admin.id });
    expect(ulidTime(first.refId)).toBe(Date.parse(first.createdAt));
    expect(first.refId < second.refId).toBe(true);
    const { rows } = await pool.query(`SELECT 1 FROM ${tables[name].name} WHERE id = $1 AND tenant_id = $2`, [
      second.id,
      tenant.id,
    ]);
    expect(rows).toHaveLength(1);
  });

  it.each(made)('makes three %s in one go, in the order of their ULIDs, alone and beside others', async (name) => {
    const tenant = await makeTenant();
    const [rows, others] = await Promise.all([tenant.makeMany[name](3), tenant.makeMany[name](3)]);
    expect(rows.map(({ refId }) => refId)).toEqual(rows.map(({ refId }) => refId).sort());
    expect(new Set([...rows, ...others].map(({ id }) => id)).size).toBe(6);
  });

  it('answers values as the product reads them', async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal({ name: 'Traffic', targetValue: '12.5', targetDate: '2026-12-31' });
    expect(goal).toMatchObject({ name: 'Traffic', targetValue: '12.50', targetDate: '2026-12-31', deletedAt: null });
  });

  it('mints the ULID for the time of createdAt, rising within one millisecond', async () => {
    const { make } = await makeTenant();
    const createdAt = '2024-02-29T12:00:00.123Z';
    const [first, second] = [await make.llmCall({ createdAt }), await make.llmCall({ createdAt })];
    expect([first.createdAt, ulidTime(first.refId)]).toEqual([createdAt, Date.parse(createdAt)]);
    expect(first.refId < second.refId).toBe(true);
  });

  it('hangs a row under the parents it is given, and takes from them what must agree', async () => {
    const { make } = await makeTenant();
    const period = await make.deliverablePeriod();
    const deliverable = await make.deliverable({ goalId: (await make.goal()).id });
    const activity = await make.activity({ deliverablePeriodId: period.id });
    const other = await make.activity({ deliverableId: deliverable.id, assigneeUserId: activity.createdById });
    const call = await make.llmCall({ runId: (await make.activityRun({ activityId: activity.id })).id });
    expect(activity).toMatchObject({ deliverableId: period.deliverableId, assigneeType: 'agent' });
    expect(other).toMatchObject({ goalId: deliverable.goalId, assigneeType: 'human', assigneeAgentRole: null });
    expect(call).toMatchObject({ activityId: activity.id, goalId: activity.goalId, activityType: 'write' });
  });

  it('keeps what the test says, null too', async () => {
    const { make, admin } = await makeTenant();
    const channel = await make.channel({ platform: 'meta_ads' });
    const change = await make.adOptimizationRecommendation({ campaignId: null, channelId: channel.id });
    const approval = await make.approval({ status: 'approved', subjectType: 'Strategy', subjectRefId: channel.refId });
    expect([change.campaignId, change.channelId, channel.channelType]).toEqual([null, channel.id, 'ads']);
    expect(approval).toMatchObject({ activityId: null, decidedById: admin.id, requestedByUserId: admin.id });
  });

  it('makes one parent for all rows of a batch, and a thousand rows at once', async () => {
    const tenant = await makeTenant();
    const goals = await tenant.makeMany.goal(1000, (index) => (index % 2 === 0 ? { priority: index + 1 } : {}));
    expect(await countOf('goals', tenant)).toBe(1000);
    expect(await countOf('strategies', tenant)).toBe(1);
    expect(goals.slice(0, 3).map(({ priority }) => priority)).toEqual([1, 1, 3]);
  });

  it('never makes two rows where the table allows one', async () => {
    const { make, makeMany } = await makeTenant();
    const { id: activityId } = await make.activity();
    await make.activityRun({ activityId, attempt: 2 });
    const runs = await makeMany.activityRun(2, () => ({ activityId }));
    expect(runs.map(({ attempt }) => attempt)).toEqual([1, 3]);
  });
});

describe('makeGlobal', () => {
  it('makes rows of no tenant', async () => {
    const template = await makeGlobal.activityTemplate({ name: 'Blog pipeline' });
    const task = await makeGlobal.recurringTaskTemplate();
    const provider = await makeGlobal.llmProvider();
    expect([template.tenantId, task.tenantId, provider.tenantId]).toEqual([null, null, null]);
    const { make } = await makeTenant();
    expect(await make.deliverable({ templateId: template.id })).toMatchObject({ templateId: template.id });
  });
});
