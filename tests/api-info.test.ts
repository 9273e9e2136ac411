import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { composeSupergraph } from '../gateway/supergraph.ts';
import { MemoryTokenBuckets } from '../gateway/limits/token-buckets.ts';
import { sql } from '../platform/database/sql.ts';
import type { Claims } from '../platform/identity/claims.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { claimsOf } from './support/claims.ts';
import { deprecatingEntries } from './support/deprecating.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { standardLimits, startGateway, type TestGateway } from './support/gateway.ts';
import { temporaryFolder } from './support/folder.ts';
import { closeFactories, makeTenant, platformTenant, type CustomerTenant } from './support/make.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';

/** What is deprecated where tests deprecate something: an element of each kind, and one that not everybody may read. */
const reasons = {
  'Goal.metric': 'Use `label`. Since 2026-01-01, removed on 2026-07-01.',
  'Goal.llmCost': 'Use `llmCostReport`. Since 2026-02-01, removed on 2026-09-01.',
  'Query.goals(last:)': 'Use `first`. Since 2026-01-01, removed on 2026-07-01.',
  'GoalFilter.strategyId': 'Ask the strategy. Since 2026-01-01, removed on 2026-07-01.',
  'GoalOrderField.PRIORITY': 'Use `CREATED_AT`. Since 2026-01-01, removed on 2026-07-01.',
};
const coordinates = Object.keys(reasons);
const deprecations = '{ apiInfo { deprecations { coordinate reason since removeOn usedByYouLast30Days } } }';

const limits = {
  ...standardLimits,
  rate: { tenant: { size: 900, restorePerSecond: 90 }, client: { size: 500, restorePerSecond: 50 } },
};

describe('what the API tells of itself', () => {
  let graph: TestGateway;
  let everybody: Everybody;
  beforeAll(async () => {
    // On a clock that stands still nothing comes back.
    graph = await startGateway({ limits, buckets: new MemoryTokenBuckets(() => 0) });
    everybody = await makeEverybody();
  });
  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  it.each(columns)('is the version and the hash of /version, and nothing deprecated, to a %s', async (persona) => {
    const { version, schemaHash } = (await (await fetch(`${graph.url}/version`)).json()) as Record<string, unknown>;
    const query = '{ apiInfo { schemaVersion schemaHash deprecations { coordinate } } }';
    const { data, errors, fetches } = await everybody.ask(graph, persona, query);
    expect({ data, errors }).toEqual({
      data: { apiInfo: { schemaVersion: version, schemaHash, deprecations: [] } },
      errors: [],
    });
    expect(fetches.map(({ service, statements }) => [service, statements])).toEqual([['gateway', []]]);
  });

  it.each<[Persona, number]>([
    ['member', 200_000],
    ['analyst', 100_000],
  ])('is what is left to spend, as headers and cost tell it, to a %s', async (persona, maxQueryCost) => {
    const token = await graph.issuer.sign(everybody.as(persona));
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: '{ apiInfo { rateLimit { bucketSize available restoreRatePerSecond maxQueryCost } } }',
      }),
    });
    const body = (await response.json()) as { data: { apiInfo: { rateLimit: Record<string, number> } } };
    const remaining = Number(response.headers.get('ratelimit-remaining'));
    expect(body).toEqual({
      data: {
        apiInfo: { rateLimit: { bucketSize: 500, available: remaining, restoreRatePerSecond: 50, maxQueryCost } },
      },
      extensions: {
        cost: expect.objectContaining({
          requestedQueryCost: 1,
          actualQueryCost: 1,
          maximumQueryCost: maxQueryCost,
          throttleStatus: { maximumAvailable: 500, currentlyAvailable: remaining, restoreRate: 50 },
        }),
      },
    });
    expect(remaining).toBeLessThan(500);
    expect(response.headers.get('ratelimit-limit')).toBe('500');
  });
});

interface Deprecation {
  readonly coordinate: string;
  readonly usedByYouLast30Days: number;
}

describe('what is deprecated', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  const standard = { ...standardLimits, deprecationUses: { writeMs: 1, kept: 1_000, deleted: 1_000 } };
  beforeAll(async () => {
    folder = await temporaryFolder();
    graph = await startGateway({ entries: await deprecatingEntries(folder.path, reasons), limits: standard });
    tenant = await makeTenant();
  });
  afterAll(async () => {
    await graph.close();
    await folder.remove();
    await closeFactories();
  });

  const told = async (as: Claims, headers: Record<string, string> = {}): Promise<readonly Deprecation[]> => {
    const { data } = await graph.query<{ apiInfo: { deprecations: Deprecation[] } }>(as, deprecations, {}, headers);
    return data.apiInfo.deprecations;
  };

  /** How often a caller has used what it did use, once it is as many times in all. */
  async function usesOf(as: Claims, total: number, headers?: Record<string, string>): Promise<Record<string, number>> {
    for (;;) {
      const uses = (await told(as, headers)).map((one) => [one.coordinate, one.usedByYouLast30Days] as const);
      if (uses.reduce((sum, [, count]) => sum + count, 0) >= total)
        return Object.fromEntries(uses.filter(([, count]) => count > 0));
      await sleep(5);
    }
  }

  it('is told with its reason and its days', async () => {
    const [first, ...others] = await told(claimsOf(tenant));
    expect([first, ...others].map((one) => one?.coordinate).sort()).toEqual([...coordinates].sort());
    expect([first, ...others].find((one) => one?.coordinate === 'Goal.llmCost')).toEqual({
      coordinate: 'Goal.llmCost',
      reason: 'Use `llmCostReport`.',
      since: '2026-02-01',
      removeOn: '2026-09-01',
      usedByYouLast30Days: 0,
    });
  });

  it('is told to nobody who may not read it', async () => {
    const member = await tenant.make.user({ role: 'member' });
    const found = (await told(claimsOf(tenant, 'member', { user: member }))).map(({ coordinate }) => coordinate);
    expect(found.sort()).toEqual(coordinates.filter((coordinate) => coordinate !== 'Goal.llmCost').sort());
  });

  it('is counted for each caller of each tenant, by the operations that name it', async () => {
    const mine = await makeTenant();
    const theirs = await makeTenant();
    const colleague = claimsOf(mine, 'member', { user: await mine.make.user({ role: 'member' }) });
    const all = `{ goals(last: 2, filter: { strategyId: "${'0'.repeat(26)}" }, orderBy: { field: PRIORITY, direction: ASC }) {
      nodes { metric again: metric llmCost { currency } } } }`;
    await graph.query(claimsOf(mine), all);
    await graph.query(claimsOf(mine), all);
    await graph.query(claimsOf(mine), '{ goals { nodes { label } } }');
    await graph.query(claimsOf(theirs), '{ goals { nodes { metric } } }');
    expect(await usesOf(claimsOf(mine), 10)).toEqual(Object.fromEntries(coordinates.map((one) => [one, 2])));
    expect(await usesOf(claimsOf(theirs), 1)).toEqual({ 'Goal.metric': 1 });
    expect(await usesOf(colleague, 0)).toEqual({});
  });

  it('is counted where it stands in the values of variables, as they were sent and once an operation', async () => {
    const asker = claimsOf(await makeTenant());
    const query = `query ($filter: GoalFilter, $order: GoalOrder) {
      a: goals(filter: $filter, orderBy: $order) { nodes { label } }
      b: goals(filter: $filter) { nodes { label } } }`;
    const order = (field: string) => ({ field, direction: 'ASC' });
    await graph.query(asker, query, { filter: { strategyId: null }, order: order('PRIORITY') });
    await graph.query(asker, query, { filter: { strategyId: '0'.repeat(26) }, order: order('CREATED_AT') });
    await graph.query(asker, query, { filter: { status: null }, order: null });
    await graph.query(asker, query);
    expect(await usesOf(asker, 3)).toEqual({ 'GoalFilter.strategyId': 2, 'GoalOrderField.PRIORITY': 1 });
  });

  it('is counted for a super admin where it acts', async () => {
    const [here, there] = [await makeTenant(), await makeTenant()];
    const admin = claimsOf(await platformTenant(), 'super_admin');
    const acting = ({ slug }: CustomerTenant) => ({ 'x-leadmetrics-tenant': slug });
    await graph.query(admin, '{ goals { nodes { metric } } }', {}, acting(here));
    expect(await usesOf(admin, 1, acting(here))).toEqual({ 'Goal.metric': 1 });
    expect(await usesOf(admin, 0, acting(there))).toEqual({});
    expect(await usesOf(claimsOf(here), 0)).toEqual({});
  });

  it('is not counted where nothing is executed', async () => {
    const asker = claimsOf(await makeTenant());
    const query = '{ goals { nodes { metric } } }';
    await graph.query(asker, query, {}, { 'x-leadmetrics-estimate': '1' });
    await graph.query(asker, '{ goals { nodes { metric } } unknown }');
    await graph.query(asker, '{ goals(last: 1) { nodes { label } } }');
    expect(await usesOf(asker, 1)).toEqual({ 'Query.goals(last:)': 1 });
  });

  it('counts the days of thirty, and those before no more', async () => {
    const { id, admin } = tenant;
    const use = (daysAgo: number, uses: number) =>
      rowsOf(
        factoryPool(),
        sql`INSERT INTO deprecation_uses (tenant_id, caller_ref_id, day, coordinate, uses)
          VALUES (${id}, ${admin.refId}, (now() AT TIME ZONE 'UTC')::date - ${daysAgo}::int, 'Goal.metric', ${uses})`,
      );
    await use(28, 3);
    await use(31, 5);
    expect(await usesOf(claimsOf(tenant), 1)).toEqual({ 'Goal.metric': 3 });
  });

  it('is written before a gateway has closed', async () => {
    const asker = await makeTenant();
    const rarely = { ...standardLimits, deprecationUses: { writeMs: 3_600_000, kept: 1_000, deleted: 1_000 } };
    const closing = await startGateway({ entries: await deprecatingEntries(folder.path, reasons), limits: rarely });
    await closing.query(claimsOf(asker), '{ goals { nodes { metric } } }');
    await closing.close();
    expect(await usesOf(claimsOf(asker), 1)).toEqual({ 'Goal.metric': 1 });
  });

  it('composes with nothing that does not say since when', async () => {
    const entries = await deprecatingEntries(folder.path, { 'Goal.metric': 'Use `label`.' });
    expect(() => composeSupergraph(entries)).toThrow(
      'the subgraphs do not compose:\n- Goal.metric is deprecated with "Use `label`.", expected what to use in its place',
    );
  });
});
