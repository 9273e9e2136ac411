import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenGateway } from '../../scripts/audit/gateway.ts';
import { openSmallGraph, type SmallSubgraph } from '../../tests/support/small-graph.ts';

interface Reference {
  readonly id: string;
}

const cars = [{ __typename: 'Car', id: 'c1', plate: 'C-1', doors: 5 }];
const trucks = [{ __typename: 'Truck', id: 't1', plate: 'T-1', load: 900 }];
const vehicles = [...cars, ...trucks];
const vehicleOf = ({ id }: Reference) => vehicles.find((vehicle) => vehicle.id === id) ?? null;

/** The only one that knows what a vehicle is. */
const fleet: SmallSubgraph = [
  `type Query { vehicles: [Vehicle] }
  interface Asset { id: ID! }
  interface Vehicle implements Asset @key(fields: "id") { id: ID! }
  type Car implements Vehicle & Asset @key(fields: "id") { id: ID! doors: Int! }
  type Truck implements Vehicle & Asset @key(fields: "id") { id: ID! load: Int! }`,
  {
    Query: { vehicles: () => vehicles },
    Vehicle: { __resolveReference: vehicleOf },
    Car: { __resolveReference: vehicleOf },
    Truck: { __resolveReference: vehicleOf },
  },
];

/** Sees every vehicle as one object type; `scrapped` names one that the fleet has no more. */
const rental: SmallSubgraph = [
  `type Query { rented: [Vehicle] cheapest: Vehicle! scrapped: [Vehicle] owned: [Asset] }
  interface Asset { id: ID! }
  type Vehicle implements Asset @key(fields: "id") @interfaceObject { id: ID! rate: Int! }`,
  {
    Query: {
      rented: () => [{ id: 'c1' }, { id: 't1' }],
      cheapest: () => ({ id: 'c1' }),
      scrapped: () => [{ id: 'gone' }, { id: 't1' }],
      owned: () => [{ __typename: 'Vehicle', id: 't1' }],
    },
    Vehicle: {
      __resolveReference: ({ id }: Reference) => ({ id }),
      rate: ({ id }: Reference) => (id === 'c1' ? 40 : 90),
    },
  },
];

const insurance: SmallSubgraph = [
  'type Vehicle @key(fields: "id") @interfaceObject { id: ID! insured: Boolean! }',
  {
    Vehicle: {
      __resolveReference: ({ id }: Reference) => ({ id }),
      insured: ({ id }: Reference) => id === 'c1',
    },
  },
];

/** Names vehicles and can tell nothing of them, nor be asked for one. */
const depot: SmallSubgraph = [
  `type Query { parked: Vehicle! }
  type Vehicle @key(fields: "id", resolvable: false) @interfaceObject { id: ID! }`,
  { Query: { parked: () => ({ id: 't1' }) } },
];

describe('where a subgraph has an interface as an object type, the gateway', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ fleet, rental, insurance, depot })));
  afterAll(() => graph.close());

  it.each([
    [
      'answers its fields without asking what type it is of',
      '{ rented { id rate } }',
      {
        rented: [
          { id: 'c1', rate: 40 },
          { id: 't1', rate: 90 },
        ],
      },
    ],
    ['answers one that may not be null', '{ cheapest { id } }', { cheapest: { id: 'c1' } }],
    ['answers one of a subgraph that cannot be asked for it', '{ parked { id } }', { parked: { id: 't1' } }],
    [
      'answers what another such subgraph adds',
      '{ rented { insured } }',
      { rented: [{ insured: true }, { insured: false }] },
    ],
    [
      'reads fragments on the interface and on what it implements',
      '{ rented { ... on Asset { id } ... on Vehicle { rate } } }',
      {
        rented: [
          { id: 'c1', rate: 40 },
          { id: 't1', rate: 90 },
        ],
      },
    ],
    [
      'learns its type where that is asked',
      '{ rented { kind: __typename id } }',
      {
        rented: [
          { kind: 'Car', id: 'c1' },
          { kind: 'Truck', id: 't1' },
        ],
      },
    ],
    [
      'learns its type where a fragment depends on it',
      '{ rented { ... on Car { doors } ... on Truck { load rate } } }',
      { rented: [{ doors: 5 }, { load: 900, rate: 90 }] },
    ],
    ['answers it as what the interface implements', '{ owned { id } }', { owned: [{ id: 't1' }] }],
  ])('%s', async (_name, query, data) => {
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
  });

  it.each(['{ owned { __typename id } }', '{ owned { id ... on Truck { load } } }'])(
    'tells that the planner cannot ask for its type under the name of what the interface implements: %s',
    async (query) => {
      const { data, errors } = await graph.ask(query);
      expect((data as { owned: unknown } | null)?.owned ?? [null]).toEqual([null]);
      expect(errors).toHaveLength(1);
    },
  );

  it('answers what it knows of one that is gone elsewhere', async () => {
    expect(await graph.ask('{ scrapped { id rate } }')).toEqual({
      data: {
        scrapped: [
          { id: 'gone', rate: 90 },
          { id: 't1', rate: 90 },
        ],
      },
      errors: [],
    });
  });

  it.each(['{ scrapped { id ... on Truck { load } } }', '{ scrapped { id load: __typename } }'])(
    'tells that the type of one that is gone cannot be known: %s',
    async (query) => {
      const { data, errors } = await graph.ask(query);
      expect(data).toEqual({ scrapped: [null, { id: 't1', load: expect.anything() }] });
      expect(errors.map(({ path }) => path?.slice(0, 2))).toEqual([['scrapped', 0]]);
    },
  );
});

/** Knows the number plates, and tolls are known by those alone. */
const registry: SmallSubgraph = [
  'type Vehicle @key(fields: "id") @key(fields: "plate") @interfaceObject { id: ID! plate: String! }',
  { Vehicle: { __resolveReference: vehicleOf } },
];
const tolls: SmallSubgraph = [
  'type Vehicle @key(fields: "plate") @interfaceObject { plate: String! toll: Int! }',
  {
    Vehicle: {
      __resolveReference: ({ plate }: { readonly plate: string }) => ({ plate }),
      toll: ({ plate }: { readonly plate: string }) => (plate === 'T-1' ? 35 : 12),
    },
  },
];

describe('a type that is known', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ fleet, registry, tolls })));
  afterAll(() => graph.close());

  it('stays known when a subgraph that has the interface as an object type is asked on the way', async () => {
    expect(await graph.ask('{ vehicles { __typename ... on Truck { load toll } } }')).toEqual({
      data: { vehicles: [{ __typename: 'Car' }, { __typename: 'Truck', load: 900, toll: 35 }] },
      errors: [],
    });
  });
});

/** Composition lets both pass: the first has no vehicle that could have a field of the second. */
const garage: SmallSubgraph = [
  `type Query { lift: Lift kept: Vehicle }
  type Lift { number: Int! vehicle: Vehicle }
  interface Vehicle @key(fields: "id") { id: ID! }`,
  {
    Query: {
      kept: () => ({ __typename: 'Vehicle', id: 't1' }),
      lift: () => ({ number: 3, vehicle: null }),
    },
  },
];
const paint: SmallSubgraph = [
  `type Query { painted: Vehicle }
  type Vehicle @key(fields: "id", resolvable: false) @interfaceObject { id: ID! colour: String }`,
  { Query: { painted: () => ({ id: 't1', colour: 'red' }) } },
];

describe('a field that the planner leaves out of every fetch', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ garage, paint })));
  afterAll(() => graph.close());

  it('is answered where a subgraph has it at hand', async () => {
    expect(await graph.ask('{ painted { id colour } }')).toEqual({
      data: { painted: { id: 't1', colour: 'red' } },
      errors: [],
    });
  });

  it.each(['{ kept { colour } }', '{ lift { vehicle { colour } } }', '{ lift { number vehicle { colour } } }'])(
    'refuses the operation: %s',
    async (query) => {
      const { data, errors } = await graph.ask(query);
      expect(data).toBeNull();
      expect(errors).toHaveLength(1);
    },
  );
});

/** Two subgraphs share a field: one says that it is a clerk, the other only that it is a person. */
const staff = [{ __typename: 'Clerk', id: 's1', desk: 4 }];
const person = '@key(fields: "id") { id: ID! desk: Int! @shareable }';
const desk: SmallSubgraph = [
  `type Query { host: Clerk @shareable guest: Clerk @shareable }
  interface Person { id: ID! }
  union Guest = Clerk
  type Clerk implements Person ${person}`,
  { Query: { host: () => staff[0], guest: () => staff[0] } },
];
const door: SmallSubgraph = [
  `type Query { host: Person @shareable guest: Guest @shareable }
  interface Person { id: ID! }
  union Guest = Clerk | Caller
  type Clerk implements Person ${person}
  type Caller implements Person { id: ID! }`,
  { Query: { host: () => staff[0], guest: () => staff[0] } },
];

describe('a field whose subgraph promises more of its type than the graph does', () => {
  let graph: OpenGateway;
  beforeAll(async () => void (graph = await openSmallGraph({ desk, door })));
  afterAll(() => graph.close());

  it.each([
    ['{ host { id } }', { host: { id: 's1' } }],
    ['{ host { __typename ... on Clerk { desk } } }', { host: { __typename: 'Clerk', desk: 4 } }],
    ['{ host { id ... on Clerk { desk } } }', { host: { id: 's1', desk: 4 } }],
    ['{ guest { ... on Clerk { desk } } }', { guest: { desk: 4 } }],
  ])('is answered in full: %s', async (query, data) => {
    expect(await graph.ask(query)).toEqual({ data, errors: [] });
  });
});
