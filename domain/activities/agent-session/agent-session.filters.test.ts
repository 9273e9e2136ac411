import { expect, it } from '@jest/globals';
import { pages } from '../../../platform/batching/loaders.ts';
import { tables } from '../../../platform/database/tables.ts';
import { makeTenant } from '../../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../../tests/support/reading.ts';
import { isActive } from './agent-session.filters.ts';

const sessions = pages(tables.agentSession, { parent: 'agentRole', filter: { active: isActive }, bounded: true });

it('tells sessions that can be gone on with from those that cannot', async () => {
  const tenant = await makeTenant();
  const ends = [null, '2999-01-01T00:00:00.000Z', '2025-01-01T00:00:00.000Z'];
  const rows = await tenant.makeMany.agentSession(3, (index) => ({
    agentRole: 'copywriter',
    expiresAt: ends[index] ?? null,
  }));
  await fetchAs(viewerOf(tenant), async ({ source }) => {
    const find = async (active: boolean) => {
      const parent = { id: 'copywriter', tenantId: tenant.id };
      const { nodes } = await sessions(source).load(parent, { filter: { active } }, select('{ nodes { id } }'));
      return nodes.map(({ refId }) => rows.findIndex((row) => row.refId === refId));
    };
    expect(await find(true)).toEqual([1, 0]);
    expect(await find(false)).toEqual([2]);
  });
});
