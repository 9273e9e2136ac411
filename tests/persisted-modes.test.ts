import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textHash } from '../gateway/text-hash.ts';
import type { OperationMode, OperationsConfig } from '../platform/config/operations.ts';
import type { Claims } from '../platform/identity/claims.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { makeEverybody, type Everybody } from './support/everybody.ts';
import { standardOperations } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { persistedQuery, startPersisted, type PersistedGateway } from './support/persisted.ts';

const registered = 'query Registered { viewer { role } }';
const printedAnew = '# of a page\nquery Registered{viewer{role}}';
const other = 'query Other { viewer { scopes } }';
const introspection = 'query IntrospectionQuery { __schema { queryType { name } } }';

let everybody: Everybody;
beforeAll(async () => void (everybody = await makeEverybody()));
afterAll(() => closeFactories());

const kinds: Readonly<Record<keyof OperationsConfig['modes'], readonly Persona[]>> = {
  partner: ['partner'],
  frontend: ['super_admin', 'admin', 'member', 'reviewer', 'agent', 'service'],
  analyst: ['analyst'],
};
const modesOf = (mode: OperationMode): OperationsConfig['modes'] => ({ partner: mode, frontend: mode, analyst: mode });

/** What came of a request: its data's only key, or its error's code. */
async function outcome(gateway: PersistedGateway, as: Claims, body: object): Promise<string> {
  const { status, body: answer } = await gateway.post(as, body);
  const { data, errors = [] } = answer as { data?: object; errors?: { extensions: { code: string } }[] };
  return `${status} ${errors[0]?.extensions.code ?? Object.keys(data ?? {}).join()}`;
}

describe.each<[OperationMode, Readonly<Record<string, string>>]>([
  [
    'registered',
    {
      id: '200 viewer',
      text: '403 OPERATION_NOT_ALLOWED',
      'text printed anew': '403 OPERATION_NOT_ALLOWED',
      'text with its id': '403 OPERATION_NOT_ALLOWED',
      'another text': '403 OPERATION_NOT_ALLOWED',
      introspection: '403 OPERATION_NOT_ALLOWED',
    },
  ],
  [
    'safelist',
    {
      id: '200 viewer',
      text: '200 viewer',
      'text printed anew': '200 viewer',
      'text with its id': '200 viewer',
      'another text': '403 OPERATION_NOT_ALLOWED',
      introspection: '403 OPERATION_NOT_ALLOWED',
    },
  ],
  [
    'log',
    {
      id: '200 viewer',
      text: '200 viewer',
      'text printed anew': '200 viewer',
      'text with its id': '200 viewer',
      'another text': '200 viewer',
      introspection: '200 __schema',
    },
  ],
  [
    'free',
    {
      id: '200 viewer',
      text: '200 viewer',
      'text printed anew': '200 viewer',
      'text with its id': '200 viewer',
      'another text': '200 viewer',
      introspection: '200 __schema',
    },
  ],
])('under the mode %s', (mode, expected) => {
  let gateway: PersistedGateway;
  beforeAll(async () => {
    gateway = await startPersisted({ 'a.json': { role: registered } }, { modes: modesOf(mode) });
  });
  afterAll(() => gateway.close());

  it.each(Object.values(kinds).flat())('%s may send what the mode says', async (persona) => {
    const requests: Readonly<Record<string, object>> = {
      id: { documentId: 'role' },
      text: { query: registered },
      'text printed anew': { query: printedAnew },
      'text with its id': { query: registered, documentId: 'role' },
      'another text': { query: other },
      introspection: { query: introspection, operationName: 'IntrospectionQuery' },
    };
    const outcomes: Record<string, string> = {};
    for (const [name, body] of Object.entries(requests))
      outcomes[name] = await outcome(gateway, everybody.as(persona), body);
    expect(outcomes).toEqual(expected);
  });

  it('tells texts that are not registered, each once and without what they say, only where it is asked to', async () => {
    await outcome(gateway, everybody.as('admin'), { query: other });
    const told = gateway.graph.logged.filter((line) => line.includes(textHash(other)));
    const kindsTold = ['partner', 'frontend', 'analyst'].map(
      (kind) => `A client of the kind ${kind} has sent a text that is not registered: sha256:${textHash(other)}.`,
    );
    expect(told.sort()).toEqual(mode === 'log' ? kindsTold.sort() : []);
  });
});

it('each kind of clients has a mode of its own', async () => {
  const modes = { partner: 'safelist', frontend: 'registered', analyst: 'free' } as const;
  const gateway = await startPersisted({ 'a.json': { role: registered } }, { modes });
  const outcomes = await Promise.all(
    Object.entries(kinds).flatMap(([kind, personas]) =>
      personas.map(async (persona) => {
        const as = everybody.as(persona);
        return [kind, await outcome(gateway, as, { query: registered }), await outcome(gateway, as, { query: other })];
      }),
    ),
  );
  await gateway.close();
  const [answered, refused] = ['200 viewer', '403 OPERATION_NOT_ALLOWED'];
  expect(outcomes).toEqual([
    ['partner', answered, refused],
    ...kinds.frontend.map(() => ['frontend', refused, refused]),
    ['analyst', answered, answered],
  ]);
});

describe('a start without configuration', () => {
  let gateway: PersistedGateway;
  beforeAll(async () => {
    gateway = await startPersisted({ 'a.json': { role: registered } });
  });
  afterAll(() => gateway.close());

  it('takes ids alone from partners, and says how to register', async () => {
    expect(standardOperations.modes.partner).toBe('registered');
    const { status, body, headers } = await gateway.post(everybody.as('partner'), { query: registered });
    expect({ status, body }).toEqual({
      status: 403,
      body: {
        errors: [
          {
            message:
              'found the text of an operation; expected the id of a registered one: to register operations, make a manifest of them (format "apollo-persisted-query-manifest", as @apollo/generate-persisted-query-manifest writes it), give it to those who run this graph, and send the id of each as "documentId"',
            extensions: { code: 'OPERATION_NOT_ALLOWED', retryable: false, requestId: expect.any(String) },
          },
        ],
      },
    });
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(await outcome(gateway, everybody.as('partner'), { documentId: 'role' })).toBe('200 viewer');
  });

  it.each<[string, string]>([
    ['a text that is none', '{'],
    ['a text of a megabyte', 'x'.repeat(900_000)],
    ['fields that nobody could plan', `{ ${'viewer { role } '.repeat(50_000)} }`],
  ])('refuses partners before it looks at their text: %s', async (_name, query) => {
    expect(await outcome(gateway, everybody.as('partner'), { query })).toBe('403 OPERATION_NOT_ALLOWED');
  });

  it('refuses partners their text by GET too', async () => {
    const { status, headers } = await gateway.get(everybody.as('partner'), { query: registered });
    expect([status, headers.get('cache-control')]).toEqual([403, 'no-store']);
  });

  it.each<[string, object]>([
    ['by the hash of Apollo’s clients', { extensions: persistedQuery(textHash(other)) }],
    ['by "documentId"', { documentId: `sha256:${textHash(other)}` }],
  ])('tells whoever asks for an unknown id %s what their client looks for', async (_name, body) => {
    for (const persona of ['partner', 'admin', 'analyst'] as const) {
      const answer = await gateway.post(everybody.as(persona), body);
      expect({ status: answer.status, body: answer.body }).toEqual({
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
      expect(answer.headers.get('cache-control')).toBe('private, no-cache, must-revalidate');
    }
  });
});
