import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintUlid } from '../platform/ids/ulid.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

const json = { 'content-type': 'application/json' };
/** What no answer may show: a UUID, SQL, a place in our code, an address of ours. */
const ours =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-|SELECT |FROM "|\.ts:\d|node_modules|postgres(ql)?:\/\/|127\.0\.0\.1/i;

interface Refusal {
  readonly status: number;
  readonly codes: readonly unknown[];
  readonly data?: unknown;
}

let graph: TestGateway;
let tenant: CustomerTenant;
let token: string;

beforeAll(async () => {
  graph = await startGateway();
  tenant = await makeTenant();
  token = await graph.issuer.sign(claimsOf(tenant));
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Sends a request as it is; every error of the answer is checked for what each must have and none may show. */
async function send(
  init: RequestInit & { readonly search?: string },
  authorization = `Bearer ${token}`,
): Promise<Refusal> {
  const headers = { authorization, ...(init.headers as Record<string, string>) };
  const response = await fetch(`${graph.url}/graphql${init.search ?? ''}`, { method: 'POST', ...init, headers });
  const text = await response.text();
  expect(ours.exec(text)?.[0] ?? null).toBeNull();
  const {
    errors = [],
    extensions: _cost,
    ...answer
  } = JSON.parse(text) as {
    errors?: { message: string; extensions: Record<string, unknown> }[];
    extensions?: unknown;
  };
  for (const { message, extensions } of errors) {
    expect(message.length).toBeGreaterThan(10);
    expect(extensions).toEqual(
      expect.objectContaining({
        code: expect.any(String),
        retryable: expect.any(Boolean),
        requestId: expect.stringMatching(/^[0-9A-Z]{26}$/),
      }),
    );
    expect(Object.keys(extensions)).not.toContain('stacktrace');
  }
  return { status: response.status, codes: errors.map(({ extensions }) => extensions['code']), ...answer };
}

const ask = (query: string, variables?: object, more: object = {}) =>
  send({ headers: json, body: JSON.stringify({ query, variables, ...more }) });

describe('an argument', () => {
  it.each([
    ['first: 0', 'goals(first: 0) { totalCount }', 'BAD_USER_INPUT'],
    ['first: -1', 'goals(first: -1) { totalCount }', 'BAD_USER_INPUT'],
    ['first: 101', 'goals(first: 101) { totalCount }', 'BAD_USER_INPUT'],
    ['last: 0', 'goals(last: 0) { totalCount }', 'BAD_USER_INPUT'],
    ['both ends', 'goals(first: 1, last: 1) { totalCount }', 'BAD_USER_INPUT'],
    ['a cursor that is none', 'goals(after: "nonsense") { totalCount }', 'INVALID_CURSOR'],
    ['a cursor that is none, backwards', 'goals(before: "") { totalCount }', 'INVALID_CURSOR'],
    [
      'a cursor of another order',
      `goals(after: "${mintUlid()}", orderBy: { field: PRIORITY }) { totalCount }`,
      'INVALID_CURSOR',
    ],
    ['a malformed ULID', 'goal(id: "nonsense") { id }', 'BAD_USER_INPUT'],
    [
      'a ULID that needs more than ASCII to be one',
      'goal(id: "01JZX3V6E8Q4T5Y7W9A1C2D3F\u017f") { id }',
      'BAD_USER_INPUT',
    ],
    ['a UUID', `goal(id: "${crypto.randomUUID()}") { id }`, 'BAD_USER_INPUT'],
    ['no key of two', 'tenant { id }', 'BAD_USER_INPUT'],
    ['both keys', `tenant(id: "${mintUlid()}", slug: "acme-corp") { id }`, 'BAD_USER_INPUT'],
    [
      'an open range',
      'llmCalls(filter: { createdAt: { from: "2026-01-01T00:00:00Z" } }) { totalCount }',
      'BAD_USER_INPUT',
    ],
    ['a filter that no index answers', 'activities(filter: { assigneeType: AGENT }) { totalCount }', 'BAD_USER_INPUT'],
    [
      '101 ids',
      `nodes(ids: ${JSON.stringify(Array.from({ length: 101 }, () => mintUlid()))}) { id }`,
      'BAD_USER_INPUT',
    ],
    ['a NUL in a text', 'tenant(slug: "a\\u0000b") { id }', 'BAD_USER_INPUT'],
  ])('is refused where it stands, the rest arrives: %s', async (_name, field, code) => {
    expect(await ask(`{ bad: ${field} rest: viewer { role } }`)).toEqual({
      status: 200,
      codes: [code],
      data: { bad: null, rest: { role: 'ADMIN' } },
    });
  });

  it.each([
    ['first: 2^31', '{ goals(first: 2147483648) { totalCount } }'],
    ['an unknown enum value', '{ goals(filter: { status: [DONE] }) { totalCount } }'],
    ['an instant that is none', '{ activities(filter: { createdAt: { from: "yesterday" } }) { totalCount } }'],
    ['a day that is none', '{ deliverablePeriods(filter: { containing: "2026-02-30" }) { totalCount } }'],
    ['an unknown field', '{ secrets }'],
    ['an unknown argument', '{ goals(where: 1) { totalCount } }'],
    ['a prototype for a field', '{ __proto__ }'],
  ])('is refused before anything is read: %s', async (_name, query) => {
    expect(await ask(query)).toEqual({ status: 400, codes: ['GRAPHQL_VALIDATION_FAILED'] });
  });

  it.each([
    ['2^31', 'query ($x: Int) { goals(first: $x) { totalCount } }', 2 ** 31],
    ['an unknown enum value', 'query ($x: [GoalStatus!]) { goals(filter: { status: $x }) { totalCount } }', ['DONE']],
    [
      'an instant that is none',
      'query ($x: DateTime!) { viewer { tenant { llmCosts(createdAt: { from: $x, to: $x }, groupBy: []) { calls } } } }',
      'yesterday',
    ],
    ['a required one left out', 'query ($x: ID!) { goal(id: $x) { id } }', undefined],
  ])('is refused as a variable: %s', async (_name, query, x) => {
    expect(await ask(query, { x })).toEqual({ status: 400, codes: ['BAD_USER_INPUT'] });
  });

  it.each(['0', '-1', '101', '2147483647'])('first: %s is never clamped, also not as a variable', async (first) => {
    expect(await ask('query ($x: Int) { bad: goals(first: $x) { totalCount } }', { x: Number(first) })).toMatchObject({
      codes: ['BAD_USER_INPUT'],
      data: { bad: null },
    });
  });

  it('answers null for ids that are none where null is what an unknown id gets', async () => {
    expect(
      await ask(
        '{ node(id: "nonsense") { id } nodes(ids: ["nonsense"]) { id } goals(filter: { strategyId: "nonsense" }) { totalCount } }',
      ),
    ).toEqual({
      status: 200,
      codes: [],
      data: { node: null, nodes: [null], goals: { totalCount: 0 } },
    });
  });
});

describe('a request', () => {
  const body = '{"query":"{ viewer { role } }"}';
  const several = 'query One { viewer { role } } query Two { viewer { scopes } }';

  it.each<[string, number, string, RequestInit & { search?: string }]>([
    ['a syntax error', 400, 'GRAPHQL_PARSE_FAILED', { headers: json, body: '{"query":"{ viewer {"}' }],
    ['an empty body', 400, 'BAD_USER_INPUT', { headers: json, body: '' }],
    ['an empty object', 400, 'BAD_USER_INPUT', { headers: json, body: '{}' }],
    ['no JSON', 400, 'BAD_USER_INPUT', { headers: json, body: '{"query":' }],
    ['a number', 400, 'BAD_USER_INPUT', { headers: json, body: '1' }],
    ['a list', 400, 'BAD_USER_INPUT', { headers: json, body: `[${body}]` }],
    ['a query that is no text', 400, 'BAD_USER_INPUT', { headers: json, body: '{"query":{}}' }],
    [
      'text/plain, as a form of another site sends it',
      400,
      'BAD_USER_INPUT',
      { headers: { 'content-type': 'text/plain' }, body },
    ],
    [
      'a form',
      415,
      'BAD_USER_INPUT',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query=1' },
    ],
    ['a link of another site', 400, 'BAD_USER_INPUT', { method: 'GET', search: '?query={viewer{role}}' }],
    [
      'two megabytes',
      413,
      'BAD_USER_INPUT',
      { headers: json, body: JSON.stringify({ query: `{ viewer { role } } #${'x'.repeat(2_000_000)}` }) },
    ],
    [
      'an unknown operationName',
      400,
      'BAD_USER_INPUT',
      { headers: json, body: JSON.stringify({ query: several, operationName: 'Three' }) },
    ],
    [
      'several operations and no name',
      400,
      'BAD_USER_INPUT',
      { headers: json, body: JSON.stringify({ query: several }) },
    ],
    ['a subscription', 400, 'BAD_USER_INPUT', { headers: json, body: '{"query":"subscription { x }"}' }],
    ['an answer in HTML', 406, 'BAD_USER_INPUT', { headers: { ...json, accept: 'text/html' }, body }],
  ])('is refused: %s', async (_name, status, code, init) => {
    expect(await send(init)).toEqual({ status, codes: [code] });
  });

  it('runs the operation that it names, over POST and over GET', async () => {
    expect(await ask(several, {}, { operationName: 'Two' })).toEqual({
      status: 200,
      codes: [],
      data: { viewer: { scopes: [] } },
    });
    expect(
      await send({ method: 'GET', search: '?query={viewer{role}}', headers: { 'apollo-require-preflight': '1' } }),
    ).toEqual({
      status: 200,
      codes: [],
      data: { viewer: { role: 'ADMIN' } },
    });
  });

  it.each(['application/json', 'application/graphql-response+json'])(
    'is answered in the media type it accepts: %s',
    async (accept) => {
      const headers = { ...json, accept, authorization: `Bearer ${token}` };
      for (const [query, status] of [
        ['{ viewer { role } }', 200],
        ['{ secrets }', 400],
      ] as const) {
        const response = await fetch(`${graph.url}/graphql`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ query }),
        });
        expect([response.status, response.headers.get('content-type')]).toEqual([status, `${accept}; charset=utf-8`]);
      }
    },
  );
});
