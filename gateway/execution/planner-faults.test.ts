import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenGateway } from '../../scripts/audit/gateway.ts';
import { openSmallGraph, type SmallSubgraph } from '../../tests/support/small-graph.ts';

interface Reference {
  readonly id: string;
}

const reference = { __resolveReference: (given: Reference) => given };
const prices = { EUR: 20, USD: 30 };
type Currency = keyof typeof prices;

const shop: SmallSubgraph = [
  `type Query { product: Product }
  enum Currency { EUR USD }
  type Product @key(fields: "id") { id: ID! price(in: Currency! = USD): Int reviews(first: Int!): [Review!] box: Box }
  type Review { stars: Int }
  type Box { width(times: Int! = 1): Int }`,
  {
    Query: { product: () => ({ id: 'p1', box: {} }) },
    Product: {
      ...reference,
      price: (_product: unknown, { in: currency }: { in: Currency }) => prices[currency],
      reviews: (_product: unknown, { first }: { first: number }) => [{ stars: 5 }, { stars: 3 }].slice(0, first),
    },
    Box: { width: (_box: unknown, { times }: { times: number }) => 7 * times },
  },
];

interface Required {
  readonly price: number;
  readonly reviews: readonly { readonly stars: number }[];
  readonly box: { readonly width: number };
}

const freight: SmallSubgraph = [
  `enum Currency { EUR USD }
  type Product @key(fields: "id") {
    id: ID!
    price(in: Currency! = USD): Int @external
    reviews(first: Int!): [Review!] @external
    box: Box @external
    dutyInEuro: Int @requires(fields: "price(in: EUR)")
    dutyInDollar: Int @requires(fields: "price(in: USD)")
    isLoved: Boolean @requires(fields: "reviews(first: 1) { stars }")
    volume: Int @requires(fields: "box { width(times: 10) }")
  }
  type Review @external { stars: Int }
  type Box @external { width(times: Int! = 1): Int }`,
  {
    Product: {
      ...reference,
      dutyInEuro: ({ price }: Required) => price / 10,
      dutyInDollar: ({ price }: Required) => price / 10,
      isLoved: ({ reviews }: Required) => reviews.length === 1 && reviews[0]?.stars === 5,
      volume: ({ box }: Required) => box.width ** 3,
    },
  },
];

describe('a field with arguments that another one requires with its own', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ shop, freight })));
  afterAll(() => graph.close());

  it.each([
    ['{ product { price(in: USD) dutyInEuro } }', { price: 30, dutyInEuro: 2 }],
    ['{ product { price dutyInEuro } }', { price: 30, dutyInEuro: 2 }],
    ['{ product { price: id dutyInEuro } }', { price: 'p1', dutyInEuro: 2 }],
    ['{ product { reviews(first: 2) { stars } isLoved } }', { reviews: [{ stars: 5 }, { stars: 3 }], isLoved: true }],
    ['{ product { box { width } volume } }', { box: { width: 7 }, volume: 343_000 }],
    [
      '{ product { ...Box volume } } fragment Box on Product { box { width(times: 2) } }',
      { volume: 343_000, box: { width: 14 } },
    ],
  ])('is answered with those of the client: %s', async (query, product) => {
    expect(await graph.ask(query)).toEqual({ data: { product }, errors: [] });
  });

  it('is answered with those of the client where they are variables', async () => {
    const query = 'query ($first: Int!) { product { reviews(first: $first) { stars } isLoved } }';
    expect(await graph.ask(query, { first: 0 })).toEqual({
      data: { product: { reviews: [], isLoved: true } },
      errors: [],
    });
  });

  // One representation of a product holds one price.
  it('is refused where two that are asked for require it differently', async () => {
    const { data, errors } = await graph.ask('{ product { dutyInEuro dutyInDollar } }');
    expect((data as { product: unknown } | null)?.product ?? null).toBeNull();
    expect(errors).toHaveLength(1);
  });
});

/** A country is known here by its code, yet this subgraph takes a reference by number and region only. */
const atlas: SmallSubgraph = [
  `type Query { countries: [Country!]! }
  type Country @key(fields: "code", resolvable: false) @key(fields: "number region", resolvable: true) {
    code: ID!
    number: Int!
    region: String!
    name: String @external
    title: String @requires(fields: "name")
  }`,
  {
    Query: { countries: () => [{ code: 'IN', number: 356, region: 'Asia' }] },
    Country: {
      __resolveReference: ({ number, region, name }: { number?: number; region?: string; name: string }) =>
        number === 356 && region === 'Asia' ? { code: 'IN', number, region, name } : null,
      title: ({ name }: { readonly name: string }) => `The republic of ${name}`,
    },
  },
];
const gazetteer: SmallSubgraph = [
  'type Country @key(fields: "code") { code: ID! name: String }',
  { Country: { __resolveReference: () => ({ name: 'India' }) } },
];

describe('an entity that a subgraph names by more keys than it takes', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ atlas, gazetteer })));
  afterAll(() => graph.close());

  it('is asked for by one that it takes', async () => {
    expect(await graph.ask('{ countries { title } }')).toEqual({
      data: { countries: [{ title: 'The republic of India' }] },
      errors: [],
    });
  });
});
