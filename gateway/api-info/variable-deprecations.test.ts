import { describe, expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { deprecatingVariables, deprecationsIn } from './variable-deprecations.ts';

const deprecated = '@deprecated(reason: "Use another. Since 2026-01-01, removed on 2026-07-01.")';
const schema = buildSchema(`
  scalar JSON
  type Query { goals(state: State, states: [State!], filter: Filter, filters: [[Filter]], page: Page, json: JSON, size: Size): Int }
  enum State { WON LOST ${deprecated} }
  enum Size { SMALL LARGE }
  input Filter { state: State = LOST strategy: ID ${deprecated} inside: Filter other: Other size: Size name: String }
  input Other { back: [Filter!] }
  input Page { first: Int next: Page }
`);

const definitions =
  '$state: State, $states: [State!], $filter: Filter, $filters: [[Filter]], $page: Page, $json: JSON, $size: Size';
const passed =
  'state: $state, states: $states, filter: $filter, filters: $filters, page: $page, json: $json, size: $size';
const everything = `query (${definitions}) { goals(${passed}) }`;

function variablesOf(text: string, api = schema) {
  const document = parse(text);
  expect(validate(api, document)).toEqual([]);
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('expected an operation');
  return deprecatingVariables(api, operation);
}

describe('the variables that may use what is deprecated', () => {
  it('are those whose type leads there', () => {
    expect(variablesOf(everything).map(({ name }) => name)).toEqual(['state', 'states', 'filter', 'filters']);
  });

  it('are none where nothing is deprecated', () => {
    const api = buildSchema('type Query { a(in: In): Int } input In { in: In of: Of } enum Of { ONE }');
    expect(variablesOf('query ($in: In) { a(in: $in) }', api)).toEqual([]);
  });
});

/** Values that hold one another, so many deep. */
function deep(levels: number): object {
  let value: object = { strategy: '1' };
  for (let level = 0; level < levels; level++) value = { inside: value };
  return value;
}

describe('the values of variables', () => {
  it.each<[what: string, values: Record<string, unknown>, used: readonly string[]]>([
    ['nothing', {}, []],
    ['nulls', { state: null, filter: null, filters: [null, [null]] }, []],
    ['an enum value', { state: 'LOST' }, ['State.LOST']],
    ['another enum value', { state: 'WON' }, []],
    ['enum values of a list', { states: ['WON', 'LOST', 'LOST'] }, ['State.LOST']],
    [
      'one value in the place of a list',
      { states: 'LOST', filters: { strategy: '1' } },
      ['Filter.strategy', 'State.LOST'],
    ],
    ['an input field', { filter: { strategy: '1' } }, ['Filter.strategy']],
    ['an input field that is null', { filter: { strategy: null } }, ['Filter.strategy']],
    ['an enum value in an input field', { filter: { state: 'LOST' } }, ['State.LOST']],
    ['a field that is left to its default', { filter: {} }, []],
    [
      'input fields of lists of lists',
      { filters: [[{ state: 'WON' }, null], [{ strategy: '1' }]] },
      ['Filter.strategy'],
    ],
    ['fields behind fields', { filter: { other: { back: [{ inside: { strategy: '1' } }] } } }, ['Filter.strategy']],
    ['a text that reads like an enum value', { filter: { name: 'LOST' } }, []],
    ['a scalar that looks like an input', { json: { strategy: '1', state: 'LOST' } }, []],
    ['ten thousand levels', { filter: deep(10_000) }, ['Filter.strategy']],
  ])('tell what is used by %s', (_, values, used) => {
    expect(deprecationsIn(variablesOf(everything), values).toSorted()).toEqual(used);
  });

  it('are not looked for where objects inherit from', () => {
    expect(
      deprecationsIn(variablesOf(everything), Object.create({ state: 'LOST' }) as Record<string, unknown>),
    ).toEqual([]);
  });
});
