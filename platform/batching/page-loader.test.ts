import { describe, expect, it } from '@jest/globals';
import { makeGlobal, makeTenant, platformTenant, twoTenants } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf, type Fetch, type FetchOptions } from '../../tests/support/reading.ts';
import { tables, type GoalRow } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import type { Viewer } from '../identity/viewer.ts';
import { anyOf, createdBetween, inScope } from '../paging/filters.ts';
import { PageLoader, type ListArguments, type PageDefinition } from './page-loader.ts';
import type { Parent } from './parents.ts';

const names = select('{ nodes { name } }');
const ofTenant: PageDefinition = {
  parent: 'tenantId',
  orderBy: { CREATED_AT: [], NAME: ['name'] },
};
const ofStrategy: PageDefinition = { ...ofTenant, parent: 'strategyId', bounded: true };

function goals(fetch: Fetch, definition = ofTenant): PageLoader<GoalRow> {
  return new PageLoader(fetch.source, tables.goal, definition);
}

describe('a page under many parents', () => {
  it('is one statement, however many parents and rows', async () => {
    const tenant = await makeTenant();
    for (const count of [2, 20]) {
      const strategies = await tenant.makeMany.strategy(count);
      await tenant.makeMany.goal(count * 3, (index) => ({
        strategyId: strategies[index % count]?.id ?? '',
        name: `${index % count}`,
      }));
      await fetchAs(viewerOf(tenant), async (fetch) => {
        const loader = goals(fetch, ofStrategy);
        const pages = await Promise.all(strategies.map((strategy) => loader.load(strategy, { first: 2 }, names)));
        expect(pages.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual(
          strategies.map((_, index) => [`${index}`, `${index}`]),
        );
        expect(pages.every(({ pageInfo }) => pageInfo.hasNextPage)).toBe(true);
        expect(fetch.log.count).toBe(1);
      });
    }
  });

  it('asks once for a parent that is named twice, and anew for other arguments', async () => {
    const tenant = await makeTenant();
    const strategy = await tenant.make.strategy();
    await fetchAs(viewerOf(tenant), async (fetch) => {
      const loader = goals(fetch, ofStrategy);
      const [one, two] = await Promise.all([loader.load(strategy, {}, names), loader.load({ ...strategy }, {}, names)]);
      expect(one).toBe(two);
      await loader.load(strategy, { first: 1 }, names);
      expect(fetch.log.count).toBe(2);
    });
  });

  it('reads the selected columns, what cursors are made of, and no others', async () => {
    const tenant = await makeTenant();
    await tenant.make.goal();
    const info = select(
      '{ ...Page nodes { metric } }',
      'fragment Page on GoalConnection { edges { node { status } } }',
    );
    await fetchAs(viewerOf(tenant), async (fetch) => {
      const { nodes } = await goals(fetch).load(viewerOf(tenant).tenant, { orderBy: { field: 'NAME' } }, info);
      expect(Object.keys(nodes[0] ?? {}).sort()).toEqual(
        ['counted', 'id', 'metric', 'name', 'parentOrdinal', 'refId', 'status', 'tenantId'].sort(),
      );
      expect(fetch.log.statements[0]?.text).not.toMatch(/description|count\(/);
    });
  });

  it('refuses a parent of another tenant: no reference leads there', async () => {
    const [mine, theirs] = await twoTenants();
    const strategy = await theirs.make.strategy();
    await fetchAs(viewerOf(mine), async (fetch) => {
      await expect(goals(fetch, ofStrategy).load(strategy, {}, names)).rejects.toThrow(
        'under a parent of another tenant',
      );
      expect(fetch.log.count).toBe(0);
    });
  });

  it('shows nothing of another tenant by row-level security alone', async () => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    const strategy: Parent = { id: goal.strategyId, tenantId: theirs.id };
    const read = (definition: PageDefinition, parent: Parent) => (fetch: Fetch) =>
      goals(fetch, definition).load(parent, {}, names);
    for (const [definition, parent] of [
      [ofStrategy, strategy],
      [ofTenant, { id: theirs.id, tenantId: theirs.id }],
    ] as const) {
      const { nodes } = await fetchAs(viewerOf(mine), read(definition, parent), { tenantFilter: false });
      expect(nodes).toEqual([]);
      const own = await fetchAs(viewerOf(theirs), read(definition, parent), { tenantFilter: false });
      expect(own.nodes.map(({ refId }) => refId)).toEqual([goal.refId]);
    }
  });

  it('of a super admin lies under the parent all the same', async () => {
    const [one, other] = await twoTenants();
    await Promise.all([one.make.goal({ name: 'One' }), other.make.goal({ name: 'Other' })]);
    const seen = await fetchAs(viewerOf(await platformTenant(), 'super_admin'), (fetch) => {
      const loader = goals(fetch);
      return Promise.all([one, other].map(({ id }) => loader.load({ id, tenantId: id }, {}, names)));
    });
    expect(seen.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([['One'], ['Other']]);
  });
});

describe('the page of all tenants', () => {
  it('holds every tenant for the platform, and for anyone else the own one', async () => {
    const made = await Promise.all(
      ['c', 'a', 'b'].map((name) => makeTenant({ name, slug: `walk-${mintUlid().toLowerCase()}` })),
    );
    const slugs = made.map(({ slug }) => slug);
    const definition: PageDefinition = {
      parent: null,
      filter: { slugs: anyOf('slug', { probed: true }) },
      orderBy: { NAME: ['name'] },
      bounded: true,
    };
    const read = (viewer: Viewer) =>
      fetchAs(viewer, async ({ source }) => {
        const args: ListArguments = { filter: { slugs }, orderBy: { field: 'NAME', direction: 'ASC' } };
        const { nodes } = await new PageLoader(source, tables.tenant, definition).load(viewer.tenant, args, names);
        return nodes.map(({ name, tenantId, id }) => [name, tenantId === id]);
      });
    expect(await read(viewerOf(await platformTenant(), 'super_admin'))).toEqual([
      ['a', true],
      ['b', true],
      ['c', true],
    ]);
    const [first] = made;
    expect(first && (await read(viewerOf(first)))).toEqual([['c', true]]);
  });
});

describe('a page of a table that the platform shares', () => {
  it("holds the platform's rows beside the tenant's, and never another tenant's", async () => {
    const [mine, theirs] = await twoTenants();
    const since = new Date().toISOString();
    const shared = await makeGlobal.activityTemplate({ name: 'Shared' });
    await Promise.all([mine.make.activityTemplate({ name: 'Mine' }), theirs.make.activityTemplate({ name: 'Theirs' })]);
    const definition: PageDefinition = {
      parent: 'tenantId',
      filter: { scope: inScope('tenantId'), createdAt: createdBetween() },
    };
    const read = (scope: string | null, options?: FetchOptions) =>
      fetchAs(
        viewerOf(mine),
        async ({ source }) => {
          const filter = { scope, createdAt: { from: since } };
          const { nodes } = await new PageLoader(source, tables.activityTemplate, definition).load(
            viewerOf(mine).tenant,
            { filter },
            names,
          );
          return nodes
            .filter(({ refId, tenantId }) => tenantId !== null || refId === shared.refId)
            .map(({ name }) => name)
            .sort();
        },
        options,
      );
    expect(await read(null)).toEqual(['Mine', 'Shared']);
    expect(await read('GLOBAL')).toEqual(['Shared']);
    expect(await read('TENANT')).toEqual(['Mine']);
    expect(await read(null, { tenantFilter: false })).toEqual(['Mine', 'Shared']);
  });
});
