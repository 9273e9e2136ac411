import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteSource } from '../gateway/data-sources/remote.ts';
import { otlpTracing } from '../platform/observability/otlp-tracing.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { secret, serveSubgraph } from './support/remote-gateway.ts';

/** A span as OTLP's JSON tells it (opentelemetry-proto, trace.proto). */
interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal, 2: server, 3: client. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
  readonly status: { readonly code?: number };
}

interface Export {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: SentSpan['attributes'] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const callerSpan = 'b7ad6b7169203331';

describe('traces', () => {
  let bodies: string[];
  let collector: Server;
  let answer: number;
  let url: string;
  beforeEach(async () => {
    bodies = [];
    answer = 200;
    collector = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (text: string) => (body += text));
      request.on('end', () => {
        bodies.push(`${request.url} ${body}`);
        response.writeHead(answer, { 'content-type': 'application/json' }).end('{}');
      });
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    url = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`; // a TCP server's
  });
  afterEach(async () => {
    collector.close();
    collector.closeAllConnections();
    await closeFactories();
  });

  const open = (service: string, report: (words: string) => void = () => undefined) =>
    otlpTracing({ url, service, report });

  const sent = (): SentSpan[] =>
    bodies
      .map((body) => JSON.parse(body.replace('/v1/traces ', '')) as Export) // the collector's one path
      .flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      );

  const attributeOf = (span: SentSpan | undefined, name: string): unknown =>
    Object.values(span?.attributes.find(({ key }) => key === name)?.value ?? {})[0];

  /** The names on the way from the trace's first span here to one. */
  function pathOf(spans: readonly SentSpan[], span: SentSpan): string {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
    const service = attributeOf(span, 'leadmetrics.subgraph');
    const name = typeof service === 'string' ? `${span.name} ${service}` : span.name;
    return parent === undefined ? name : `${pathOf(spans, parent)} > ${name}`;
  }

  it('tell where a request spent its time, down to the statement, in the trace of its caller', async () => {
    const tracing = open('graph');
    const graph = await startGateway({ tracing });
    const tenant = await makeTenant();
    const query =
      'query Goals { viewer { tenant { goals { totalCount } } } leads { totalCount } node(id: "canary-7b1f") { id } }';
    const answered = await graph.query(claimsOf(tenant), query, {}, { traceparent: `00-${traceId}-${callerSpan}-01` });
    expect(answered.errors).toEqual([]);
    await graph.close();
    await tracing.close();
    const spans = sent();
    expect(spans.map((span) => pathOf(spans, span)).sort()).toEqual([
      'gateway.request',
      'gateway.request > gateway.execute',
      'gateway.request > gateway.execute > gateway.fetch crm',
      'gateway.request > gateway.execute > gateway.fetch crm > statement',
      'gateway.request > gateway.execute > gateway.fetch strategy',
      'gateway.request > gateway.execute > gateway.fetch strategy > statement',
      'gateway.request > gateway.execute > gateway.fetch tenancy',
      'gateway.request > gateway.execute > gateway.fetch tenancy > statement',
      'gateway.request > gateway.execute > gateway.plan',
      'gateway.request > gateway.parse',
      'gateway.request > gateway.validate',
    ]);
    expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
    expect(spans.filter(({ name }) => name === 'gateway.fetch').map(({ kind }) => kind)).toEqual([1, 1, 1]);
    const root = spans.find(({ name }) => name === 'gateway.request');
    expect(root?.parentSpanId).toBe(callerSpan);
    for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
      expect(Number(startTimeUnixNano)).toBeGreaterThanOrEqual(Number(root?.startTimeUnixNano));
      expect(Number(endTimeUnixNano)).toBeLessThanOrEqual(Number(root?.endTimeUnixNano));
    }
    expect(attributeOf(root, 'graphql.operation.name')).toBe('Goals');
    expect(attributeOf(root, 'leadmetrics.tenant')).toBe(tenant.refId);
    const statement = spans.find((span) => pathOf(spans, span).endsWith('strategy > statement'));
    expect(attributeOf(statement, 'db.query.text')).toContain('FROM "goals"');
    expect(bodies.join('')).toContain('"service.name","value":{"stringValue":"graph"}');
    expect(bodies.join('')).not.toContain('canary');
  });

  it('go on in a subgraph that is a service of its own, which is told as called', async () => {
    const [gatewayTracing, subgraphTracing] = [open('graph'), open('strategy')];
    const local = await startGateway();
    const subgraph = await serveSubgraph('strategy', local.runtime, subgraphTracing);
    const limits = {
      timeoutMs: 60_000,
      answerLimitBytes: 100_000,
      callsAtOnce: 64,
      circuit: { failures: 5, waitMs: 1_000 },
    };
    const options = { secret, ...limits, report: () => undefined, onChange: () => undefined };
    const remote = new RemoteSource({ name: 'strategy', url: subgraph.url, ...options });
    const graph = await startGateway({
      tracing: gatewayTracing,
      sources: (sources) => new Map([...sources, ['strategy', remote]]),
    });
    await graph.query(claimsOf(await makeTenant()), '{ goals { totalCount } }');
    for (const opened of [graph, subgraph, local, gatewayTracing, subgraphTracing]) await opened.close();
    const spans = sent();
    const fetched = 'gateway.request > gateway.execute > gateway.fetch strategy';
    const kinds = new Map(spans.map((span) => [pathOf(spans, span), span.kind]));
    expect(Object.fromEntries(kinds)).toMatchObject({
      'gateway.request': 2,
      'gateway.request > gateway.execute': 1,
      [fetched]: 3,
      [`${fetched} > subgraph.fetch strategy`]: 2,
      [`${fetched} > subgraph.fetch strategy > statement`]: 3,
    });
  });

  it('are told in the answer, and marked where a fault of ours is in it', async () => {
    const tracing = open('graph');
    const graph = await startGateway({
      tracing,
      faultsExpected: true,
      sources: (local) =>
        new Map([...local].map(([name]) => [name, { name, fetch: () => Promise.reject(new Error('a')) }])),
    });
    const token = await graph.issuer.sign(claimsOf(await makeTenant()));
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{"query":"{ viewer { role } }"}',
    });
    await response.text();
    await graph.close();
    await tracing.close();
    const root = sent().find(({ name }) => name === 'gateway.request');
    expect(response.headers.get('traceparent')).toBe(`00-${root?.traceId}-${root?.spanId}-01`);
    expect([root?.status.code, attributeOf(root, 'leadmetrics.code')]).toEqual([2, 'INTERNAL']);
  });

  it('go by one clock, which is read when they begin', async () => {
    const tracing = open('graph');
    const begun = Date.UTC(2030, 0, 1);
    const clock = jest.spyOn(Date, 'now').mockReturnValue(begun);
    const timer = jest.spyOn(performance, 'now').mockReturnValue(5_000);
    const request = tracing.begin('gateway.request', null, 4_000);
    clock.mockReturnValue(begun + 86_400_000);
    request.start('gateway.plan', 4_100).end({ at: 4_350.5 });
    clock.mockReturnValue(begun - 86_400_000);
    request.start('gateway.fetch', 4_350.5).end({ at: 5_500 });
    timer.mockReturnValue(6_000);
    request.end();
    jest.restoreAllMocks();
    await tracing.close();
    const millisecondsOf = (nanoseconds: string) => Number(BigInt(nanoseconds) - BigInt(begun) * 1_000_000n) / 1e6;
    expect(
      sent().map(({ name, startTimeUnixNano, endTimeUnixNano }) => [
        name,
        millisecondsOf(startTimeUnixNano),
        millisecondsOf(endTimeUnixNano),
      ]),
    ).toEqual([
      ['gateway.plan', -900, -649.5],
      ['gateway.fetch', -649.5, 500],
      ['gateway.request', -1_000, 1_000],
    ]);
  });

  it('are lost where the collector does not take them, which is told once', async () => {
    answer = 400;
    const told: string[] = [];
    const tracing = open('graph', (words) => void told.push(words));
    // A batch is sent at once when it is full, the others at the end.
    for (let count = 0; count < 600; count += 1) tracing.begin('gateway.request', null, performance.now()).end();
    while (bodies.length === 0) await sleep(1);
    await tracing.close();
    expect(told).toEqual(['Traces cannot be sent: OTLPExporterError: Bad Request']);
  });
});
