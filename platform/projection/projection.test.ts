import { describe, expect, it } from '@jest/globals';
import { select } from '../../tests/support/reading.ts';
import { tables } from '../database/tables.ts';
import { Projector, selectionUnder, selects } from './projection.ts';

const needs = new Map([
  [
    'Goal',
    new Map([
      ['progressPercent', ['baselineValue', 'currentValue']],
      ['deliverables', []],
      ['label', ['name']],
    ]),
  ],
]);
const identity = ['id', 'refId', 'tenantId'];

const rowFields = (selection: string, fragments = '', decidesBy: readonly string[] = []): readonly string[] =>
  [...new Projector(needs).row(tables.goal, select(selection, fragments), decidesBy).fields].sort();
const expected = (...fields: string[]): readonly string[] => [...identity, ...fields].sort();

describe('the columns of a row', () => {
  it.each<[string, string, string, readonly string[]]>([
    ['identity alone for nothing of its own', '{ id __typename }', '', []],
    ['a field under its own name', '{ name }', '', ['name']],
    ['a field by what it is made of', '{ progressPercent label }', '', ['baselineValue', 'currentValue', 'name']],
    ['an alias by the field behind it', '{ status: name name: metric }', '', ['metric', 'name']],
    ['none for fields of other rows', '{ deliverables { nodes { description metric } } }', '', []],
    ['none for fields that no column and no need names', '{ updatedBy { name } }', '', []],
    [
      'an inline fragment, on the type and on nothing',
      '{ ... on Goal { name } ... { metric } }',
      '',
      ['metric', 'name'],
    ],
    [
      'a fragment on an interface or a union',
      '{ ... on Node { ... on Summarized { label } } ... on Anything { metric } }',
      '',
      ['metric', 'name'],
    ],
    [
      'not a fragment on another entity',
      '{ ... on Strategy { summary name } ... on Deliverable { ... on Goal { metric } } }',
      '',
      [],
    ],
    [
      'spread fragments, one inside another',
      '{ ...A }',
      'fragment A on Goal { name ...B } fragment B on Node { ... on Goal { metric } }',
      ['metric', 'name'],
    ],
    ['not a spread fragment on another entity', '{ ...A }', 'fragment A on Strategy { name }', []],
    [
      'what may be skipped, all the same',
      '{ name @skip(if: true) metric @include(if: false) }',
      '',
      ['metric', 'name'],
    ],
  ])('are %s', (_name, selection, fragments, fields) => {
    expect(rowFields(selection, fragments)).toEqual(expected(...fields));
  });

  it('are those of all the places where a field stands, and what the caller decides by', () => {
    const twice = select('{ name } again: field { metric }');
    expect(twice.fieldNodes).toHaveLength(2);
    expect([...new Projector(needs).row(tables.goal, twice).fields].sort()).toEqual(expected('name', 'metric'));
    expect(rowFields('{ name }', '', ['status', 'name'])).toEqual(expected('name', 'status'));
  });

  it('are found once for a place in a document, for each table, and equal ones are one', () => {
    const projector = new Projector(needs);
    const info = select('{ name }');
    expect(projector.row(tables.goal, info)).toBe(projector.row(tables.goal, info));
    expect(projector.row(tables.goal, info)).toBe(projector.row(tables.goal, select('{ same: name }')));
    expect(projector.row(tables.goal, info)).not.toBe(projector.row(tables.strategy, info));
    expect(projector.row(tables.tenant, info).fields).toEqual(['id', 'name', 'refId']);
  });
});

describe('the selection of a connection', () => {
  const read = (selection: string, fragments = '') => {
    const { page, total, projection } = new Projector(needs).connection(tables.goal, select(selection, fragments));
    return { page, total, fields: [...projection.fields].sort() };
  };

  it.each<[string, string, boolean, boolean, readonly string[]]>([
    ['{ __typename }', '', false, false, []],
    ['{ totalCount }', '', false, true, []],
    ['{ totalCountIsCapped }', '', false, true, []],
    ['{ pageInfo { hasNextPage } }', '', true, false, []],
    ['{ nodes { name } }', '', true, false, ['name']],
    ['{ edges { cursor } }', '', true, false, []],
    ['{ edges { node { name } } nodes { metric } totalCount }', '', true, true, ['metric', 'name']],
    [
      '{ all: nodes { ... on Goal { label } } more: edges { it: node { metric } } }',
      '',
      true,
      false,
      ['metric', 'name'],
    ],
    [
      '{ ...A }',
      'fragment A on GoalConnection { edges { ...B } } fragment B on GoalEdge { node { ...C } } fragment C on Goal { progressPercent }',
      true,
      false,
      ['baselineValue', 'currentValue'],
    ],
    ['{ nodes { deliverables { totalCount nodes { name description } } } }', '', true, false, []],
  ])('%s %s', (selection, fragments, page, total, fields) => {
    expect(read(selection, fragments)).toEqual({ page, total, fields: expected(...fields) });
  });
});

describe('what a resolver looks for', () => {
  const info = select(
    '{ a: lines { x ...F } other { lines { z } } ... on Report { lines { w } } }',
    'fragment F on Line { y }',
  );

  it('is found under its name, whatever the alias', () => {
    expect([selects(info, 'Report', 'lines'), selects(info, 'Report', 'a'), selects(info, 'Report', 'x')]).toEqual([
      true,
      false,
      false,
    ]);
    const under = selectionUnder(info, 'Report', 'lines');
    expect(under.fieldNodes).toHaveLength(2);
    expect(['w', 'x', 'y', 'z'].map((field) => selects(under, 'Line', field))).toEqual([true, true, true, false]);
  });
});
