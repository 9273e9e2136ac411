import { beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../platform/config/config.ts';
import { partnerScopes } from '../../platform/policy/policy.ts';
import { composedEntries, readSupergraph } from '../supergraph.ts';
import type { Reader } from './closed-fields.ts';
import { RegistrationCheck } from './registration-check.ts';

const { limits } = readConfig({});
const names = composedEntries().map(({ name }) => name);
const supergraphSdl = readSupergraph();

function checkFor(reader: Partial<Reader> = {}, cost = limits.cost): RegistrationCheck {
  const { document } = limits;
  return new RegistrationCheck(supergraphSdl, names, { document, cost }, { persona: 'partner', scopes: [], ...reader });
}

describe('an operation that is to be registered for a partner', () => {
  let bare: RegistrationCheck;
  let full: RegistrationCheck;
  beforeAll(() => {
    bare = checkFor();
    full = checkFor({ scopes: partnerScopes });
  });

  it.each<[string, string, readonly string[]]>([
    ['a list', 'query L { leads(first: 5) { nodes { id } } }', ['Query.leads needs the scope "leads:read"']],
    [
      'fields behind a fragment',
      'query L { leads { edges { node { ...Contact } } } } fragment Contact on Lead { email phone }',
      [
        'Query.leads needs the scope "leads:read"',
        'Lead.email needs the scope "personal:read"',
        'Lead.phone needs the scope "personal:read"',
      ],
    ],
    [
      'rows that ids name',
      'query N($id: ID!) { node(id: $id) { id ... on Lead { source } ... on Strategy { label } } }',
      ['Lead needs the scope "leads:read"'],
    ],
    [
      'users, who are open where something refers to them, by an id',
      'query N($id: ID!) { node(id: $id) { ... on User { name } } }',
      ['User is closed to the role partner'],
    ],
    [
      'what only a condition selects',
      'query C($all: Boolean!) { viewer { tenant { contract @include(if: $all) { id } } } }',
      ['Tenant.contract is closed to the role partner'],
    ],
    ['what is open to all', 'query V { viewer { role tenant { name activeStrategy { label } } } __typename }', []],
    ['the schema', 'query S { __schema { queryType { name } } }', []],
  ])('is told what its scopes do not cover: %s', async (_what, body, complaints) => {
    expect(await bare.check(body)).toEqual([expect.objectContaining({ complaints })]);
  });

  it('may touch what its scopes cover', async () => {
    const body = 'query L { leads { nodes { email } } activities { nodes { totalCost { amount } } } }';
    expect(await full.check(body)).toEqual([{ name: 'L', cost: expect.any(Number), complaints: [] }]);
  });

  it.each<[string, string, string, RegExp]>([
    ['an unknown field', 'query A { viewer { x } }', 'A', /^Cannot query field "x" on type "Viewer"/],
    ['a fragment that nobody spreads', 'query A { __typename } fragment F on Viewer { role }', 'A', /never used/],
    ['a mutation that there is not', 'mutation M { x }', 'M', /^Cannot query field "x" on type "Mutation"/],
    ['no name', '{ x }', 'an operation without a name', /^Cannot query field "x"/],
    [
      'more fields than a document may have',
      `query A { ${'viewer { role } '.repeat(60)} }`,
      'a document',
      /fields at its root/,
    ],
    ['a text that is none', 'query {', 'a document', /^Syntax Error/],
  ])('is told what would be refused: %s', async (_what, body, name, words) => {
    expect(await full.check(body)).toEqual([{ name, cost: null, complaints: [expect.stringMatching(words)] }]);
  });

  it('is told what it may cost at most, its pages as long as they may be', async () => {
    const body = 'query G($n: Int = 1) { goals(first: $n) { nodes { id } } }';
    const [{ cost } = { cost: null }] = await full.check(body);
    const [{ cost: fixed } = { cost: null }] = await full.check(
      body.replace('$n)', '100)').replace('($n: Int = 1)', ''),
    );
    expect({ cost, atLeast: cost !== null && cost >= 100 }).toEqual({ cost: fixed, atLeast: true });
    const poor = checkFor({ scopes: partnerScopes }, { ...limits.cost, maximum: 50, maximumNodes: 99 });
    expect(await poor.check(body)).toEqual([
      {
        name: 'G',
        cost,
        complaints: [
          `it may cost ${cost} with $n = 100; expected 50 at most`,
          'its lists may have 100 items with $n = 100; expected 99 at most',
        ],
      },
    ]);
  });

  it('is looked at operation by operation', async () => {
    const body = 'query A { viewer { role } } query B { leads { nodes { id } } }';
    expect((await bare.check(body)).map(({ name, complaints }) => [name, complaints.length])).toEqual([
      ['A', 0],
      ['B', 1],
    ]);
  });
});

it('an operation of an analyst is held to the cost of an analyst', async () => {
  const check = checkFor({ persona: 'analyst' }, { ...limits.cost, maximumForAnalysts: 1 });
  const [{ complaints } = { complaints: [] }] = await check.check('query G { goals(first: 10) { nodes { id } } }');
  expect(complaints).toEqual([expect.stringMatching(/^it may cost \d+; expected 1 at most$/)]);
});
