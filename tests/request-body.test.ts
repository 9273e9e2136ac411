import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect } from 'node:net';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sendRequest } from './support/http-request.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { sendBytes } from './support/raw-http.ts';

let graph: TestGateway;
let authorization: string;

beforeAll(async () => {
  graph = await startGateway();
  authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const query = '{ viewer { role } }';
const head = (...headers: readonly string[]) => ['POST /graphql HTTP/1.1', 'host: a', ...headers, '', ''].join('\r\n');

describe('without a token nothing of a body is waited for', () => {
  it.each<[string, string]>([
    ['one that never comes', head('content-type: application/json', 'content-length: 500000')],
    ['one that has only begun', `${head('content-type: application/json', 'content-length: 500000')}{"query"`],
    ['one in chunks', `${head('content-type: application/json', 'transfer-encoding: chunked')}5\r\n{"que\r\n`],
    ['one that is too long', head('content-type: application/json', 'content-length: 9000000000')],
    ['one of no type', head('content-length: 500000')],
    [
      'one that is asked for first',
      head('content-type: application/json', 'content-length: 5', 'expect: 100-continue'),
    ],
  ])('%s', async (_name, bytes) => {
    const answers = await sendBytes(graph.url, [bytes]);
    expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([[401, 'close']]);
  });

  it('and whoever sends it all the same still reads the answer', async () => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'x'.repeat(900_000) }),
    };
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${graph.url}/graphql`, init)).status),
    );
    expect(statuses).toEqual(Array<number>(20).fill(401));
  });

  it('and a connection whose body is there already is used again', async () => {
    const bad = `${head('content-type: application/json', 'content-length: 2')}{}`;
    const next = 'GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n';
    expect((await sendBytes(graph.url, [bad, next])).map(({ status }) => status)).toEqual([401, 200]);
  });
});

describe('a client that waits to be asked for its body', () => {
  it('is asked for it where it is read', async () => {
    const body = JSON.stringify({ query });
    const socket = connect(Number(new URL(graph.url).port), '127.0.0.1').setEncoding('latin1');
    const lines = [
      `authorization: ${authorization}`,
      'content-type: application/json',
      `content-length: ${body.length}`,
    ];
    socket.write(head(...lines, 'expect: 100-continue', 'connection: close'));
    expect(await once(socket, 'data')).toEqual(['HTTP/1.1 100 Continue\r\n\r\n']);
    socket.write(body);
    const [answer] = (await once(socket, 'data')) as [string];
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    socket.destroy();
  });

  it('is told that it is too long where it is', async () => {
    const lines = [`authorization: ${authorization}`, 'content-type: application/json', 'content-length: 1000001'];
    const answers = await sendBytes(graph.url, [head(...lines, 'expect: 100-continue')]);
    expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([[413, 'close']]);
  });
});

describe('the nesting of a body', () => {
  const post = (body: string) =>
    sendRequest(graph.url, '/graphql', {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });
  const nested = (levels: number) =>
    `{"query":${JSON.stringify(query)},"x":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;

  it('may be 100 levels', async () => {
    expect((await post(nested(100))).status).toBe(200);
  });

  it.each<[string, string]>([
    ['101 levels', nested(101)],
    ['450,000 lists', nested(450_000)],
    ['lists without an end', '['.repeat(900_000)],
    ['objects without an end', '{"a":'.repeat(180_000)],
    ['lists after a string with brackets and quotes', `{"query":"}}\\\\\\"]]","x":${'['.repeat(100)}`],
  ])('is refused before it is read: %s', async (_name, body) => {
    const { status, body: text } = await post(body);
    const [error] = (JSON.parse(text) as { errors: { message: string }[] }).errors;
    expect([status, error?.message]).toEqual([400, 'the body is nested too deeply; expected 100 levels at most']);
  });

  it('is not that of its strings', async () => {
    const text = `${'{['.repeat(200)}\\"`;
    expect((await post(JSON.stringify({ query, x: text }))).status).toBe(200);
  });
});
