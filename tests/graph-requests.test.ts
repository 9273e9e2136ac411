import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';

const viewer = '{ viewer { role } }';
const several = 'query One { viewer { role } } query Two { viewer { scopes } }';
const answered = { status: 200, body: { data: { viewer: { role: 'ADMIN' } } } };

let graph: TestGateway;
let authorization: string;
/** How many faults had been reported before the test. */
let reported: number;

beforeAll(async () => {
  graph = await startGateway();
  authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
});

beforeEach(() => {
  reported = graph.faults.length;
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

async function send(search: string, init: RequestInit): Promise<Reply> {
  const headers = { authorization, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${graph.url}/graphql${search}`, { ...init, headers });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const post = (body: unknown) =>
  send('', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

const get = (search: string, headers: Readonly<Record<string, string>> = {}) =>
  send(`?${search}`, { headers: { 'apollo-require-preflight': '1', ...headers } });

/** The caller's to mend: one error, nothing to try again, nothing that we are told of. */
function expectRefusal({ status, body }: Reply, expected: number, code: string, words: RegExp): void {
  expect({ status, body, faults: graph.faults.slice(reported) }).toEqual({
    status: expected,
    body: {
      errors: [
        expect.objectContaining({
          message: expect.stringMatching(words),
          extensions: { code, retryable: false, requestId: expect.stringMatching(/^[0-9A-Z]{26}$/) },
        }),
      ],
    },
    faults: [],
  });
}

describe('a persisted query', () => {
  const sha256Hash = createHash('sha256').update(viewer).digest('hex');

  it.each<[string, unknown, RegExp]>([
    ['the hash of another text', { version: 1, sha256Hash: '0'.repeat(64) }, /sha does not match/],
    ['its hash in capitals', { version: 1, sha256Hash: sha256Hash.toUpperCase() }, /sha does not match/],
    ['a hash that is none', { version: 1, sha256Hash: {} }, /sha does not match/],
    ['no hash', { version: 1 }, /sha does not match/],
    ['another version', { version: 2, sha256Hash }, /version/],
    ['a version in words', { version: '1', sha256Hash }, /version/],
    ['no object', true, /version/],
  ])('is refused over POST and GET: %s', async (_name, persistedQuery, words) => {
    const extensions = { persistedQuery };
    expectRefusal(await post({ query: viewer, extensions }), 400, 'BAD_USER_INPUT', words);
    const search = `query=${viewer}&extensions=${JSON.stringify(extensions)}`;
    expectRefusal(await get(search), 400, 'BAD_USER_INPUT', words);
  });

  it('is asked for by its text once, and then by its hash', async () => {
    const query = `${viewer} #`;
    const persistedQuery = { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') };
    const extensions = { persistedQuery };
    const { status, body } = await post({ extensions });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        errors: [
          {
            message: 'PersistedQueryNotFound',
            extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', retryable: true, requestId: expect.any(String) },
          },
        ],
      },
    });
    expect(await post({ query, extensions })).toMatchObject(answered);
    expect(await post({ extensions })).toMatchObject(answered);
    expect(await get(`extensions=${JSON.stringify(extensions)}`)).toMatchObject(answered);
  });
});

describe('a body', () => {
  it.each<[string, unknown, RegExp]>([
    ['no text of a query', { query: null }, /non-empty `query`/],
    ['an empty query', { query: '' }, /non-empty `query`/],
    ['a query that is a number', { query: 1 }, /must be strings/],
    ['a query that is parsed already', { query: { kind: 'Document', definitions: [] } }, /must be strings/],
    ['variables in a text', { query: viewer, variables: '{}' }, /`variables`/],
    ['variables in a list', { query: viewer, variables: [] }, /`variables`/],
    ['variables that are a number', { query: viewer, variables: 0 }, /`variables`/],
    ['extensions in a text', { query: viewer, extensions: '' }, /`extensions`/],
    ['extensions in a list', { query: viewer, extensions: [] }, /`extensions`/],
    ['a name that is a number', { query: viewer, operationName: 1 }, /`operationName`/],
    ['a name that is a list', { query: viewer, operationName: ['One'] }, /`operationName`/],
    ['a name that no operation has', { query: several, operationName: 'Three' }, /no operation "Three"/],
    ['the name of a prototype', { query: several, operationName: '__proto__' }, /no operation "__proto__"/],
    ['no name of several operations', { query: several }, /several operations/],
    ['an empty name of several operations', { query: several, operationName: '' }, /several operations/],
    ['a subscription', { query: 'subscription { x }' }, /no subscription/],
    ['an empty batch', [], /batching/i],
    ['a text', 'query', /POST body/],
  ])('is refused: %s', async (_name, body, words) => {
    expectRefusal(await post(body), 400, 'BAD_USER_INPUT', words);
  });

  it.each<[string, object]>([
    ['null', { variables: null, extensions: null, operationName: null }],
    ['empty', { variables: {}, extensions: {}, operationName: '' }],
    ['of another kind', { more: 1 }],
  ])('may have parameters that say nothing: %s', async (_name, parameters) => {
    expect(await post({ query: viewer, ...parameters })).toMatchObject(answered);
  });
});

describe('a GET', () => {
  const query = `query=${viewer}`;

  it.each([
    ['no query', '', /non-empty `query`/],
    ['an empty query', 'query=', /non-empty `query`/],
    ['two queries', `${query}&${query}`, /'query' .* once/],
    ['two names', `${query}&operationName=&operationName=`, /'operationName' .* once/],
    ['variables twice', `${query}&variables={}&variables=`, /'variables' .* once/],
    ['extensions twice', `${query}&extensions={}&extensions={}`, /'extensions' .* once/],
    ['variables that are no JSON', `${query}&variables={`, /variables .* invalid JSON/],
    ['variables in a list', `${query}&variables=[]`, /variables .* object/],
    ['variables that are a number', `${query}&variables=0`, /variables .* object/],
    ['extensions that are no JSON', `${query}&extensions=+`, /extensions .* invalid JSON/],
    ['extensions in a text', `${query}&extensions=""`, /extensions .* object/],
    ['a name that is "null"', `query=${several}&operationName=null`, /no operation "null"/],
  ])('is refused: %s', async (_name, search, words) => {
    expectRefusal(await get(search), 400, 'BAD_USER_INPUT', words);
  });

  it.each(['mutation { __typename }', 'subscription { x }'])(
    'is refused, and told what is allowed: %s',
    async (text) => {
      const reply = await get(`query=${text}`);
      expect(reply.headers.get('allow')).toBe('POST');
      expectRefusal(reply, 405, 'BAD_USER_INPUT', /GET requests only support query operations/);
    },
  );

  it('is refused with the type of a body that it has not', async () => {
    expectRefusal(await get(query, { 'content-type': 'application/graphql' }), 415, 'BAD_USER_INPUT', /content-type/);
  });

  it.each([
    ['empty', 'operationName=&variables=&extensions='],
    ['without a sign', 'operationName&variables&extensions'],
    ['null', 'variables=null&extensions=null'],
    ['empty objects', 'variables={}&extensions={}'],
    ['of another kind, twice', 'utm_source=a&utm_source=b'],
  ])('may have parameters that say nothing: %s', async (_name, parameters) => {
    expect(await get(`${query}&${parameters}`)).toMatchObject(answered);
  });

  it('keeps what its parameters say', async () => {
    const text =
      'query Role($all: Boolean!) { viewer { role scopes @include(if: $all) } } query Two { viewer { scopes } }';
    const parameters = 'variables={"all":false}&operationName=Role&extensions=';
    expect(await get(`query=${encodeURIComponent(text)}&${parameters}`)).toMatchObject(answered);
  });
});

describe('a document that cannot be read', () => {
  it.each<[string, string, string]>([
    ['a syntax error', '{ viewer {', 'GRAPHQL_PARSE_FAILED'],
    ['a NUL', '{ viewer\u0000 }', 'GRAPHQL_PARSE_FAILED'],
  ])('is refused: %s', async (_name, query, code) => {
    expectRefusal(await post({ query }), 400, code, /^Syntax Error: /);
  });
});
