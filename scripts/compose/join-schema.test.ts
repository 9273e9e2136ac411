import { expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { joinSchema, type SchemaFile } from './join-schema.ts';

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost"])';
const prelude = file(
  'prelude.graphql',
  `${link} "What can be read." type Query scalar Decimal scalar Date
  type Money @shareable { amount: Decimal! } type Span @shareable { from: Date }`,
);

it('takes of the prelude what is named, and what that names in turn', () => {
  const files = [file('goal.graphql', 'type Goal { spent: Money }')];
  expect(joinSchema(prelude, files)).toBe(`${link}

scalar Decimal

type Money @shareable {
  amount: Decimal!
}

type Goal {
  spent: Money
}
`);
});

it('takes the types that an interface of the prelude may stand for', () => {
  const shared = file(
    'prelude.graphql',
    `${link} interface Fault { code: Int } type Stale implements Fault { code: Int }`,
  );
  expect(joinSchema(shared, [file('goal.graphql', 'type Goal { fault: Fault }')])).toContain('type Stale implements');
});

it('puts together what several files say of a type, its definition first, where it is said first', () => {
  const files = [
    file('a.graphql', 'extend type Goal { "One." one: Int @cost(weight: 2) } scalar A extend type Query { a: A }'),
    file('goal.graphql', '"A goal." type Goal @key(fields: "id") { id: ID! } extend type Query { goal: Goal }'),
  ];
  expect(joinSchema(prelude, files)).toBe(`${link}

"What can be read."
type Query {
  a: A
  goal: Goal
}

"A goal."
type Goal @key(fields: "id") {
  id: ID!
  "One."
  one: Int @cost(weight: 2)
}

scalar A
`);
});

it("leaves another subgraph's type an extension, its key first", () => {
  const files = [
    file('goal.graphql', 'extend type Tenant { goals: Int }'),
    file('tenant.graphql', 'extend type Tenant @key(fields: "id") { id: ID! }'),
  ];
  expect(joinSchema(prelude, files)).toBe(`${link}

extend type Tenant @key(fields: "id") {
  id: ID!
  goals: Int
}
`);
});

it('makes of mutations in the files of their nouns a subgraph that composes and is served', () => {
  const files = [
    file('approval.graphql', 'extend type Mutation { approve(id: ID!): Boolean }'),
    file('goal.graphql', 'extend type Mutation { archive(id: ID!): Boolean } extend type Query { goals: Int }'),
  ];
  const typeDefs = parse(joinSchema(prelude, files));
  const { errors, schema } = composeServices([{ name: 'strategy', url: 'http://127.0.0.1:1', typeDefs }]);
  const served = buildSubgraphSchema({ typeDefs });
  expect(errors).toBeUndefined();
  for (const mutation of [schema?.toAPISchema().toGraphQLJSSchema().getMutationType(), served.getMutationType()])
    expect(Object.keys(mutation?.getFields() ?? {})).toEqual(['approve', 'archive']);
});

it.each([
  [
    'a definition twice',
    ['scalar URL', 'enum URL { HTTP }'],
    'a.graphql and b.graphql both define URL, expected one of them to: only an object type can be extended elsewhere, with "extend type".',
  ],
  [
    'a type twice',
    ['type Goal { a: Int }', 'type Goal { b: Int }'],
    'a.graphql and b.graphql both define Goal, expected one of them to: only an object type can be extended elsewhere, with "extend type".',
  ],
  [
    'what the prelude has',
    ['type Goal { spent: Money }', 'type Money { amount: Decimal! }'],
    'prelude.graphql and b.graphql both define Money, expected one of them to: only an object type can be extended elsewhere, with "extend type".',
  ],
  [
    'a field twice',
    ['extend type Query { goal: Int }', 'extend type Query { goal: Int }'],
    'a.graphql and b.graphql both define Query.goal, expected one of them to.',
  ],
  [
    'what is no SDL, and where',
    ['scalar URL', 'type Goal {\n  spent Money\n}'],
    'b.graphql:2:9: Syntax Error: Expected ":", found Name "Money".',
  ],
])('refuses %s', (_what, [a = '', b = ''], sentence) => {
  expect(() => joinSchema(prelude, [file('a.graphql', a), file('b.graphql', b)])).toThrow(
    expect.objectContaining({ message: sentence }),
  );
});

function file(path: string, text: string): SchemaFile {
  return { path, text };
}
