import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { keptLog } from './support/log.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { sendBytes } from './support/raw-http.ts';
import { RemoteSource } from '../gateway/data-sources/remote.ts';

const kept = keptLog();
let graph: TestGateway;
let tenant: CustomerTenant;
let token: string;

beforeAll(async () => {
  graph = await startGateway({ log: kept.log, faultsExpected: true });
  tenant = await makeTenant();
  token = await graph.issuer.sign(claimsOf(tenant));
});
beforeEach(() => void kept.lines.splice(0));
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const hashOf = (query: string): string => createHash('sha256').update(query).digest('hex');

/** Asks over HTTP; the answer's line is written when its last byte is. */
async function ask(body: unknown, headers: Record<string, string> = {}, url = graph.url): Promise<Response> {
  const before = kept.entries().filter(isRequest).length;
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.clone().text();
  while (kept.entries().filter(isRequest).length === before) await sleep(1);
  return response;
}

const isRequest = ({ msg }: Record<string, unknown>): boolean => msg === 'request';

/** All that a line says unless an answer is special. */
const usual = (query: string) => ({
  level: 'info',
  msg: 'request',
  requestId: expect.stringMatching(/^[0-9A-Z]{26}$/),
  operationName: null,
  operationHash: hashOf(query),
  clientName: null,
  clientVersion: null,
  persona: 'admin',
  tenant: tenant.refId,
  ms: expect.any(Number),
  statements: 0,
  cost: null,
  code: null,
  status: 200,
  bytes: expect.any(Number),
});

describe('a request to the graph', () => {
  it('is one line of JSON: which operation, of whom, what it took and what came of it', async () => {
    const query = 'query Goals { goals(first: 3) { totalCount nodes { name } } }';
    const response = await ask(
      { query },
      { 'apollographql-client-name': 'dashboard', 'apollographql-client-version': '1.4.2' },
    );
    const { data } = (await response.json()) as { data: unknown };
    expect(data).toEqual({ goals: { totalCount: 0, nodes: [] } });
    expect(kept.entries()).toEqual([
      {
        ...usual(query),
        operationName: 'Goals',
        clientName: 'dashboard',
        clientVersion: '1.4.2',
        statements: 1,
        cost: 3,
      },
    ]);
    expect(kept.lines[0]).toMatch(/^\{"level":"info","time":"\d{4}-\d\d-\d\dT[\d:.]+Z",.*\}\n$/);
  });

  it('tells the bytes of its answer, headers included', async () => {
    const body = JSON.stringify({ query: '{ viewer { role } }' });
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json`;
    const request = (end: string) => `${head}\r\ncontent-length: ${body.length}\r\n${end}\r\n${body}`;
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
    let received = 0;
    socket.on('data', ({ length }) => (received += length));
    const sizes: number[] = [];
    for (const end of ['', 'connection: close\r\n']) {
      const before = received;
      socket.write(request(end));
      while (kept.lines.length === sizes.length) await sleep(1);
      await sleep(5);
      sizes.push(received - before);
    }
    expect(kept.entries().map(({ bytes }) => bytes)).toEqual(sizes);
  });

  it.each<[string, unknown, Record<string, string>, object]>([
    [
      'what is no GraphQL',
      { query: '{' },
      {},
      { code: 'GRAPHQL_PARSE_FAILED', status: 400, operationHash: hashOf('{') },
    ],
    [
      'an unknown field',
      { query: '{ secrets }' },
      {},
      { code: 'GRAPHQL_VALIDATION_FAILED', status: 400, operationHash: hashOf('{ secrets }') },
    ],
    ['no JSON', '{', {}, { code: 'BAD_USER_INPUT', status: 400, operationHash: null }],
    ['no operation', {}, {}, { code: 'BAD_USER_INPUT', status: 400, operationHash: null }],
    [
      'a bad token',
      { query: '{ viewer { role } }' },
      { authorization: 'Bearer x' },
      { code: 'UNAUTHENTICATED', status: 401, operationHash: null, persona: null, tenant: null },
    ],
  ])('has a line where it is refused for %s', async (_name, body, headers, told) => {
    await ask(body, headers);
    expect(kept.entries()).toEqual([{ ...usual(''), ...told }]);
  });

  it('has a line where its method is none of the path', async () => {
    await fetch(`${graph.url}/graphql`, { method: 'DELETE' });
    while (kept.lines.length === 0) await sleep(1);
    const nobody = { operationHash: null, persona: null, tenant: null };
    expect(kept.entries()).toEqual([{ ...usual(''), ...nobody, code: 'BAD_USER_INPUT', status: 405 }]);
  });

  it('has a line where its client goes away', async () => {
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
    const arrived = once(graph.gateway.app.server, 'request');
    const head = `POST /graphql HTTP/1.1\r\nhost: a\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json`;
    socket.write(`${head}\r\ncontent-length: 99\r\n\r\n{`);
    await arrived;
    socket.destroy();
    while (kept.lines.length === 0) await sleep(1);
    expect(kept.entries()).toEqual([{ ...usual(''), operationHash: null, status: 499 }]);
  });

  it('is no line of any other path', async () => {
    await fetch(`${graph.url}/health/live`);
    await ask({ query: '{ viewer { role } }' });
    expect(kept.entries().map(({ msg, status }) => [msg, status])).toEqual([['request', 200]]);
  });
});

describe('the id of a request', () => {
  it.each([
    '01KAW9M3C2W3J5N8Q6T7V9X1Y2',
    '7f3c1d52-6a0b-4c8e-9f11-2b7d5e8a9c01',
    'Root=1-67891233-abcdef012345',
    'a/b+c==',
  ])('is its own, where it has one: %s', async (id) => {
    const response = await ask({ query: '{ nothing }' }, { 'x-request-id': id });
    const { errors } = (await response.json()) as { errors: { extensions: { requestId: string } }[] };
    expect([response.headers.get('x-request-id'), errors[0]?.extensions.requestId]).toEqual([id, id]);
    expect(kept.entries()[0]).toMatchObject({ requestId: id });
  });

  it.each([
    ['nothing', ''],
    ['a space', 'a b'],
    ['a quote', 'a"b'],
    ['too much', 'x'.repeat(129)],
    ['a letter that is none of ASCII', 'é'],
  ])('is made where it says %s', async (_name, id) => {
    const [answer] = await sendBytes(graph.url, [
      `GET /health/live HTTP/1.1\r\nhost: a\r\nx-request-id: ${id}\r\nconnection: close\r\n\r\n`,
    ]);
    expect(answer?.headers['x-request-id']).toMatch(/^[0-9A-Z]{26}$/);
  });

  it.each([
    ['an unknown path', 'GET /none HTTP/1.1\r\nhost: a\r\nx-request-id: r1\r\nconnection: close\r\n\r\n', 'r1'],
    ['no host', 'GET /graphql HTTP/1.1\r\nx-request-id: r2\r\nconnection: close\r\n\r\n', 'r2'],
    [
      'a path that cannot be decoded',
      'GET /% HTTP/1.1\r\nhost: a\r\nx-request-id: r3\r\nconnection: close\r\n\r\n',
      'r3',
    ],
    ['no HTTP', 'nonsense\r\n\r\n', expect.stringMatching(/^[0-9A-Z]{26}$/)],
  ])('is told in the answer that refuses %s, as in its body', async (_name, bytes, id) => {
    const [answer] = await sendBytes(graph.url, [bytes]);
    const { errors } = JSON.parse(answer?.body ?? '') as { errors: { extensions: { requestId: string } }[] };
    expect(answer?.headers['x-request-id']).toEqual(id);
    expect(errors[0]?.extensions.requestId).toBe(answer?.headers['x-request-id']);
  });
});

describe('the trace of a request', () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

  it('is told in its answer and in its line', async () => {
    const response = await ask({ query: '{ viewer { role } }' }, { traceparent });
    expect(response.headers.get('traceparent')).toBe(traceparent);
    expect(kept.entries()[0]).toMatchObject({ traceId: '0af7651916cd43dd8448eb211c80319c' });
  });

  it('is none where it is not one', async () => {
    const response = await ask({ query: '{ viewer { role } }' }, { traceparent: `${traceparent}-x` });
    expect(response.headers.get('traceparent')).toBeNull();
    expect(kept.entries()[0]).not.toHaveProperty('traceId');
  });

  it('and its id go with it to a subgraph that is a service of its own', async () => {
    let told: unknown;
    const server = createServer(({ headers }, response) => {
      const { traceparent: trace, tracestate, 'x-request-id': id } = headers;
      told = [trace, tracestate, id];
      response.end('{"data":{"goals":{"totalCount":7}}}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
    const remote = new RemoteSource({
      name: 'strategy',
      url,
      secret: Buffer.alloc(32, 1),
      timeoutMs: 5_000,
      answerLimitBytes: 10_000,
      report: () => undefined,
      callsAtOnce: 64,
      circuit: { failures: 5, waitMs: 1_000 },
      onChange: () => undefined,
    });
    const apart = await startGateway({ log: kept.log, sources: (local) => new Map([...local, ['strategy', remote]]) });
    token = await apart.issuer.sign(claimsOf(tenant));
    await ask(
      { query: '{ goals { totalCount } }' },
      { traceparent, tracestate: 'a=1,b=2', 'x-request-id': 'r4' },
      apart.url,
    );
    expect(told).toEqual([traceparent, 'a=1,b=2', 'r4']);
    await apart.close();
    server.close();
    token = await graph.issuer.sign(claimsOf(tenant));
  });
});
