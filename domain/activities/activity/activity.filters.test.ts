import { describe, expect, it } from '@jest/globals';
import { pages } from '../../../platform/batching/loaders.ts';
import type { PageLoader } from '../../../platform/batching/page-loader.ts';
import type { Parent } from '../../../platform/batching/parents.ts';
import { tables, type ActivityRow } from '../../../platform/database/tables.ts';
import { anyOf } from '../../../platform/paging/filters.ts';
import { makeTenant, twoTenants } from '../../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../../tests/support/reading.ts';
import { inboxOrder, isPeoplesWork, queueOrder, waitsForAgent } from './activity.filters.ts';

const inbox = pages(tables.activity, {
  parent: 'assigneeUserId',
  filter: { status: anyOf('status') },
  where: [isPeoplesWork],
  defaultOrder: inboxOrder,
  bounded: true,
});
const queue = pages(tables.activity, { parent: 'assigneeAgentRole', where: [waitsForAgent], defaultOrder: queueOrder });
const page = select('{ edges { cursor node { id } } pageInfo { hasNextPage } totalCount }');

/** The ULIDs of a list, read in pages of `size` from either end. */
async function walk(loader: PageLoader<ActivityRow>, parent: Parent, size: number, filter: object, backward = false) {
  const read: string[] = [];
  for (let cursor: string | null = null; ;) {
    const args = backward ? { last: size, before: cursor } : { first: size, after: cursor };
    const { edges, pageInfo } = await loader.load(parent, { ...args, filter }, page);
    const refIds = edges.map(({ node }) => node.refId);
    if (backward) read.unshift(...refIds);
    else read.push(...refIds);
    if (!(backward ? pageInfo.hasPreviousPage : pageInfo.hasNextPage)) return read;
    cursor = (backward ? pageInfo.startCursor : pageInfo.endCursor) ?? null;
  }
}

/** Every combination of what the inbox sorts by, twice. */
const combinations = [true, false].flatMap((isApprovalGate) =>
  (['low', 'urgent', 'normal', 'high'] as const).flatMap((priority) =>
    [null, '2026-04-20', '2026-04-02', null].map((dueDate) => ({ isApprovalGate, priority, dueDate })),
  ),
);

const pressing = ['urgent', 'high', 'normal', 'low'];

function byInbox(one: ActivityRow, other: ActivityRow): number {
  return (
    Number(other.isApprovalGate) - Number(one.isApprovalGate) ||
    pressing.indexOf(one.priority) - pressing.indexOf(other.priority) ||
    (one.dueDate ?? '9999').localeCompare(other.dueDate ?? '9999') ||
    (one.refId < other.refId ? -1 : 1)
  );
}

describe("a person's inbox", () => {
  it('has gates first, then the most pressing, then the soonest due, then the oldest, whatever the size of its pages', async () => {
    const tenant = await makeTenant();
    const person = await tenant.make.user({ role: 'reviewer' });
    const work = await tenant.makeMany.activity(combinations.length, (index) => ({
      ...combinations[index],
      assigneeUserId: person.id,
    }));
    const expected = work.toSorted(byInbox).map(({ refId }) => refId);
    const filter = { status: ['created', 'awaiting_approval'] };
    await fetchAs(viewerOf(tenant, 'reviewer', { user: person }), async ({ source }) => {
      for (const size of [1, 7, 100]) {
        expect(await walk(inbox(source), person, size, filter)).toEqual(expected);
        expect(await walk(inbox(source), person, size, filter, true)).toEqual(expected);
      }
    });
  });

  it('is one statement for many people, and leaves out what is removed or in another status', async () => {
    const tenant = await makeTenant();
    const people = await tenant.makeMany.user(3);
    const [first, second] = people;
    const kept = await tenant.make.activity({ assigneeUserId: first?.id ?? null });
    await tenant.make.activity({ assigneeUserId: second?.id ?? null, status: 'in_progress' });
    await tenant.make.activity({
      assigneeUserId: second?.id ?? null,
      deletedAt: new Date().toISOString(),
      deletedById: tenant.admin.id,
    });
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const loader = inbox(source);
      const filter = { status: ['created', 'awaiting_approval'] };
      const lists = await Promise.all(people.map((person) => loader.load(person, { filter }, page)));
      expect(lists.map(({ nodes, totalCount }) => [nodes.map(({ refId }) => refId), totalCount])).toEqual([
        [[kept.refId], 1],
        [[], 0],
        [[], 0],
      ]);
      expect(log.count).toBe(1);
    });
  });
});

describe("an agent's queue", () => {
  it('has the most pressing first, then the oldest, whatever the size of its pages', async () => {
    const tenant = await makeTenant();
    const priorities = ['low', 'urgent', 'normal', 'urgent', 'low', 'high'] as const;
    const work = await tenant.makeMany.activity(6, (index) => ({
      priority: priorities[index] ?? 'low',
      status: index % 2 === 0 ? 'created' : 'assigned',
      assigneeAgentRole: 'copywriter',
    }));
    await tenant.make.activity({ assigneeAgentRole: 'copywriter', status: 'in_progress' });
    const expected = [1, 3, 5, 2, 0, 4].map((index) => work[index]?.refId);
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      const agent = { id: 'copywriter', tenantId: tenant.id };
      for (const size of [1, 2, 100]) {
        expect(await walk(queue(source), agent, size, {})).toEqual(expected);
        expect(await walk(queue(source), agent, size, {}, true)).toEqual(expected);
      }
    });
  });

  it('is that of its own tenant, though another has an agent of the same role', async () => {
    const [mine, theirs] = await twoTenants();
    await theirs.make.activity({ assigneeAgentRole: 'copywriter' });
    const own = await mine.make.activity({ assigneeAgentRole: 'copywriter' });
    await fetchAs(viewerOf(mine), async ({ source }) => {
      const { nodes } = await queue(source).load({ id: 'copywriter', tenantId: mine.id }, {}, page);
      expect(nodes.map(({ refId }) => refId)).toEqual([own.refId]);
    });
  });
});
