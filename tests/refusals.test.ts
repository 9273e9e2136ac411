import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { sendBytes, type RawAnswer } from './support/raw-http.ts';

let graph: TestGateway;
/** Of somebody whose request is looked at. */
let token: string;

beforeAll(async () => {
  const explorer = { sandboxUrl: null, hosts: [], signIn: null, personas: async () => [], examples: async () => [] };
  graph = await startGateway({ explorer });
  token = await graph.issuer.sign(claimsOf(await makeTenant()));
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const refusal = (code: string) => ({
  errors: [
    {
      message: expect.stringMatching(/^.{20,200}$/),
      extensions: expect.objectContaining({
        code,
        retryable: !['BAD_USER_INPUT', 'UNAUTHENTICATED'].includes(code),
        requestId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      }),
    },
  ],
});

function expectRefusal({ status, headers, body }: RawAnswer, expected: number, code = 'BAD_USER_INPUT'): void {
  expect({ status, type: headers['content-type'], body: JSON.parse(body) as unknown }).toEqual({
    status: expected,
    type: 'application/json; charset=utf-8',
    body: refusal(code),
  });
}

async function refusalOf(bytes: string): Promise<RawAnswer> {
  const [answer, ...more] = await sendBytes(graph.url, [bytes.replace('<token>', token)]);
  expect(more).toEqual([]);
  if (answer === undefined) throw new Error('expected an answer');
  return answer;
}

/** A request that ends its connection. */
const request = (line: string, ...headers: readonly string[]) =>
  [line, ...headers, 'connection: close', '', ''].join('\r\n');

describe('bytes that are refused are refused in the shape of the graph’s errors', () => {
  const host = 'host: graph.example.com';
  const somebody = 'authorization: Bearer <token>';
  const json = 'content-type: application/json';
  const chunked = 'transfer-encoding: chunked';

  it.each<[string, number, string]>([
    ['no HTTP', 400, 'nonsense\r\n\r\n'],
    ['TLS', 400, '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n'],
    ['an unknown method', 400, request('GE /graphql HTTP/1.1', host)],
    ['HTTP/2 without an upgrade', 400, 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a header without a name', 400, request('GET /graphql HTTP/1.1', host, ': x')],
    ['two lengths of the body', 400, request('POST /graphql HTTP/1.1', host, 'content-length: 1', chunked)],
    ['a chunk that is none', 400, `${request('POST /graphql HTTP/1.1', host, json, chunked)}zz\r\n`],
    ['headers of 20 kB', 431, request('GET /graphql HTTP/1.1', host, `x: ${'x'.repeat(20_000)}`)],
    ['headers of 2 MB', 431, request('GET /graphql HTTP/1.1', host, `x: ${'x'.repeat(2_000_000)}`)],
    ['a URL of 200 kB', 431, request(`GET /graphql?query=${'x'.repeat(200_000)} HTTP/1.1`, host)],
    [
      'extensions of a chunk',
      413,
      `${request('POST /graphql HTTP/1.1', host, json, chunked)}1;${'x'.repeat(20_000)}\r\n`,
    ],

    ['no host', 400, request('GET /graphql HTTP/1.1')],
    ['no host over HTTP/1.0', 400, request('GET /graphql HTTP/1.0')],
    ['no host for the health', 400, request('GET /health/live HTTP/1.1')],
    ['an empty host', 400, request('GET /graphql HTTP/1.1', 'host:')],
    ['half an address', 400, request('GET /graphql HTTP/1.1', 'host: [')],
    ['an address that is none', 400, request('GET /graphql HTTP/1.1', 'host: [::g]')],
    ['two hosts', 400, request('GET /graphql HTTP/1.1', host, host)],
    ['a host with a path', 400, request('GET /graphql HTTP/1.1', 'host: graph.example.com/graphql')],
    ['a host with a user', 400, request('GET /graphql HTTP/1.1', 'host: me@graph.example.com')],
    ['a host with a port that is none', 400, request('GET /graphql HTTP/1.1', 'host: graph.example.com:port')],

    ['a path that cannot be decoded', 400, request('GET /% HTTP/1.1', host)],
    ['bytes that are no UTF-8', 400, request('GET /explorer/%C0%AE HTTP/1.1', host)],
    ['a part of a path of 8 kB', 414, request(`GET /explorer/${'x'.repeat(8_000)} HTTP/1.1`, host)],
    ['an unknown path', 404, request('GET /graphiql HTTP/1.1', host)],
    ['an unknown path, and a body of no type', 404, `${request('POST /a HTTP/1.1', host, 'content-length: 1')}x`],
    ['a path of 8 kB', 404, request(`GET ${'/x'.repeat(4_000)} HTTP/1.1`, host)],
    ['two slashes', 404, request('GET // HTTP/1.1', host)],
    ['every path', 404, request('OPTIONS * HTTP/1.1', host)],
    ['steps up', 404, request('GET /explorer/../../package.json HTTP/1.1', host)],
    ['hidden steps up', 404, request('GET /explorer/..%2f..%2fpackage.json HTTP/1.1', host)],
    ['a page that is not there', 404, request('GET /explorer/none.js HTTP/1.1', host)],
    ['a NUL', 404, request('GET /explorer/%00.js HTTP/1.1', host)],

    ['no JSON', 400, `${request('POST /graphql HTTP/1.1', host, somebody, json, 'content-length: 1')}{`],
    ['no body', 400, request('POST /graphql HTTP/1.1', host, somebody, json, 'content-length: 0')],
    [
      'a prototype',
      400,
      `${request('POST /graphql HTTP/1.1', host, somebody, json, 'content-length: 16')}{"__proto__":{}}`,
    ],
    [
      'a type that is not JSON',
      415,
      `${request('POST /graphql HTTP/1.1', host, somebody, 'content-type: text/xml', 'content-length: 1')}<`,
    ],
    [
      'a type that is none',
      415,
      `${request('POST /graphql HTTP/1.1', host, somebody, 'content-type: ;', 'content-length: 1')}<`,
    ],
    [
      'a body that is too long',
      413,
      request('POST /graphql HTTP/1.1', host, somebody, json, 'content-length: 1000001'),
    ],
    ['no token, whatever its body', 401, request('POST /graphql HTTP/1.1', host, 'content-length: 9000000000')],
    [
      'a body that is compressed',
      415,
      `${request('POST /graphql HTTP/1.1', host, somebody, json, 'content-encoding: gzip', 'content-length: 1')}x`,
    ],
    ['101 headers', 431, request('GET /graphql HTTP/1.1', host, ...Array<string>(99).fill('x: x'))],
    ['3,000 headers', 431, request('GET /graphql HTTP/1.1', host, ...Array<string>(3_000).fill('x:'))],
  ])('%s', async (_name, status, bytes) => {
    expectRefusal(await refusalOf(bytes), status, status === 401 ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT');
  });

  it('a request that does not arrive in time', async () => {
    const { server } = graph.gateway.app;
    // Node looks for these twice a minute: what it does then is done at once.
    server.once('connection', (socket) =>
      server.emit('clientError', Object.assign(new Error(), { code: 'ERR_HTTP_REQUEST_TIMEOUT' }), socket),
    );
    expectRefusal(await refusalOf('GET /graphql HTTP/1.1\r\n'), 408, 'TIMEOUT');
  });
});

describe('a method that a path has not', () => {
  it.each([
    ['PUT', '/graphql', 'GET, POST'],
    ['HEAD', '/graphql', 'GET, POST'],
    ['OPTIONS', '/graphql?query={viewer{role}}', 'GET, POST'],
    ['PROPFIND', '/graphql', 'GET, POST'],
    ['POST', '/', 'GET, HEAD'],
    ['POST', '/health/live', 'GET, HEAD'],
    ['DELETE', '/files/contracts/x.pdf', 'GET, HEAD'],
    ['POST', '/explorer/main.js', 'GET, HEAD'],
    ['QUERY', '/explorer/config.json', 'GET, HEAD'],
  ])('%s %s is told which it has', async (method, path, allow) => {
    const bytes = request(`${method} ${path} HTTP/1.1`, 'host: graph.example.com', 'content-length: 0');
    const answer = await refusalOf(bytes);
    expect([answer.status, answer.headers['allow']]).toEqual([405, allow]);
    if (method !== 'HEAD') expectRefusal(answer, 405);
  });
});

describe('what is unusual and allowed is answered', () => {
  it.each([
    ['HTTP/1.0', request('GET /health/live HTTP/1.0', 'host: graph.example.com')],
    ['an address', request('GET /health/live HTTP/1.1', 'host: [::1]:4000')],
    ['a name of a container network', request('GET /health/live HTTP/1.1', 'host: acme_graph:4000')],
    ['the whole URL', request('GET http://graph.example.com/health/live HTTP/1.1', 'host: graph.example.com')],
    ['an expectation of another kind', request('GET /health/live HTTP/1.1', 'host: a', 'expect: 200-ok')],
    ['an upgrade', request('GET /health/live HTTP/1.1', 'host: a', 'upgrade: h2c')],
  ])('%s', async (_name, bytes) => {
    const answers = await sendBytes(graph.url, [bytes]);
    expect(answers.map(({ status, body }) => [status, body])).toEqual([[200, '{"status":"ok"}']]);
  });
});

it('a client that goes away before its body has arrived is no fault of ours', async () => {
  const { server } = graph.gateway.app;
  const arrived = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>; // as http.Server documents it
  const socket = connect(Number(new URL(graph.url).port), '127.0.0.1');
  socket.write('POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{');
  const [, response] = await arrived;
  socket.destroy();
  await once(response, 'close');
  await sleep(0);
  expect(graph.faults).toEqual([]);
});

it('while the server stops, a request on a connection that is still busy is told to come back', async () => {
  const held = new EventEmitter();
  const asked = once(held, 'asked');
  const personas = async () => {
    held.emit('asked');
    await once(held, 'released');
    return [];
  };
  const stopping = await startGateway({
    explorer: { sandboxUrl: null, hosts: [], signIn: null, personas, examples: async () => [] },
  });
  const { server } = stopping.gateway.app;
  let closed: Promise<void> | undefined;
  async function* bytes() {
    yield 'GET /explorer/config.json HTTP/1.1\r\nhost: a\r\n\r\n';
    await asked;
    closed = stopping.close();
    while (server.listening) await sleep(1);
    server.once('request', () => held.emit('released'));
    yield 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n';
  }
  const [first, second] = await sendBytes(stopping.url, bytes());
  await closed;
  if (second === undefined) throw new Error('expected two answers');
  expect([first?.status, second.headers['retry-after']]).toEqual([200, '1']);
  expectRefusal(second, 503, 'SUBGRAPH_UNAVAILABLE');
});
