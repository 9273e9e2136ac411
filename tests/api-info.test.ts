import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MemoryTokenBuckets } from '../gateway/limits/token-buckets.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { standardLimits, startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';

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
