import { expect, it } from '@jest/globals';
import { pages } from '../../../platform/batching/loaders.ts';
import { tables } from '../../../platform/database/tables.ts';
import { makeTenant } from '../../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../../tests/support/reading.ts';
import { decidedWithin } from './approval.filters.ts';

const approvals = pages(tables.approval, { parent: 'tenantId', filter: { decidedAt: decidedWithin } });

it('finds what left pending in a range, the latest first', async () => {
  const tenant = await makeTenant();
  const days = ['2026-04-02', '2026-04-01', '2026-04-03'].map((day) => `${day}T00:00:00.000Z`);
  const rows = await tenant.makeMany.approval(3, (index) => ({
    status: index === 1 ? 'expired' : 'approved',
    decidedAt: days[index] ?? null,
  }));
  await tenant.make.approval();
  await fetchAs(viewerOf(tenant), async ({ source }) => {
    const find = async (decidedAt: object) => {
      const { nodes } = await approvals(source).load(tenant, { filter: { decidedAt } }, select('{ nodes { id } }'));
      return nodes.map(({ refId }) => rows.findIndex((row) => row.refId === refId));
    };
    expect(await find({})).toEqual([-1, 2, 1, 0]);
    expect(await find({ from: '0001-01-01T00:00:00.000Z' })).toEqual([2, 0, 1]);
    expect(await find({ from: days[1], to: days[2] })).toEqual([0, 1]);
    expect(await find({ from: days[2] })).toEqual([2]);
  });
});
