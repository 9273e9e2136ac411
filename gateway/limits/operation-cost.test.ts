import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { describe, expect, it } from '@jest/globals';
import { getVariableValues, Kind, parse, type OperationDefinitionNode } from 'graphql';
import { normalise } from '../normalisation/normalise.ts';
import { CostModel } from './cost-model.ts';
import { compileCost, type CostEstimate } from './operation-cost.ts';

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable", "@cost", "@listSize"])`;
const page = `@listSize(assumedSize: 25, slicingArguments: ["first", "last"], sizedFields: ["nodes", "edges"], requireOneSlicingArgument: false)`;

const { supergraphSdl = '' } = composeServices([
  {
    name: 'shop',
    url: 'http://shop',
    typeDefs: parse(`${link}
      type Query { me: Customer items(limit: Int = 40): [Item!] @listSize(assumedSize: 5, slicingArguments: ["limit"], requireOneSlicingArgument: false) search: Found }
      type Customer @key(fields: "id") { id: ID! name: String price: Money orders(first: Int, last: Int): OrderConnection ${page} }
      type OrderConnection { nodes: [Order!] edges: [OrderEdge!] total: Int @cost(weight: 3) }
      type OrderEdge @cost(weight: 0) { node: Order }
      type Order { id: ID! items: [Item!] @listSize(assumedSize: 4) buyer: Customer }
      type Item @cost(weight: 2) { id: ID! }
      type Money @shareable @cost(weight: 0) { amount: Int }
      union Found = Order | Customer | Item`),
  },
  {
    name: 'reviews',
    url: 'http://reviews',
    typeDefs: parse(
      `${link} type Customer @key(fields: "id") { id: ID! reviews: [Review!] @listSize(assumedSize: 10) } type Review { text: String by: Customer }`,
    ),
  },
]);
const api = Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
const model = new CostModel(supergraphSdl);

function costOf(text: string, given: Record<string, unknown> = {}) {
  const document = parse(text);
  const operation = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  const { coerced = {} } = getVariableValues(api, operation.variableDefinitions ?? [], given);
  const root = api.getQueryType();
  if (root === null || root === undefined) throw new Error('expected a query type');
  const client = { root, selectionSet: operation.selectionSet, fragments: {} };
  const names = { all: new Set<string>(), required: new Set<string>() };
  const cost = compileCost(api, model, normalise(api, names, client, coerced));
  return { estimate: cost.estimate(coerced), actual: cost.actual };
}

describe('the estimated cost of an operation', () => {
  it.each<[string, string, Record<string, unknown>, CostEstimate]>([
    ['an object', '{ me { name } }', {}, { cost: 1, nodes: 0, perSubgraph: { shop: 1 } }],
    [
      'an object that costs nothing',
      '{ me { price { amount } } }',
      {},
      { cost: 1, nodes: 0, perSubgraph: { shop: 1 } },
    ],
    [
      'a page, the connection among it',
      '{ me { orders(first: 10) { nodes { id } } } }',
      {},
      { cost: 12, nodes: 10, perSubgraph: { shop: 12 } },
    ],
    [
      'a page through its edges',
      '{ me { orders(first: 10) { edges { node { id } } } } }',
      {},
      { cost: 12, nodes: 10, perSubgraph: { shop: 12 } },
    ],
    [
      'a page of the assumed size',
      '{ me { orders { nodes { id } } } }',
      {},
      { cost: 27, nodes: 25, perSubgraph: { shop: 27 } },
    ],
    [
      'a page whose size is a variable',
      'query Q($n: Int) { me { orders(last: $n) { nodes { id } } } }',
      { n: 3 },
      { cost: 5, nodes: 3, perSubgraph: { shop: 5 } },
    ],
    [
      "a page whose size is a variable's default",
      'query Q($n: Int = 4) { me { orders(last: $n) { nodes { id } } } }',
      {},
      { cost: 6, nodes: 4, perSubgraph: { shop: 6 } },
    ],
    [
      'a page longer than any',
      '{ me { orders(first: 2147483647) { nodes { id } } } }',
      {},
      { cost: 1_002, nodes: 1_000, perSubgraph: { shop: 1_002 } },
    ],
    [
      'a list by the default of its argument',
      '{ items { id } }',
      {},
      { cost: 80, nodes: 40, perSubgraph: { shop: 80 } },
    ],
    ['a value with a weight', '{ me { orders { total } } }', {}, { cost: 5, nodes: 0, perSubgraph: { shop: 5 } }],
    [
      'a list of another subgraph, and what stands below it',
      '{ me { reviews { by { orders(first: 2) { nodes { id } } } } } }',
      {},
      { cost: 51, nodes: 30, perSubgraph: { shop: 31, reviews: 20 } },
    ],
    [
      'the most costly type of a union',
      '{ search { ... on Order { items { id } buyer { name } } ... on Customer { orders(first: 3) { nodes { id } } } } }',
      {},
      { cost: 10, nodes: 4, perSubgraph: { shop: 10 } },
    ],
    [
      'what a condition leaves',
      'query Q($deep: Boolean!) { me { name orders @include(if: $deep) { nodes { id } } } }',
      { deep: false },
      { cost: 1, nodes: 0, perSubgraph: { shop: 1 } },
    ],
    [
      'the schema',
      '{ __schema { types { name } } __type(name: "Item") { name } __typename }',
      {},
      { cost: 20_500, nodes: 0, perSubgraph: { gateway: 20_500 } },
    ],
  ])('counts %s', (_name, text, variables, expected) => {
    expect(costOf(text, variables).estimate).toEqual(expected);
  });
});

describe('the actual cost of an answer', () => {
  it.each<[string, string, Record<string, unknown>, number]>([
    ['nothing', '{ me { name } }', { me: null }, 0],
    [
      'the objects that are there',
      '{ me { orders { nodes { id items { id } } total } } }',
      {
        me: {
          orders: {
            nodes: [
              { id: '1', items: [{ id: '2' }, { id: '3' }] },
              { id: '4', items: null },
            ],
            total: 2,
          },
        },
      },
      11,
    ],
    ['no values without a weight', '{ me { price { amount } } }', { me: { price: { amount: 3 } } }, 1],
    [
      'a field of several fragments once',
      '{ search { ... on Order { buyer { name } } ... on Order { buyer { price { amount } } } ... on Customer { orders { nodes { id } } } } }',
      { search: { buyer: { name: 'A', price: null } } },
      2,
    ],
  ])('counts %s', (_name, text, answer, expected) => {
    expect(costOf(text).actual(answer)).toBe(expected);
  });
});
