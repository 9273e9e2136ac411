import { Supergraph } from '@apollo/federation-internals';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type DocumentNode,
  type GraphQLSchema,
} from 'graphql';
import { validationErrorsFor } from '../gateway/introspection/refused-operation.ts';
import { variantsOf } from '../gateway/introspection/variants.ts';
import { readSupergraph } from '../gateway/supergraph.ts';
import { scalars } from '../platform/graph/scalars.ts';
import { partnerScopes } from '../platform/policy/policy.ts';
import { personas, type Persona, type Viewer } from '../platform/identity/viewer.ts';
import { makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { randomOperation } from './support/oracle/operations.ts';
import { Random } from './support/oracle/random.ts';

describe('an operation that is refused', () => {
  let graph: TestGateway;
  let everybody: Everybody;

  beforeAll(async () => {
    graph = await startGateway();
    everybody = await makeEverybody();
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  async function refusalOf(persona: Persona, query: string, variables = {}) {
    const { status, data, errors } = await everybody.ask(graph, persona, query, variables);
    expect([status, data]).toEqual([400, undefined]);
    for (const { extensions } of errors)
      expect(extensions).toEqual({ code: expect.any(String), retryable: false, requestId: expect.any(String) });
    return errors.map(({ message, extensions }) => `${String(extensions['code'])}: ${message}`);
  }

  const invalid = 'GRAPHQL_VALIDATION_FAILED:';
  const unknown = 'Cannot query field "contracts" on type "Query".';

  it.each<[string, string, string, string]>([
    [
      'a field',
      '{ contrcts { totalCount } }',
      'Cannot query field "contrcts" on type "Query". Did you mean "contracts" or "contract"?',
      'Cannot query field "contrcts" on type "Query".',
    ],
    [
      'a field of a type that all know',
      '{ viewer { tenant { currentMonthSpnd } } }',
      'Cannot query field "currentMonthSpnd" on type "Tenant". Did you mean "currentMonthSpend"?',
      'Cannot query field "currentMonthSpnd" on type "Tenant".',
    ],
    [
      'an argument',
      '{ contracts(frst: 1) { totalCount } }',
      'Unknown argument "frst" on field "Query.contracts". Did you mean "first" or "last"?',
      unknown,
    ],
    [
      'an enum value',
      '{ contracts(filter: { status: [ACCEPTD] }) { totalCount } }',
      'Value "ACCEPTD" does not exist in "ContractStatus" enum. Did you mean the enum value "ACCEPTED"?',
      unknown,
    ],
    [
      'a field of a filter',
      '{ contracts(filter: { statu: [] }) { totalCount } }',
      'Field "statu" is not defined by type "ContractFilter". Did you mean "status"?',
      unknown,
    ],
    [
      'a type of a fragment',
      '{ node(id: "1") { ... on Contrct { id } } }',
      'Unknown type "Contrct". Did you mean "Contract"?',
      'Unknown type "Contrct".',
    ],
    [
      'the fields of an object',
      '{ contracts }',
      'Field "contracts" of type "ContractConnection" must have a selection of subfields. Did you mean "contracts { ... }"?',
      unknown,
    ],
    [
      'the type of a variable',
      'query ($f: GoalFilter) { contracts(filter: $f) { totalCount } }',
      'Variable "$f" of type "GoalFilter" used in position expecting type "ContractFilter".',
      unknown,
    ],
  ])('names what the viewer may see: %s', async (_name, query, whole, told) => {
    expect(await refusalOf('super_admin', query)).toEqual([`${invalid} ${whole}`]);
    expect(await refusalOf('agent', query)).toEqual([`${invalid} ${told}`]);
  });

  it.each<[string, object]>([
    ['an enum value', { filter: { status: ['ACCEPTD'] } }],
    ['a field', { filter: { statu: ['ACCEPTED'] } }],
  ])('names what the viewer may see in the values of its variables: %s', async (_name, variables) => {
    const query = 'query ($filter: ContractFilter, $n: Int) { contracts(filter: $filter, first: $n) { totalCount } }';
    const [whole = ''] = await refusalOf('super_admin', query, variables);
    expect(whole).toMatch(/^BAD_USER_INPUT: Variable "\$filter" got invalid value .* Did you mean/);
    expect(await refusalOf('partner', query, variables)).toEqual([
      'BAD_USER_INPUT: Variable "$filter" expected value of type "ContractFilter" which cannot be used as an input type.',
    ]);
  });

  it('is told of its faults alone: what would be answered with FORBIDDEN is none', async () => {
    const query = '{ contracts { totalCount } gols { totalCount } billingEvents { totalCount } }';
    expect(await refusalOf('agent', query)).toEqual([
      `${invalid} Cannot query field "gols" on type "Query". Did you mean "goals" or "goal"?`,
    ]);
  });

  it('is told of values that no scalar has, whoever asks', async () => {
    const query = '{ activities(filter: { createdAt: { from: "yesterday" } }) { totalCount } }';
    const whole = await refusalOf('super_admin', query);
    expect(whole).toEqual([expect.stringMatching(/^GRAPHQL_VALIDATION_FAILED: .*yesterday/)]);
    expect(await refusalOf('agent', query)).toEqual(whole);
  });
});

describe('the words of a refusal', () => {
  const api = Supergraph.build(readSupergraph()).apiSchema().toGraphQLJSSchema();
  for (const [name, { parseValue, parseLiteral }] of Object.entries(scalars))
    Object.assign(api.getType(name) ?? {}, { parseValue, parseLiteral });
  const all = namesOf(api);

  const viewers = fc
    .record({ persona: fc.constantFrom(...personas), scopes: fc.constantFrom([], partnerScopes) })
    .map(({ persona, scopes }): Viewer => {
      const tenant = { id: 't', tenantId: 't', refId: 'T', status: 'active', contractAccepted: true } as const;
      const user = { id: 'u', refId: 'U', tenantId: 't', role: 'member', appAccess: [] } as const;
      return { persona, tenant, user, agentRole: null, clientId: null, scopes };
    });

  it('name nothing that the viewer is not told of and has not written itself; and there are some', () => {
    let refused = 0;
    fc.assert(
      fc.property(viewers, fc.nat(), (viewer, seed) => {
        const { document, text } = misspelt(api, [...all], new Random(seed));
        const errors = validate(api, document);
        if (errors.length === 0) return;
        refused += 1;
        const variant = variantsOf(api).for(viewer);
        const told = validationErrorsFor(variant, document, errors);
        expect(told).not.toEqual([]);
        const open = namesOf(variant);
        const written = new Set(wordsOf(text));
        const named = told.flatMap(({ message }) => wordsOf((message.match(/"[^"]*"/g) ?? []).join(' ')));
        expect(named.filter((word) => all.has(word) && !open.has(word) && !written.has(word))).toEqual([]);
      }),
      { numRuns: 150 },
    );
    expect(refused).toBeGreaterThan(75);
  });
});

/** Every name that a schema has: of types, fields, arguments and enum values. */
function namesOf(schema: GraphQLSchema): ReadonlySet<string> {
  return new Set(
    Object.values(schema.getTypeMap()).flatMap((type) => {
      if (isEnumType(type)) return [type.name, ...type.getValues().map(({ name }) => name)];
      if (isInputObjectType(type)) return [type.name, ...Object.keys(type.getFields())];
      if (!isObjectType(type) && !isInterfaceType(type)) return [type.name];
      const fields = Object.values(type.getFields());
      return [type.name, ...fields.flatMap(({ name, args }) => [name, ...args.map((argument) => argument.name)])];
    }),
  );
}

/** A random operation in which one name has lost a letter, has one twice, or is another one. */
function misspelt(
  schema: GraphQLSchema,
  names: readonly string[],
  random: Random,
): { document: DocumentNode; text: string } {
  const { query } = randomOperation(schema, random);
  const words = [...query.matchAll(/\b[A-Za-z_]{3,}\b/g)];
  const { 0: word, index } = random.pick(words);
  const place = 1 + random.integer(word.length - 1);
  const other = random.pick([
    word.slice(0, place) + word.slice(place + 1),
    word.slice(0, place) + word.slice(place - 1),
    random.pick(names),
  ]);
  const text = query.slice(0, index) + other + query.slice(index + word.length);
  try {
    return { document: parse(text), text };
  } catch {
    return misspelt(schema, names, random);
  }
}

function wordsOf(text: string): string[] {
  return text.match(/\w+/g) ?? [];
}
