import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readSupergraph } from '../gateway/supergraph.ts';
import { DocumentStoreUnavailableError } from '../platform/documents/errors.ts';
import { serveMetrics } from '../platform/observability/metrics-server.ts';
import { Metrics } from '../platform/observability/metrics.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { startPersisted } from './support/persisted.ts';

let graph: TestGateway;
let served: Awaited<ReturnType<typeof serveMetrics>>;
let tenant: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway({ faultsExpected: true });
  graph.metrics.watchProcess();
  served = await serveMetrics(graph.metrics, { host: '127.0.0.1', port: 0 });
  tenant = await makeTenant();
});
afterAll(async () => {
  await served.close();
  await graph.close();
  await closeFactories();
});

/** Every series that is served, by its name and labels; those of time aside. */
async function series(): Promise<Map<string, number>> {
  const text = await (await fetch(served.url)).text();
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** What changes in the series while something is done; histograms' sums and buckets aside. */
async function changesBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await series();
  await work();
  // An answer is counted when its last byte is sent.
  while ((await series()).get('http_server_active_requests') !== 0) await sleep(1);
  const after = [...(await series())];
  return Object.fromEntries(
    after
      .map(([name, value]) => [name, value - (before.get(name) ?? 0)] as const)
      .filter(([name, change]) => change !== 0 && /^(http|leadmetrics)_/.test(name) && !/_(bucket|sum)\b/.test(name)),
  );
}

const answered = (status: number) =>
  `http_server_request_duration_seconds_count{http_request_method="POST",http_route="/graphql",http_response_status_code="${status}"}`;
const named = (operation: string) => `leadmetrics_operation_duration_seconds_count{operation="${operation}"}`;

describe('/metrics', () => {
  it('counts what an operation took, once when it is planned and once when it is known', async () => {
    const query = 'query HomeDashboard { goals { totalCount } leads { totalCount } }';
    const known = {
      [answered(200)]: 1,
      [named('HomeDashboard')]: 1,
      leadmetrics_operation_statements_count: 1,
      leadmetrics_operation_cost_count: 1,
      'leadmetrics_subgraph_fetch_duration_seconds_count{subgraph="strategy"}': 1,
      'leadmetrics_subgraph_fetch_duration_seconds_count{subgraph="crm"}': 1,
      'leadmetrics_statements_total{subgraph="strategy"}': 1,
      'leadmetrics_statements_total{subgraph="crm"}': 1,
    };
    expect(await changesBy(() => graph.query(claimsOf(tenant), query))).toEqual({
      ...known,
      'leadmetrics_parse_cache_requests_total{result="miss"}': 1,
      'leadmetrics_plan_cache_requests_total{result="miss"}': 1,
      leadmetrics_parse_duration_seconds_count: 1,
      leadmetrics_validate_duration_seconds_count: 1,
      leadmetrics_plan_duration_seconds_count: 1,
      leadmetrics_plan_cache_size: 1,
    });
    expect(await changesBy(() => graph.query(claimsOf(tenant), query))).toEqual({
      ...known,
      'leadmetrics_parse_cache_requests_total{result="hit"}': 1,
      'leadmetrics_plan_cache_requests_total{result="hit"}': 1,
    });
  });

  it('counts errors by their codes, and so refusals', async () => {
    const claims = claimsOf(tenant, 'member', { user: await tenant.make.user({ role: 'member' }) });
    const changes = await changesBy(async () => {
      await graph.query(claims, '{ a: tenants { totalCount } b: tenants { totalCount } }');
      await graph.query(claims, '{ nothing }');
      await graph.query(claims, '{ viewer { role } }', {}, { authorization: 'Bearer x' });
      await fetch(`${graph.url}/none`);
    });
    expect(changes).toMatchObject({
      'leadmetrics_graphql_errors_total{code="FORBIDDEN"}': 2,
      'leadmetrics_graphql_errors_total{code="GRAPHQL_VALIDATION_FAILED"}': 1,
      'leadmetrics_graphql_errors_total{code="UNAUTHENTICATED"}': 1,
      'leadmetrics_subgraph_fetch_errors_total{subgraph="tenancy",code="FORBIDDEN"}': 1,
      [answered(200)]: 1,
      [answered(400)]: 1,
      [answered(401)]: 1,
      'http_server_request_duration_seconds_count{http_request_method="GET",http_route="",http_response_status_code="404"}': 1,
    });
  });

  it('has a bounded number of series, whatever clients name', async () => {
    const before = (await series()).size;
    for (let count = 0; count < 20; count += 1) {
      const changes = await changesBy(async () => {
        await graph.query(
          claimsOf(tenant),
          `query Name${count} { viewer { role } }`,
          {},
          { 'x-request-id': `r${count}` },
        );
        await fetch(`${graph.url}/path/${count}`, { headers: { 'apollographql-client-name': `client${count}` } });
      });
      expect(changes).toMatchObject({ [named('_OTHER')]: 1 });
    }
    expect((await series()).size - before).toBeLessThan(40);
  });

  it('tells operations apart that are registered, as long as they are', async () => {
    const claims = claimsOf(await makeTenant());
    const gateway = await startPersisted({
      'a.json': { a: 'query Mine { viewer { role } } query Other { viewer { role } }' },
    });
    const { metrics } = gateway.graph;
    const counted = async (): Promise<unknown> => {
      while ((await metrics.activeRequests.get()).values[0]?.value !== 0) await sleep(1);
      const { values } = await metrics.operationDuration.get();
      return values
        .filter(({ metricName }) => metricName?.endsWith('_count'))
        .map(({ labels, value }) => [labels.operation, value]);
    };
    const ask = (operationName: string) => gateway.post(claims, { documentId: 'a', operationName });
    try {
      await ask('Mine');
      await gateway.post(claims, { query: 'query Free { viewer { role } }' });
      expect(await counted()).toEqual([
        ['Mine', 1],
        ['_OTHER', 1],
      ]);
      await gateway.exchange({ 'b.json': { a: 'query Other { viewer { role } }' } });
      await gateway.untilLogged(/^Operations registered .*: 1\.$/);
      await ask('Other');
      expect(await counted()).toEqual([
        ['_OTHER', 1],
        ['Other', 1],
      ]);
    } finally {
      await gateway.close();
    }
  });

  it('tells so many names of operations apart, the first ones', () => {
    const metrics = new Metrics(2);
    metrics.knowOperations(['A', 'B', 'B', 'C']);
    expect(['A', 'B', 'C', null].map((name) => metrics.operationLabel(name))).toEqual(['A', 'B', '_OTHER', '_OTHER']);
  });

  it('counts faults by who is at fault', async () => {
    const changes = await changesBy(async () => {
      const { reportFault, documents } = graph.runtime;
      reportFault(new DocumentStoreUnavailableError(documents.name, new Error()), 'r1');
      reportFault(Object.assign(new Error('too many clients'), { code: '53300' }), 'r1');
      reportFault(new TypeError('x is not a function'), 'r1');
    });
    expect(changes).toEqual({
      'leadmetrics_faults_total{kind="documents"}': 1,
      'leadmetrics_faults_total{kind="database"}': 1,
      'leadmetrics_faults_total{kind="internal"}': 1,
    });
  });

  it('tells of event loop, heap and process', async () => {
    expect([...(await series()).keys()]).toEqual(
      expect.arrayContaining([
        'nodejs_eventloop_lag_p99_seconds',
        'nodejs_heap_size_used_bytes',
        'process_cpu_seconds_total',
      ]),
    );
  });

  it('tells what runs, as /version does', async () => {
    const version = (await (await fetch(`${graph.url}/version`)).json()) as Record<string, unknown>;
    expect(version).toEqual({
      version: '0.1.0',
      commit: null,
      schemaHash: createHash('sha256').update(readSupergraph()).digest('hex'),
      node: process.versions.node,
    });
    const labels = Object.entries({ ...version, commit: '' }).map(([name, value]) => `${name}="${String(value)}"`);
    expect((await series()).get(`leadmetrics_build_info{${labels.join(',')}}`)).toBe(1);
  });

  it('is all that its port serves, and the port of the graph does not', async () => {
    expect((await fetch(new URL('/', served.url))).status).toBe(404);
    expect((await fetch(`${graph.url}/metrics`)).status).toBe(404);
  });
});
