import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sendRequest } from './support/http-request.ts';
import { closeFactories, makeTenant } from './support/make.ts';

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
const body = JSON.stringify({ query });
const get = `/graphql?query=${encodeURIComponent(query)}`;

/**
 * Requests that a page of any site can have a browser send without asking first (Fetch standard, "CORS-safelisted"). A token
 * is sent with each here, as if it were a cookie: they are refused all the same.
 */
describe('a request that no browser asks leave for is refused', () => {
  it.each<[string, number, string | undefined, string]>([
    ['a GET', 400, undefined, ''],
    ['a GET with a type', 400, 'text/plain', ''],
    ['a GET with a type that has parameters', 400, 'text/plain; charset=utf-8', ''],
    ['a GET with the type of a form', 400, 'application/x-www-form-urlencoded', ''],
    ['a GET with the type of a form with files', 400, 'multipart/form-data; boundary=x', ''],
    ['a text', 400, 'text/plain', body],
    ['a text that says it is JSON too', 400, 'text/plain;application/json', body],
    ['a text with a character set', 400, 'text/plain; charset=utf-8', body],
    ['a text in capitals', 400, 'TEXT/PLAIN', body],
    ['a form', 415, 'application/x-www-form-urlencoded', `query=${encodeURIComponent(query)}`],
    ['a form that says it is JSON too', 415, 'application/x-www-form-urlencoded;application/json', body],
    [
      'a form with files',
      415,
      'multipart/form-data; boundary=x',
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n${body}\r\n--x--`,
    ],
    ['two types in one', 415, 'text/plain, application/json', body],
    ['no type', 415, undefined, body],
    ['an empty type', 415, '', body],
    ['a type that is none', 415, 'json', body],
    ['a type that begins as JSON', 415, 'application/jsonp', body],
    ['a type that ends as JSON', 415, 'x/application/json', body],
  ])('%s', async (_name, status, type, sent) => {
    const headers = { authorization, ...(type !== undefined && { 'content-type': type }) };
    const isGet = sent === '';
    const answer = await sendRequest(graph.url, isGet ? get : '/graphql', {
      method: isGet ? 'GET' : 'POST',
      headers,
      body: sent,
    });
    expect({ status: answer.status, body: JSON.parse(answer.body) as unknown }).toMatchObject({
      status,
      body: { errors: [{ extensions: { code: 'BAD_USER_INPUT', retryable: false } }] },
    });
    expect(answer.body).not.toContain('ADMIN');
  });
});

describe('a request that a browser asks leave for is answered', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['JSON', { 'content-type': 'application/json' }],
    ['JSON with a character set', { 'content-type': 'application/json; charset=utf-8' }],
    ['JSON in capitals', { 'content-type': 'Application/JSON' }],
  ])('%s', async (_name, headers) => {
    const answer = await sendRequest(graph.url, '/graphql', {
      method: 'POST',
      headers: { authorization, ...headers },
      body,
    });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { data: { viewer: { role: 'ADMIN' } } }]);
  });

  it.each(['apollo-require-preflight', 'x-apollo-operation-name'])('a GET with the header %s', async (name) => {
    const answer = await sendRequest(graph.url, get, { headers: { authorization, [name]: 'Role' } });
    expect([answer.status, JSON.parse(answer.body)]).toMatchObject([200, { data: { viewer: { role: 'ADMIN' } } }]);
  });
});
