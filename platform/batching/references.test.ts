import { describe, expect, it } from '@jest/globals';
import { makeGlobal, makeTenant, platformTenant, twoTenants } from '../../tests/support/make.ts';
import { fetchAs, viewerOf, type Fetch } from '../../tests/support/reading.ts';
import { tables } from '../database/tables.ts';
import { ReferenceIdCache } from '../ids/reference-ids.ts';
import { mintUlid } from '../ids/ulid.ts';

describe('a reference', () => {
  it('goes from the UUID to the ULID and back, with all others of one round in one statement', async () => {
    const tenant = await makeTenant();
    const goals = await tenant.makeMany.goal(50);
    const names = goals.map(({ id, refId }) => ({ id, refId, tenantId: tenant.id }));
    await fetchAs(viewerOf(tenant), async ({ references, log }) => {
      expect(await Promise.all(goals.map(async ({ id }) => references.to(tables.goal, id)))).toEqual(names);
      expect(log.count).toBe(1);
    });
    await fetchAs(viewerOf(tenant), async ({ references, log }) => {
      expect(
        await Promise.all(goals.map(async ({ refId }) => references.of(tables.goal, refId.toLowerCase()))),
      ).toEqual(names);
      expect(log.count).toBe(1);
    });
  });

  it('is null for no key, for text that is no ULID, and for what is unknown; only the last is asked for', async () => {
    const tenant = await makeTenant();
    await fetchAs(viewerOf(tenant), async ({ references, log }) => {
      expect(references.to(tables.goal, null)).toBeNull();
      expect(references.of(tables.goal, "'; DROP TABLE goals --")).toBeNull();
      expect(references.of(tables.goal, '')).toBeNull();
      expect(log.count).toBe(0);
      expect(await references.of(tables.goal, mintUlid())).toBeNull();
      expect(await references.to(tables.goal, crypto.randomUUID())).toBeNull();
      expect(log.count).toBe(2);
    });
  });

  it('leads to a row that was removed', async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal({ deletedAt: new Date().toISOString(), deletedById: tenant.admin.id });
    await fetchAs(viewerOf(tenant, 'member'), async ({ references }) => {
      expect(await references.to(tables.goal, goal.id)).toMatchObject({ refId: goal.refId });
    });
  });

  it.each([true, false])('never leads to another tenant (tenant filter: %s)', async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    const shared = await makeGlobal.activityTemplate();
    const read = ({ references }: Fetch) =>
      Promise.all([
        references.to(tables.goal, goal.id),
        references.of(tables.goal, goal.refId),
        references.to(tables.tenant, theirs.id),
        references.of(tables.tenant, theirs.refId),
        references.to(tables.user, mine.createdById),
        references.to(tables.activityTemplate, shared.id),
      ]);
    const [toGoal, ofGoal, toTenant, ofTenant, platformUser, template] = await fetchAs(viewerOf(mine), read, {
      tenantFilter,
    });
    expect([toGoal, ofGoal, toTenant, ofTenant, platformUser]).toEqual([null, null, null, null, null]);
    expect(template).toEqual({ id: shared.id, refId: shared.refId, tenantId: null });
  });
});

describe('the cache of references', () => {
  it('answers later fetches of the tenant without a statement, by either name', async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal();
    const cache = new ReferenceIdCache();
    const counts: number[] = [];
    for (const ask of [
      ({ references }: Fetch) => references.to(tables.goal, goal.id),
      ({ references }: Fetch) => references.to(tables.goal, goal.id),
      ({ references }: Fetch) => references.of(tables.goal, goal.refId),
    ]) {
      const found = await fetchAs(
        viewerOf(tenant),
        async (fetch) => {
          const row = await ask(fetch);
          counts.push(fetch.log.count);
          return row;
        },
        { cache },
      );
      expect(found).toEqual({ id: goal.id, refId: goal.refId, tenantId: tenant.id });
    }
    expect(counts).toEqual([1, 0, 0]);
  });

  it('keeps what one reader may see from every other', async () => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    const cache = new ReferenceIdCache();
    const ask = (viewer: ReturnType<typeof viewerOf>) =>
      fetchAs(viewer, async ({ references }) => references.to(tables.goal, goal.id), { cache });
    const superAdmin = viewerOf(await platformTenant(), 'super_admin');
    expect(await ask(viewerOf(theirs))).toMatchObject({ refId: goal.refId });
    expect(await ask(superAdmin)).toMatchObject({ refId: goal.refId });
    expect(await ask(viewerOf(mine))).toBeNull();
    expect(await ask(viewerOf(theirs, 'member'))).toMatchObject({ refId: goal.refId });
  });

  it("holds nothing of tables of which some see their own rows only: work that is handed on is another's at once", async () => {
    const tenant = await makeTenant();
    const [reviewer, colleague] = [
      await tenant.make.user({ role: 'reviewer' }),
      await tenant.make.user({ role: 'reviewer' }),
    ];
    const own = await tenant.make.activity({ assigneeUserId: reviewer.id });
    const other = await tenant.make.activity({ assigneeUserId: colleague.id });
    const cache = new ReferenceIdCache();
    const ask = (viewer: ReturnType<typeof viewerOf>) =>
      fetchAs(
        viewer,
        async ({ references }) =>
          (await Promise.all([own, other].map(async ({ id }) => references.to(tables.activity, id)))).map(
            (row) => row?.refId ?? null,
          ),
        { cache },
      );
    expect(await ask(viewerOf(tenant))).toEqual([own.refId, other.refId]);
    expect(await ask(viewerOf(tenant, 'reviewer', { user: reviewer }))).toEqual([own.refId, null]);
    expect(await ask(viewerOf(tenant, 'reviewer', { user: colleague }))).toEqual([null, other.refId]);
  });

  it('drops the oldest entries beyond its size, and everything when it is emptied', () => {
    const cache = new ReferenceIdCache(4);
    const rows = [1, 2, 3].map((n) => ({ id: `id-${n}`, refId: `ref-${n}`, tenantId: 'a' }));
    for (const row of rows) cache.add('a', tables.goal, row);
    expect(rows.map(({ id }) => cache.get('a', tables.goal, id))).toEqual([undefined, rows[1], rows[2]]);
    expect([cache.get('b', tables.goal, 'id-3'), cache.get('a', tables.strategy, 'id-3')]).toEqual([
      undefined,
      undefined,
    ]);
    cache.clear();
    expect(cache.get('a', tables.goal, 'id-3')).toBeUndefined();
  });
});
