import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textHash } from '../gateway/text-hash.ts';
import { parseUlid } from '../platform/ids/ulid.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { makeEverybody } from './support/everybody.ts';
import { closeFactories } from './support/make.ts';
import { persistedQuery, startPersisted, type HttpAnswer, type PersistedGateway } from './support/persisted.ts';

const role = 'query Role { viewer { scopes } }';
const node = 'query Node($id: ID!) { node(id: $id) { id } }';
const two = 'query One { viewer { __typename } } query Two { viewer { scopes } }';
const forWeb = 'query ForWeb { viewer { __typename } }';
const apiClient = '01J8A0C1E40000000000000000';

const manifests = {
  'apollo.json': {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [
      { id: textHash(role), name: 'Role', type: 'query', body: role },
      { id: textHash(node), name: 'Node', type: 'query', body: node },
      { id: 'named', name: 'ForWeb', type: 'query', body: forWeb, clientName: 'web' },
      { id: 'named', name: 'Role', type: 'query', body: role, clientName: apiClient },
    ],
  },
  'flat.json': { two, mutation: 'mutation M { __typename }' },
};

let gateway: PersistedGateway;
let partner: Claims;
let tenantId: string;
beforeAll(async () => {
  const everybody = await makeEverybody();
  [partner, tenantId] = [everybody.as('partner'), everybody.tenant.refId];
  gateway = await startPersisted(manifests);
});
afterAll(async () => {
  await gateway.close();
  await closeFactories();
});

const dataOf = ({ body }: HttpAnswer): unknown => (body as { data?: unknown }).data;
const errorOf = ({ status, body }: HttpAnswer): unknown => {
  const [error] = (body as { errors?: { message: string; extensions: { code: string } }[] }).errors ?? [];
  return [status, error?.extensions.code, error?.message];
};

/** Its status, and its error's code. */
const codeOf = ({ status, body }: HttpAnswer): string => {
  const [error] = (body as { errors?: { extensions: { code: string } }[] }).errors ?? [];
  return `${status} ${error?.extensions.code ?? 'data'}`;
};

describe('an operation is asked by its id', () => {
  const answered = { viewer: { scopes: [] } };

  it.each<[string, object, unknown]>([
    ['as "documentId"', { documentId: textHash(role) }, answered],
    ['as "documentId" with the prefix of a hash', { documentId: `sha256:${textHash(role)}` }, answered],
    ['as Apollo’s clients send it', { extensions: persistedQuery(textHash(role)) }, answered],
    ['in both ways', { documentId: `sha256:${textHash(role)}`, extensions: persistedQuery(textHash(role)) }, answered],
    ['with its name', { documentId: textHash(role), operationName: 'Role' }, answered],
    ['beside nothing', { documentId: textHash(role), query: '', extensions: null, operationName: null }, answered],
    ['beside other extensions', { documentId: textHash(role), extensions: { trace: 1 } }, answered],
    ['that is a name', { documentId: 'two', operationName: 'Two' }, { viewer: { scopes: [] } }],
  ])('over POST and GET: %s', async (_way, request, data) => {
    expect(dataOf(await gateway.post(partner, request))).toEqual(data);
    const parameters = Object.entries(request).flatMap(([name, value]): [string, string][] =>
      value === null || value === '' ? [] : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
    );
    expect(dataOf(await gateway.get(partner, Object.fromEntries(parameters)))).toEqual(data);
  });

  it('with variables', async () => {
    const variables = { id: tenantId };
    const data = { node: { id: tenantId } };
    expect(dataOf(await gateway.post(partner, { documentId: textHash(node), variables }))).toEqual(data);
    const parameters = { documentId: textHash(node), variables: JSON.stringify(variables) };
    expect(dataOf(await gateway.get(partner, parameters))).toEqual(data);
  });

  it('that means another one to each client', async () => {
    const as = async (name: string) =>
      dataOf(await gateway.post(partner, { documentId: 'named' }, { 'apollographql-client-name': name }));
    expect(await as('web')).toEqual({ viewer: { __typename: 'Viewer' } });
    expect(await as('mobile')).toBeUndefined();
    // An API client is who its token says, whatever its program calls itself.
    expect(parseUlid(apiClient)).toBe(apiClient);
    expect(await as(apiClient)).toBeUndefined();
  });
});

describe('an id is refused', () => {
  const [notFound, sha] = [/^PersistedQueryNotFound$/, /^provided sha does not match query/];

  it.each<[string, object, number, string, RegExp]>([
    ['that is unknown', { documentId: 'unknown' }, 200, 'PERSISTED_QUERY_NOT_FOUND', notFound],
    ['of another case', { documentId: textHash(role).toUpperCase() }, 200, 'PERSISTED_QUERY_NOT_FOUND', notFound],
    ['that every object has', { documentId: 'constructor' }, 200, 'PERSISTED_QUERY_NOT_FOUND', notFound],
    ['of 100,000 characters', { documentId: 'x'.repeat(100_000) }, 200, 'PERSISTED_QUERY_NOT_FOUND', notFound],
    ['that is empty', { extensions: persistedQuery('') }, 200, 'PERSISTED_QUERY_NOT_FOUND', notFound],
    ['that is a number', { documentId: 1 }, 400, 'BAD_USER_INPUT', /^"documentId" is no text; expected/],
    ['that is a list', { documentId: [textHash(role)] }, 400, 'BAD_USER_INPUT', /^"documentId" is no text; expected/],
    ['that is no hash', { extensions: persistedQuery({}) }, 400, 'BAD_USER_INPUT', sha],
    ['of another version', { extensions: persistedQuery(textHash(role), 2) }, 400, 'BAD_USER_INPUT', /version/],
    [
      'beside another one',
      { documentId: textHash(role), extensions: persistedQuery(textHash(node)) },
      400,
      'BAD_USER_INPUT',
      /name two documents; expected one$/,
    ],
    [
      'with the name of no operation',
      { documentId: 'two', operationName: 'Three' },
      400,
      'BAD_USER_INPUT',
      /no operation "Three"/,
    ],
    ['without the name that it needs', { documentId: 'two' }, 400, 'BAD_USER_INPUT', /several operations/],
    ['with variables in a text', { documentId: textHash(role), variables: '{}' }, 400, 'BAD_USER_INPUT', /`variables`/],
    [
      'with extensions in a list',
      { documentId: textHash(role), extensions: [] },
      400,
      'BAD_USER_INPUT',
      /`extensions`/,
    ],
  ])('%s', async (_which, request, status, code, words) => {
    expect(errorOf(await gateway.post(partner, request))).toEqual([status, code, expect.stringMatching(words)]);
  });

  it('of a mutation over GET, as its text would be', async () => {
    const answer = await gateway.get(partner, { documentId: 'mutation' });
    expect(errorOf(answer)).toEqual([405, 'BAD_USER_INPUT', expect.stringMatching(/GET/)]);
    expect(answer.headers.get('allow')).toBe('POST');
  });

  it('that stands in a URL twice, and extensions that are no JSON', async () => {
    const token = `Bearer ${await gateway.graph.issuer.sign(partner)}`;
    const headers = { authorization: token, 'apollo-require-preflight': '1' };
    const ask = async (search: string) =>
      (await fetch(`${gateway.graph.url}/graphql?${search}`, { headers })).json() as Promise<{
        errors: { message: string }[];
      }>;
    const id = `documentId=${textHash(role)}`;
    expect((await ask(`${id}&${id}`)).errors[0]?.message).toMatch(/"documentId" is given more than once/);
    expect((await ask(`${id}&extensions={`)).errors[0]?.message).toMatch(/extensions search parameter/);
  });
});

describe('a frontend may register texts by itself', () => {
  const text = 'query Mine { viewer { scopes } }';
  let modes: PersistedGateway;
  let admin: Claims;
  let member: Claims;
  beforeAll(async () => {
    const everybody = await makeEverybody();
    [admin, member] = [everybody.as('admin'), everybody.as('member')];
    modes = await startPersisted({}, { automatic: { bytes: 10_000_000, bytesPerClient: 1_000_000 } });
  });
  afterAll(() => modes.close());

  const ask = async (as: Claims, query: string | undefined, hash = textHash(query ?? '')) =>
    codeOf(await modes.post(as, { ...(query !== undefined && { query }), extensions: persistedQuery(hash) }));

  it('which are found by their hash from then on, by whoever is a frontend', async () => {
    const missing = '200 PERSISTED_QUERY_NOT_FOUND';
    const found = '200 data';
    expect(await ask(admin, undefined, textHash(text))).toBe(missing);
    expect(await ask(admin, text)).toBe(found);
    expect(await ask(admin, undefined, textHash(text))).toBe(found);
    expect(await ask(member, undefined, textHash(text))).toBe(found);
    const parameters = { extensions: JSON.stringify(persistedQuery(textHash(text))) };
    expect(dataOf(await modes.get(member, parameters))).toEqual({ viewer: { scopes: [] } });
  });

  it('and nobody else: the text of an analyst is answered and not kept', async () => {
    const everybody = await makeEverybody();
    const query = 'query Analysts { viewer { role } }';
    expect(await ask(everybody.as('analyst'), query)).toBe('200 data');
    for (const persona of ['analyst', 'admin', 'partner'] as const)
      expect(await ask(everybody.as(persona), undefined, textHash(query))).toBe('200 PERSISTED_QUERY_NOT_FOUND');
  });

  it('but not under the hash of another text, and nothing is executed then', async () => {
    const wrong = textHash('query Wrong { viewer { role } }');
    expect(await ask(admin, text, wrong)).toBe('400 BAD_USER_INPUT');
    expect(await ask(admin, undefined, wrong)).toBe('200 PERSISTED_QUERY_NOT_FOUND');
  });

  it('nor a text that no document may be as long as', async () => {
    const long = `query Long { viewer { role } } #${'x'.repeat(200_000)}`;
    expect(await ask(admin, long)).toBe('400 QUERY_TOO_COSTLY');
    expect(await ask(admin, undefined, textHash(long))).toBe('200 PERSISTED_QUERY_NOT_FOUND');
  });

  it('nor, where only what is registered is allowed, anything else', async () => {
    const [own, everybody] = [
      await startPersisted({ 'a.json': { mine: text } }, { modes: safelist }),
      await makeEverybody(),
    ];
    const as = everybody.as('admin');
    const send = async (body: object) => codeOf(await own.post(as, body));
    const other = 'query Other { viewer { role } }';
    const [spaced, extensions] = [`${text} `, persistedQuery(textHash(`${text} `))];
    expect(await send({ query: other, extensions: persistedQuery(textHash(other)) })).toBe('403 OPERATION_NOT_ALLOWED');
    expect(await send({ query: spaced, extensions })).toBe('200 data');
    expect(await send({ extensions })).toBe('200 data');
    // What is registered no more is allowed no more, by a hash that a frontend registered as little as by its text.
    await own.put('a.json', {});
    await own.untilLogged(/^Operations registered .*: 0\.$/);
    expect(await send({ extensions })).toBe('403 OPERATION_NOT_ALLOWED');
    await own.close();
  });

  it('in a share of its own: who registers 300 texts of 90 kB loses none but its own', async () => {
    const everybody = await makeEverybody();
    const [victim, flooder] = [everybody.as('member'), everybody.as('admin')];
    const theirs = 'query Theirs { viewer { role } }';
    await ask(victim, theirs);
    const texts = Array.from({ length: 300 }, (_, n) => `query Q${n} { viewer { role } } #${'x'.repeat(90_000)}`);
    for (const query of texts) expect(await ask(flooder, query)).toBe('200 data');
    const found = await Promise.all(texts.map((query) => ask(flooder, undefined, textHash(query))));
    expect(found.map((code) => code === '200 data')).toEqual(texts.map((_, n) => n >= 295));
    expect(await ask(victim, undefined, textHash(theirs))).toBe('200 data');
  });
});

const safelist = { partner: 'safelist', frontend: 'safelist', analyst: 'safelist' } as const;
