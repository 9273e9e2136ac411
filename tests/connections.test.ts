import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../platform/config/config.ts';
import type { WebConfig } from '../platform/config/web.ts';
import { claimsOf } from './support/claims.ts';
import type { TestGatewayOptions } from './support/gateway-options.ts';
import { startGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { live, openConnection, openConnections } from './support/open-connections.ts';
import { sendBytes } from './support/raw-http.ts';

let tenant: CustomerTenant;
beforeAll(async () => void (tenant = await makeTenant()));
afterAll(() => closeFactories());

async function gatewayWith(connections: Partial<WebConfig['connections']>, options: TestGatewayOptions = {}) {
  const defaults = readConfig({}).web.connections;
  const graph = await startGateway({ ...options, web: { connections: { ...defaults, ...connections } } });
  return { ...graph, authorization: `authorization: Bearer ${await graph.issuer.sign(claimsOf(tenant))}` };
}

const liveAndClose = 'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';

describe('connections', () => {
  let graph: Awaited<ReturnType<typeof gatewayWith>>;
  afterEach(() => graph.close());

  it('are dropped beyond a number, which is told once', async () => {
    graph = await gatewayWith({ limit: 20 }, { faultsExpected: true });
    const { kept } = await openConnections(graph.url, 50);
    expect(kept.length).toBe(20);
    expect(graph.faults).toEqual([
      new Error('found more than 20 connections; those beyond CONNECTIONS_LIMIT are dropped'),
    ]);
    for (const socket of kept) socket.destroy();
  });

  it('are dropped beyond a number of one address, until others of it are closed', async () => {
    graph = await gatewayWith({ perAddress: 5 }, { faultsExpected: true });
    const { kept } = await openConnections(graph.url, 12);
    expect(kept.length).toBe(5);
    expect(graph.faults).toEqual([
      new Error('found more than 5 connections of one address; those beyond CONNECTIONS_PER_ADDRESS are dropped'),
    ]);
    for (const socket of kept) socket.destroy();
    const { server } = graph.gateway.app;
    const open = () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)));
    while ((await open()) > 0) await sleep(5);
    expect((await sendBytes(graph.url, [liveAndClose])).map(({ status }) => status)).toEqual([200]);
  });

  it('are closed after a number of requests, and the last answer says so', async () => {
    graph = await gatewayWith({ requests: 3 });
    const answers = await sendBytes(graph.url, [live.repeat(5)]);
    expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([
      [200, 'keep-alive'],
      [200, 'keep-alive'],
      [200, 'close'],
    ]);
  });

  it('ask a number of requests at a time, and the others are to come again', async () => {
    graph = await gatewayWith({ pipelined: 4 });
    const { url, authorization } = graph;
    const body = '{"query":"{ viewer { role } }"}';
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\n${authorization}\r\ncontent-type: application/json\r\n`;
    const request = `${head}content-length: ${body.length}\r\n\r\n${body}`;
    const answers = await sendBytes(url, [request.repeat(50), liveAndClose]);
    const answered = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect([answers.length, answered.length + refused.length]).toEqual([51, 51]);
    expect(answered.length).toBeGreaterThanOrEqual(4);
    expect(answered.length).toBeLessThan(10);
    expect(refused[0]).toMatchObject({
      headers: { 'retry-after': '1', 'content-type': 'application/json; charset=utf-8' },
    });
    expect(JSON.parse(refused[0]?.body ?? '')).toMatchObject({
      errors: [{ extensions: { code: 'THROTTLED', retryable: true } }],
    });
  });
});

describe('what does not arrive in time is ended', () => {
  let graph: Awaited<ReturnType<typeof gatewayWith>>;
  beforeAll(async () => {
    graph = await gatewayWith({ headersTimeoutMs: 300, requestTimeoutMs: 600, silenceTimeoutMs: 2_000 });
  });
  afterAll(() => graph.close());

  it.each<[string, string]>([
    ['a connection that says nothing', ''],
    ['half a request line', 'GET /health'],
    ['headers without an end', 'GET /health/live HTTP/1.1\r\nhost: a\r\n'],
    [
      'a body without an end',
      'POST /graphql HTTP/1.1\r\nhost: a\r\n<token>\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
    ],
    [
      'a chunk without an end',
      'POST /graphql HTTP/1.1\r\nhost: a\r\n<token>\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n9\r\n{',
    ],
  ])('%s', async (_name, bytes) => {
    const { url, authorization } = graph;
    const { socket, ended } = await openConnection(url);
    if (bytes !== '') socket.write(bytes.replace('<token>', authorization));
    const answer = await ended;
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({
      errors: [{ extensions: { code: 'TIMEOUT' } }],
    });
  });

  it('a body that comes byte by byte', async () => {
    const { url, authorization } = graph;
    const { socket, ended } = await openConnection(url);
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${authorization}\r\ncontent-type: application/json\r\ncontent-length: 9999\r\n\r\n`,
    );
    const drip = setInterval(() => socket.write(' '), 20);
    const answer = await ended;
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  });

  it('a client that does not read its answer', async () => {
    const { url, authorization } = graph;
    const { socket } = await openConnection(url);
    socket.pause();
    const query = '{ __schema { types { name description fields { name description args { name description } } } } }';
    const body = JSON.stringify({
      query: query.replace(
        '{ __schema',
        `{ ${Array.from({ length: 30 }, (_, i) => `a${i}: __schema { types { name description fields { name description } } }`).join(' ')} __schema`,
      ),
    });
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: a\r\n${authorization}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    const [accepted] = (await once(graph.gateway.app.server, 'request')) as [{ socket: Socket }];
    await once(accepted.socket, 'close');
    expect(accepted.socket.destroyed).toBe(true);
    socket.destroy();
  });

  it('and not a connection that waits for its next request', async () => {
    async function* requests() {
      yield live;
      await sleep(1_700);
      yield liveAndClose;
    }
    expect((await sendBytes(graph.url, requests())).map(({ status }) => status)).toEqual([200, 200]);
  });
});
