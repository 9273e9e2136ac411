import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { readConfig } from '../platform/config/config.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sendRequest } from './support/http-request.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import type { RawAnswer } from './support/raw-http.ts';

const studio = 'https://studio.apollographql.com';
const app = 'https://app.example.com';
const exposed =
  'x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset, etag, www-authenticate';

let graph: TestGateway;
let authorization: string;

beforeAll(async () => {
  const { cors } = readConfig({ CORS_ORIGINS: `${app}, https://*.partners.example` }).web;
  const explorer = { sandboxUrl: null, hosts: [], signIn: null, personas: async () => [], examples: async () => [] };
  graph = await startGateway({ web: { cors }, explorer });
  authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** A request as a browser writes it. */
function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Promise<RawAnswer> {
  return sendRequest(graph.url, path, { method, headers, body });
}

/** Headers of an answer that say who may read it. */
function corsOf({ headers }: RawAnswer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.startsWith('access-control-') || name === 'vary'),
  );
}

describe('Apollo Sandbox', () => {
  const fromSandbox = {
    origin: studio,
    referer: `${studio}/`,
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'cross-site',
    'sec-fetch-dest': 'empty',
    accept: '*/*',
  };
  const asks = (body: object) =>
    ask(
      'POST',
      '/graphql',
      { ...fromSandbox, authorization, 'content-type': 'application/json' },
      JSON.stringify(body),
    );

  it('is let in by the preflight that its browser sends', async () => {
    const answer = await ask('OPTIONS', '/graphql', {
      ...fromSandbox,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type,x-leadmetrics-explain,x-leadmetrics-tenant',
      'access-control-request-private-network': 'true',
    });
    expect({ status: answer.status, body: answer.body, ...corsOf(answer) }).toEqual({
      status: 204,
      body: '',
      'access-control-allow-origin': studio,
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': 'authorization,content-type,x-leadmetrics-explain,x-leadmetrics-tenant',
      'access-control-allow-private-network': 'true',
      'access-control-expose-headers': exposed,
      'access-control-max-age': '7200',
      vary: 'Origin, Access-Control-Request-Headers',
    });
  });

  it('reads the schema, with all that tools ask of it', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    const answer = await asks({ operationName: 'IntrospectionQuery', variables: {}, query });
    const { data } = JSON.parse(answer.body) as { data: { __schema: { types: Record<string, unknown>[] } } };
    const typeNamed = (wanted: string) => data.__schema.types.find(({ name }) => name === wanted);
    expect(answer.status).toBe(200);
    expect(typeNamed('ActivityFilter')).toMatchObject({ kind: 'INPUT_OBJECT', isOneOf: false });
    expect(typeNamed('DateTime')).toMatchObject({ kind: 'SCALAR', specifiedByURL: null });
  });

  it('runs an operation, and reads its answer', async () => {
    const answer = await asks({ operationName: 'Role', variables: {}, query: 'query Role { viewer { role } }' });
    expect({ status: answer.status, body: answer.body, ...corsOf(answer) }).toEqual({
      status: 200,
      body: expect.stringMatching(/^\{"data":\{"viewer":\{"role":"ADMIN"\}\},"extensions":/),
      'access-control-allow-origin': studio,
      'access-control-expose-headers': exposed,
      vary: 'Origin',
    });
  });
});

describe('a page', () => {
  it.each([app, 'https://a.b.partners.example', 'http://localhost', 'http://localhost:5173', 'http://127.0.0.1:3000'])(
    'of %s may call',
    async (origin) => {
      const answer = await ask('GET', '/health/live', { origin });
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
    },
  );

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'https://partners.example',
    'http://localhost.evil.example',
    'https://studio.apollographql.com.evil.example',
    'null',
  ])('of %s may not', async (origin) => {
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-private-network': 'true',
    };
    expect(corsOf(await ask('OPTIONS', '/graphql', preflight))).toEqual({ vary: 'Origin' });
    expect(corsOf(await ask('POST', '/graphql', { origin, authorization }))).toEqual({ vary: 'Origin' });
  });

  it('sends whatever headers it names', async () => {
    const names =
      'authorization, content-type, apollo-require-preflight, x-apollo-operation-name, apollographql-client-name, x-request-id, traceparent';
    const preflight = { origin: app, 'access-control-request-method': 'POST', 'access-control-request-headers': names };
    const { headers } = await ask('OPTIONS', '/graphql', preflight);
    expect(headers['access-control-allow-headers']).toBe(names);
  });

  it.each<[string, number, string, Readonly<Record<string, string>>]>([
    ['no token', 401, 'POST /graphql', {}],
    ['a type that is none of ours', 415, 'POST /graphql', { authorization: 'sent', 'content-type': 'text/xml' }],
    ['a form', 415, 'POST /graphql', { authorization: 'sent', 'content-type': 'application/x-www-form-urlencoded' }],
    ['no JSON', 400, 'POST /graphql', { authorization: 'sent', 'content-type': 'application/json' }],
    ['an unknown path', 404, 'GET /graphiql', {}],
    ['a method that the path has not', 405, 'DELETE /graphql', {}],
    ['a link that is none', 403, 'GET /files/contracts/x.pdf', {}],
    ['a path that cannot be decoded', 400, 'GET /%', {}],
    ['a part of a path that is too long', 414, `GET /explorer/${'x'.repeat(200)}`, {}],
    ['no preflight', 405, 'OPTIONS /graphql', {}],
  ])('reads why it was refused: %s', async (_name, status, line, headers) => {
    const [method = '', path = ''] = line.split(' ');
    const sent = { origin: app, ...headers, ...(headers['authorization'] && { authorization }) };
    const answer = await ask(method, path, sent, method === 'POST' ? '<' : '');
    expect({ status: answer.status, ...corsOf(answer) }).toEqual({
      status,
      'access-control-allow-origin': app,
      'access-control-expose-headers': exposed,
      vary: 'Origin',
    });
    expect(JSON.parse(answer.body)).toMatchObject({ errors: [{ extensions: { retryable: false } }] });
  });

  it.each(['/', '/explorer/config.json'])('reads nothing of the explorer: %s', async (path) => {
    const { headers } = await ask('GET', path, { origin: 'http://localhost:5173' });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });
});
