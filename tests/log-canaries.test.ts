import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import { DocumentStoreUnavailableError } from '../platform/documents/errors.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { keptLog } from './support/log.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

/** What a client sends and no log may repeat. */
const canary = 'canary-7b1f';
const kept = keptLog();
let graph: TestGateway;
let tenant: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway({ log: kept.log, faultsExpected: true, linkSecret: `${canary}-link-${'x'.repeat(32)}` });
  tenant = await makeTenant({ name: `${canary} Ltd` });
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Sends one request, and waits for its line. @returns all that was logged meanwhile, and the answer's headers */
async function logOf(body: unknown, headers: Record<string, string> = {}, path = '/graphql'): Promise<string> {
  kept.lines.splice(0);
  const token = await graph.issuer.sign(claimsOf(tenant, 'admin'));
  const response = await fetch(`${graph.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  await response.text();
  while (!kept.entries().some(({ msg }) => msg === 'request')) await sleep(1);
  const logged = kept.lines.join('');
  expect(logged).not.toContain(token.split('.')[2]);
  return logged;
}

describe('no log repeats', () => {
  const query = 'query Q($id: ID!) { activity(id: $id) { title } }';
  it.each<[string, unknown, Record<string, string>?, string?]>([
    ['a variable', { query, variables: { id: canary } }],
    ['a variable of a wrong type', { query, variables: { id: [canary] } }],
    ['a variable that is not declared', { query: '{ viewer { role } }', variables: { password: canary } }],
    ['a literal', { query: `{ activity(id: "${canary}") { title } }` }],
    ['a literal that is none of an enum', { query: `{ goals(orderBy: "${canary}") { totalCount } }` }],
    ['a comment', { query: `# ${canary}\n{ viewer { role } }` }],
    ['what is no GraphQL', { query: `{ "${canary}" }` }],
    ['what is no JSON', `{"${canary}`],
    [
      'an operation that the document has not',
      { query: 'query A { __typename } query B { __typename }', operationName: canary },
    ],
    ['a hash that is none', { extensions: { persistedQuery: { version: 1, sha256Hash: canary } } }],
    ['a cookie', { query: '{ viewer { role } }' }, { cookie: `session=${canary}` }],
    [
      'another header',
      { query: '{ viewer { role } }' },
      { 'x-api-key': canary, 'user-agent': canary, referer: canary },
    ],
    ['a token that is none', { query: '{ viewer { role } }' }, { authorization: `Bearer ${canary}` }],
    ['credentials of another kind', { query: '{ viewer { role } }' }, { authorization: `Basic ${canary}` }],
    ['a tenant that is none', { query: '{ viewer { role } }' }, { 'x-leadmetrics-tenant': canary }],
    ['an id that is none', { query: '{ viewer { role } }' }, { 'x-request-id': `${canary} ` + canary }],
    ['a trace that is none', { query: '{ viewer { role } }' }, { traceparent: canary, tracestate: canary }],
    ['the URL', { query: '{ viewer { role } }' }, {}, `/graphql?token=${canary}`],
    ['an answer', { query: '{ viewer { tenant { name } } }' }],
  ])('%s', async (_name, body, headers = {}, path = '/graphql') => {
    expect(await logOf(body, headers, path)).not.toContain(canary);
  });

  it('what the database quotes of a value', async () => {
    const { documents } = graph.runtime;
    graph.runtime.reportFault(
      Object.assign(new Error(`invalid input syntax for type uuid: "${canary}" and "more"`), {
        name: 'error',
        severity: 'ERROR',
        code: '22P02',
      }),
      'r1',
    );
    graph.runtime.reportFault(new DocumentStoreUnavailableError(documents.name, parseFault(`{"${canary}`)), 'r1');
    graph.runtime.reportFault(new GraphQLError(`Variable "$a" got invalid value { name: "${canary}" }`), 'r1');
    graph.runtime.reportFault({ password: canary }, 'r1');
    expect(kept.lines.join('')).not.toContain(canary);
  });
});

/** The fault of reading what is no JSON. */
function parseFault(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

describe('a client writes no line of its own into the log', () => {
  const lineEnds = '\r\n{"level":"info"}\u2028\u0085\u001b[2J\u001b]0;title\u0007\u202e\u0000';

  it.each<[string, Record<string, string>, unknown]>([
    ['its name', { 'apollographql-client-name': 'a\tb\u009b2J\u0085c' }, 'a b 2J c'],
    ['a name of 8 kB', { 'apollographql-client-name': 'x'.repeat(8_000) }, `${'x'.repeat(64)}…`],
    ['a name of nothing', { 'apollographql-client-name': '\t \u0085' }, null],
  ])('by %s', async (_name, headers, told) => {
    const logged = await logOf({ query: '{ viewer { role } }' }, headers);
    expect(JSON.parse(logged)).toMatchObject({ clientName: told });
  });

  it('by the name of an operation of 90 kB', async () => {
    const logged = await logOf({ query: `query ${'A'.repeat(90_000)} { viewer { role } }` });
    expect(JSON.parse(logged)).toMatchObject({ operationName: `${'A'.repeat(100)}…` });
  });

  it('by the words of a fault', () => {
    kept.lines.splice(0);
    const cause = new Error(`cause ${lineEnds}`);
    graph.runtime.reportFault(new Error(`fault ${lineEnds}${'x'.repeat(1_000_000)}`, { cause }), 'r1');
    const [line = '', ...more] = kept.lines;
    expect(more).toEqual([]);
    expect(line.length).toBeLessThan(20_000);
    // eslint-disable-next-line no-control-regex -- these are what must not be there
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u202e]/);
    const { fault } = JSON.parse(line) as { fault: { message: string; cause: { message: string } } };
    expect(fault.cause.message).toBe('cause   {"level":"info"}   [2J ]0;title');
  });
});

describe('a fault', () => {
  it('is told with the id that its client is told, wherever it happens', async () => {
    const broken = await startGateway({
      log: kept.log,
      faultsExpected: true,
      sources: (local) =>
        new Map([...local].map(([name]) => [name, { name, fetch: () => Promise.reject(new Error('a')) }])),
    });
    const { admission } = broken.gateway;
    const token = await broken.issuer.sign(claimsOf(tenant, 'admin'));
    const ids: unknown[] = [];
    const told = async (): Promise<unknown> => {
      kept.lines.splice(0);
      const response = await fetch(`${broken.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ viewer { role } }' }),
      });
      const { errors } = (await response.json()) as { errors: { extensions: Record<string, unknown> }[] };
      expect(errors.map(({ extensions }) => ({ ...extensions, requestId: null }))).toEqual([
        { code: 'INTERNAL', retryable: true, service: 'gateway', retryAfterMs: 1_000, requestId: null },
      ]);
      ids.push(errors[0]?.extensions['requestId']);
      return kept.entries().find(({ level }) => level === 'error');
    };
    const fault = (message: string) => ({
      level: 'error',
      msg: `Request ${String(ids.at(-1))} failed:`,
      requestId: ids.at(-1),
      fault: { type: 'Error', message, stack: expect.stringContaining(`Error: ${message}\n    at `) },
    });
    expect(await told()).toEqual(fault('a')); // while it is executed
    const admit = admission.admit.bind(admission);
    admission.admit = () => Promise.reject(new Error('b')); // while it is admitted
    expect(await told()).toEqual(fault('b'));
    admission.admit = admit;
    expect(new Set(ids).size).toBe(2);
    await broken.close();
  });
});
