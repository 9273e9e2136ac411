import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, isObjectType, type GraphQLNamedType, type GraphQLSchema } from 'graphql';
import { buildSubgraph } from '../platform/graph/subgraph.ts';
import { areaOfField, areaOfType, areas, partnerScopes } from '../platform/policy/policy.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { loadSubgraphs } from '../gateway/subgraphs.ts';
import { readSubgraphEntries } from '../gateway/supergraph.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { rights, type Line } from './support/rights.ts';
import { makeRows, type Ids, type Rows } from './support/rights/rows.ts';

/** What a place answered. `empty`: there is nothing; `unreachable`: there was nothing on the way to the field. */
type Outcome =
  { readonly kind: 'answered'; readonly value: unknown } | { readonly kind: 'empty' | 'forbidden' | 'unreachable' };

const names = readSubgraphEntries().map(({ name }) => name);
const today = new Date().toISOString().slice(0, 10);
const given = {
  range: { from: '2020-01-01T00:00:00.000Z', to: '2040-01-01T00:00:00.000Z' },
  days: { from: today, to: today },
};
/** Where each asker finds another row, so that there is nothing to compare. */
const isOnesOwn = (place: string): boolean => place.startsWith('viewer / user');

/** The two fields that the contract promises non-null though a scope guards them: refused, they take the channel along. */
const takesItsRowAlong = (place: string): boolean => /^channel\(.*\) \/ (blog|social)Posts /.test(place);

let graph: TestGateway;
let schema: GraphQLSchema;
let everybody: Everybody;
let rows: Rows;

beforeAll(async () => {
  graph = await startGateway();
  schema = graph.apiSchema;
  everybody = await makeEverybody({
    monthlySpendCapUsd: '100.0000',
    razorpayCustomerId: 'cust_1',
    razorpaySubscriptionId: 'sub_1',
  });
  rows = await makeRows(everybody, graph.runtime);
}, 60_000);

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

function cellOf([, line]: Line, persona: Persona): string {
  return line.split(' ')[columns.indexOf(persona)] ?? '';
}

function ownRows(persona: Persona): Ids {
  return persona === 'reviewer' || persona === 'agent' ? rows[persona] : rows.others;
}

/** A place's outcome, beside a field that everybody may read: the rest of an answer has to stand. */
async function outcomeAt(persona: Persona, place: string, ids: Ids, scopes = partnerScopes): Promise<Outcome> {
  const used = Object.keys(ids).filter((name) => new RegExp(`\\$${name}\\b`).test(place));
  const declared = [
    ...used.map((name) => `$${name}: ID!`),
    ...(place.includes('$range') ? ['$range: DateTimeRange!'] : []),
    ...(place.includes('$days') ? ['$days: DateRange!'] : []),
  ];
  const steps = place.split(' / ');
  const query = `query ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { rest: __typename ${steps.join(' { ')} ${'}'.repeat(steps.length)}`;
  const answer = await everybody.ask<Record<string, unknown>>(graph, persona, query, { ...ids, ...given }, scopes);
  expect({ status: answer.status, rest: answer.data['rest'] }).toEqual({ status: 200, rest: 'Query' });
  const path = steps.map((step) => /^\w+/.exec(step)?.[0] ?? '');
  const refused = answer.errors.map(({ path: at = [], extensions: { code, retryable } }) => ({
    at: at.filter((part) => typeof part === 'string'),
    code,
    retryable,
  }));
  let value: unknown = answer.data;
  for (const [depth, name] of path.entries()) {
    value = Array.isArray(value) ? (value as unknown[])[0] : value; // the first row of a report stands for all
    if (value === null || value === undefined) {
      const further = refused.filter(({ at }) => at.length > depth);
      const refusal = { at: path, code: 'FORBIDDEN', retryable: false };
      expect({ place, further }).toEqual({ place, further: takesItsRowAlong(place) ? [refusal] : [] });
      return { kind: takesItsRowAlong(place) ? 'forbidden' : 'unreachable' };
    }
    value = (value as Record<string, unknown>)[name];
  }
  if (refused.length === 0) return isNothing(value) ? { kind: 'empty' } : { kind: 'answered', value };
  expect({ place, value, refused }).toEqual({
    place,
    value: null,
    refused: [{ at: path, code: 'FORBIDDEN', retryable: false }],
  });
  return { kind: 'forbidden' };
}

function isNothing(value: unknown): boolean {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return true;
  return Object.values(value).includes(0);
}

async function expectRight(persona: Persona, line: Line): Promise<void> {
  const [place] = line;
  const cell = cellOf(line, persona);
  const own = await outcomeAt(persona, place, ownRows(persona));
  if (cell === '-') return expect([place, own.kind]).toEqual([place, 'forbidden']);
  if (cell === '.') return expect([place, own.kind]).toEqual([place, 'unreachable']);
  if (cell === 'O') expect([place, own.kind]).toEqual([place, 'answered']);
  const others = await outcomeAt(persona, place, rows.others);
  if (cell !== 'O') expect([place, others.kind]).toEqual([place, 'answered']);
  if (isOnesOwn(place) || cellOf(line, 'admin') !== 'R') return;
  const admins = await outcomeAt('admin', place, rows.others);
  expect([place, admins.kind]).toEqual([place, 'answered']);
  if (cell === 'O') expect([place, others]).not.toEqual([place, admins]);
  else expect([place, others]).toEqual([place, admins]);
}

describe.each(columns)('who may read what: %s', (persona) => {
  it.each(names)('the root fields of %s', async (name) => {
    for (const line of rights[name]?.rootFields ?? []) await expectRight(persona, line);
  });

  it.each(names)('the restricted fields of %s', async (name) => {
    for (const line of rights[name]?.restrictedFields ?? []) await expectRight(persona, line);
  });
});

describe('the scopes of a partner', () => {
  const lines = Object.values(rights).flatMap(({ rootFields, restrictedFields }) => [
    ...rootFields,
    ...restrictedFields,
  ]);
  const scopeOf = (line: Line): string => `${cellOf(line, 'partner')}:read`;

  it('are those of the contract', () => {
    const words = lines.map((line) => cellOf(line, 'partner')).filter((cell) => cell.length > 1);
    expect([...new Set(words)].map((word) => `${word}:read`).sort()).toEqual([...partnerScopes].sort());
  });

  it.each(partnerScopes)('leave out what needs %s to whoever has all but that', async (scope) => {
    const without = partnerScopes.filter((other) => other !== scope);
    for (const line of lines.filter((each) => scopeOf(each) === scope)) {
      const { kind } = await outcomeAt('partner', line[0], rows.others, without);
      expect([line[0], kind]).toEqual([line[0], 'forbidden']);
    }
  });

  it('are worth nothing to anybody else', async () => {
    for (const line of lines.filter((each) => cellOf(each, 'member') === '-' && cellOf(each, 'partner').length > 1))
      expect([line[0], await outcomeAt('member', line[0], rows.others)]).toEqual([line[0], { kind: 'forbidden' }]);
  });
});

describe('users', () => {
  it.each(columns)(
    'are found by node for a %s who may ask for one by its id, and by references for others',
    async (persona) => {
      const { refId: id } = everybody.tenant.admin;
      const mayAsk = !['agent', 'service', 'partner'].includes(persona);
      const query = `query ($id: ID!, $goal: ID!) { node(id: $id) { id } nodes(ids: [$id, $goal, "${'0'.repeat(26)}"]) { id } }`;
      const { data, errors } = await everybody.ask(
        graph,
        persona,
        query,
        { id, goal: rows.others['goal'] },
        partnerScopes,
      );
      const found = mayAsk ? { id } : null;
      expect({ data, errors }).toEqual({
        data: { node: found, nodes: [found, { id: rows.others['goal'] }, null] },
        errors: [],
      });
    },
  );
});

describe('the lines', () => {
  it.each(names)('have one for every root field of %s', async (name) => {
    const [definition] = await loadSubgraphs([{ name }]);
    const query = definition === undefined ? undefined : buildSubgraph(definition).schema.getQueryType();
    const fields = isObjectType(query) ? Object.keys(query.getFields()).filter((field) => !field.startsWith('_')) : [];
    const told = (rights[name]?.rootFields ?? []).map(([place]) => /^\w+/.exec(place)?.[0]);
    expect(told.sort()).toEqual(fields.sort());
    expect(fields).not.toEqual([]);
  });

  it('have one for every field that the policy keeps from someone who may read its row', () => {
    const told = Object.values(rights).flatMap(({ restrictedFields }) => restrictedFields.map(coordinateOf));
    const withheld = Object.values(schema.getTypeMap()).flatMap(withheldFieldsOf);
    expect(withheld.length).toBeGreaterThan(80);
    expect(withheld.filter((coordinate) => !told.includes(coordinate))).toEqual([]);
  });
});

/** The type and the field at the end of a line's place. */
function coordinateOf([place]: Line): string {
  let type: GraphQLNamedType | null | undefined = schema.getQueryType();
  let coordinate = '';
  for (const step of place.split(' / ')) {
    const name = /^\w+/.exec(step)?.[0] ?? '';
    coordinate = `${type?.name ?? place}.${name}`;
    type = answerOf(type, name);
  }
  return coordinate;
}

function answerOf(type: GraphQLNamedType | null | undefined, name: string): GraphQLNamedType {
  const field = isObjectType(type) ? type.getFields()[name] : undefined;
  if (field === undefined) throw new Error(`expected a field ${name} of ${type?.name ?? 'nothing'}`);
  return getNamedType(field.type);
}

/**
 * Fields whose right differs from the row's own. Who made and changed a row stands on every one: `Goal.createdBy` for all. Payloads
 * are asked for by mutations only (tests/mutations).
 */
function withheldFieldsOf(type: GraphQLNamedType): string[] {
  if (!isObjectType(type) || /^Query$|^__|Connection$|Edge$|Payload$/.test(type.name)) return [];
  return Object.values(type.getFields()).flatMap(({ name, type: answer }) => {
    const coordinate = `${type.name}.${name}`;
    const area = areaOfField[coordinate] ?? areaOfType[getNamedType(answer).name.replace(/Connection$/, '')];
    const isOpen = area === undefined || Object.values(areas[area]).every((right) => right === 'read');
    const isAsItsRow = area === areaOfType[type.name];
    return isOpen || isAsItsRow || ['createdBy', 'updatedBy', 'deletedBy'].includes(name) ? [] : [coordinate];
  });
}
