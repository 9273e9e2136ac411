import { expect, it } from '@jest/globals';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { usedDeprecations } from './used-deprecations.ts';

const deprecated = '@deprecated(reason: "Use another. Since 2026-01-01, removed on 2026-07-01.")';
const schema = buildSchema(`
  interface Named { name: String ${deprecated} }
  type Query implements Named {
    name: String
    old: Int ${deprecated}
    goals(last: Int ${deprecated}, state: State, filter: Filter, filters: [Filter!]): [Query!]
  }
  enum State { WON LOST ${deprecated} }
  input Filter { state: State strategy: ID ${deprecated} inside: Filter }
`);

/** Deprecated elements that the last operation of a text uses. */
function usedBy(text: string): readonly string[] {
  const document = parse(text);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions.findLast((node) => node.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) throw new Error('expected an operation');
  return usedDeprecations(schema, document, operation);
}

it.each<[what: string, text: string, used: readonly string[]]>([
  ['nothing deprecated', '{ name goals(state: WON, filter: { state: WON }) { name } }', []],
  ['a field, named twice', '{ a: old b: old }', ['Query.old']],
  ['a field of an interface', '{ ... on Named { name } }', ['Named.name']],
  [
    'a field behind fragments',
    '{ ...A } fragment A on Query { goals { ...B } } fragment B on Query { old }',
    ['Query.old'],
  ],
  ['a field that a condition skips', '{ name old @skip(if: true) }', ['Query.old']],
  ['an argument', '{ goals(last: 1) { name } }', ['Query.goals(last:)']],
  ['an argument of a variable', 'query ($n: Int) { goals(last: $n) { name } }', ['Query.goals(last:)']],
  ['an enum value', '{ goals(state: LOST) { name } }', ['State.LOST']],
  ['an enum value as a default', 'query ($s: State = LOST) { goals(state: $s) { name } }', ['State.LOST']],
  ['an input field', '{ goals(filter: { inside: { strategy: "x" } }) { name } }', ['Filter.strategy']],
  [
    'an input field in a list',
    '{ goals(filters: [{ state: LOST, strategy: 1 }]) { name } }',
    ['State.LOST', 'Filter.strategy'],
  ],
  ['one that only another operation has', 'query A { old } query B { name }', []],
])('tells %s', (_, text, used) => {
  expect(usedBy(text).toSorted()).toEqual([...used].sort());
});
