import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { RemoteSource } from '../gateway/data-sources/remote.ts';
import { loadSubgraphs } from '../gateway/subgraphs.ts';
import { createPool } from '../platform/database/pool.ts';
import { sql } from '../platform/database/sql.ts';
import { createSubgraphServer } from '../subgraphs/server.ts';
import { claimsOf } from './support/claims.ts';
import { appUrl } from './support/database.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

const secret = Buffer.from('what the gateway signs Viewers with');
const query = 'query ($id: ID!) { adRecommendation(id: $id) { changePayload } }';

/** Numbers as a platform writes them, and as the graph tells them. */
const stored = '{"id": 23851234567890123, "x": 1e400, "bid": 98.20, "list": [{"negative": [-9007199254740993, 7]}]}';
const told = {
  id: '23851234567890123',
  x: `1${'0'.repeat(400)}`,
  bid: 98.2,
  list: [{ negative: ['-9007199254740993', 7] }],
};

describe('a JSON value with numbers that no float holds', () => {
  const pool = createPool({ url: appUrl(), maximum: 2 });
  let local: TestGateway;
  let remote: TestGateway;
  let subgraph: FastifyInstance;
  let tenant: CustomerTenant;
  let id: string;

  beforeAll(async () => {
    local = await startGateway();
    const [definition] = await loadSubgraphs([{ name: 'ads' }]);
    if (definition === undefined) throw new Error('expected the ads subgraph');
    subgraph = createSubgraphServer({ definition, runtime: local.runtime, pool, secret });
    const url = `${await subgraph.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    const source = new RemoteSource({
      name: 'ads',
      url,
      secret,
      timeoutMs: 5_000,
      answerLimitBytes: 1_000_000,
      report: local.runtime.reportFault,
    });
    remote = await startGateway({ sources: (sources) => new Map([...sources, ['ads', source]]) });
    tenant = await makeTenant();
    const recommendation = await tenant.make.adOptimizationRecommendation();
    id = recommendation.refId;
    await rowsOf(
      factoryPool(),
      sql`UPDATE ad_optimization_recommendations SET change_payload = ${stored}::jsonb WHERE ref_id = ${id}`,
    );
  });

  afterAll(async () => {
    await remote.close();
    await subgraph.close();
    await local.close();
    await pool.end();
    await closeFactories();
  });

  it.each([
    ['in this process', () => local],
    ['over HTTP', () => remote],
  ])('keeps every digit, as text, from a subgraph %s', async (_where, graph) => {
    const { data, errors } = await graph().query(claimsOf(tenant), query, { id });
    expect(errors).toEqual([]);
    expect(data).toEqual({ adRecommendation: { changePayload: told } });
  });
});
