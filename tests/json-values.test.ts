import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../platform/database/sql.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { gatewayTo, serveSubgraph } from './support/remote-gateway.ts';

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
  let local: TestGateway;
  let remote: TestGateway;
  let subgraph: Awaited<ReturnType<typeof serveSubgraph>>;
  let tenant: CustomerTenant;
  let id: string;

  beforeAll(async () => {
    local = await startGateway();
    subgraph = await serveSubgraph('ads', local.runtime);
    remote = await gatewayTo(subgraph.url, { report: local.runtime.reportFault, name: 'ads' });
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
