import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, type GraphQLSchema } from 'graphql';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { callWith, inputPlaces, makeWorld, nameOf } from './support/world.ts';

const days = ['0001-01-01', '1969-12-31', '9999-12-31'];
const instants = ['0001-01-01T23:59:00+23:59', '1969-12-31T23:59:59.999999Z', '9999-12-31T23:58:59.999-00:01'];

/** Ranges between all of them: some open, some empty, some that end before they begin. */
function rangesOf(bounds: readonly string[]): object[] {
  const ends = [null, ...bounds];
  return ends.flatMap((from) => ends.map((to) => ({ from, to })));
}

const extremes: Readonly<Record<string, readonly unknown[]>> = {
  Date: days,
  DateTime: instants,
  DateRange: rangesOf(days),
  DateTimeRange: rangesOf(instants),
};

let graph: TestGateway;
let schema: GraphQLSchema;
let tenant: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway();
  schema = graph.apiSchema;
  tenant = await makeTenant();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Without plans: to print one takes longer than to answer. */
function ask<Data>(query: string, variables: object = {}) {
  return graph.query<Data>(claimsOf(tenant), query, variables, { 'x-leadmetrics-explain': '0' });
}

it('every argument that takes a time answers, or refuses in words, at the ends of the calendar', async () => {
  const world = await makeWorld(tenant, schema);
  // Mutations bound their times by rules of their own (tests/mutations).
  const mutations = schema.getMutationType();
  const places = inputPlaces(schema, ({ name }) => name in extremes).filter(({ type }) => type !== mutations);
  expect(places.map(nameOf)).toEqual(
    expect.arrayContaining([
      'Tenant.llmCosts(createdAt)',
      'Tenant.contentCalendar(range)',
      'Query.leads(filter.updatedAt)',
    ]),
  );
  for (const place of places) {
    const values = extremes[getNamedType(place.input).name] ?? [];
    const calls = values.map((_, index) => `a${index}: ${callWith(place, `$x${index}`)}`).join(' ');
    const given = values.map((_, index) => `$x${index}: ${String(place.input)}`).join(', ');
    const isRoot = place.type.name === 'Query';
    const operation = isRoot
      ? `query (${given}) { ${calls} }`
      : `query ($id: ID!, ${given}) { node(id: $id) { ... on ${place.type.name} { ${calls} } } }`;
    const { data, errors } = await ask<Record<string, object>>(operation, {
      id: world.get(place.type.name),
      ...Object.fromEntries(values.map((value, index) => [`x${index}`, value])),
    });
    const wrong = errors.filter(({ extensions }) => extensions['code'] !== 'BAD_USER_INPUT');
    const answered = Object.keys((isRoot ? data : data['node']) ?? {}).length;
    expect({ place: nameOf(place), wrong, answered }).toEqual({
      place: nameOf(place),
      wrong: [],
      answered: values.length,
    });
  }
}, 240_000);

describe('what calls cost', () => {
  it.each([
    ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z', 2],
    ['9999-12-31T00:00:00.001Z', '9999-12-31T23:59:59Z', 0],
    ['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z', 0],
  ])('from %s to %s is told, by day and by call', async (from, to, calls) => {
    tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    await tenant.makeMany.llmCall(2, (index) => ({ createdAt: `2026-03-0${index + 1}T10:00:00.000Z` }));
    const costs = (dimension: string) =>
      `llmCosts(createdAt: { from: "${from}", to: "${to}" }, groupBy: [${dimension}]) { calls }`;
    const { data, errors } = await ask(`{ viewer { tenant { byDay: ${costs('')} byCall: ${costs('GOAL')} } } }`);
    expect({ data, errors }).toEqual({
      data: { viewer: { tenant: { byDay: { calls }, byCall: { calls } } } },
      errors: [],
    });
  });
});

describe('a bound between two milliseconds', () => {
  it('neither lists a row before it nor drops one, wherever ranges are taken', async () => {
    tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    const at = (ms: number) => `2026-03-01T12:00:50.${ms}Z`;
    const [first] = await tenant.makeMany.lead(3, (index) => ({
      createdAt: at(160 + index),
      updatedAt: at(160 + index),
    }));
    await tenant.makeMany.llmCall(3, (index) => ({ createdAt: at(160 + index) }));
    await tenant.makeMany.blogPost(3, (index) => ({ status: 'published', publishedAt: at(160 + index) }));
    const query = `query ($range: DateTimeRange!) {
      leads(filter: { createdAt: $range }) { totalCount }
      changed: leads(filter: { updatedAt: $range }) { totalCount }
      blogPosts(filter: { publishedAt: $range }) { totalCount }
      llmCalls(filter: { createdAt: $range }) { totalCount }
      viewer { tenant {
        leadFunnel(createdAt: $range) { total }
        leadBreakdown(createdAt: $range, groupBy: []) { count }
        llmCosts(createdAt: $range, groupBy: []) { calls }
      } }
    }`;
    const found = async (from: string, to: string) => {
      const { data, errors } = await ask(query, { range: { from, to } });
      expect(errors).toEqual([]);
      return [...JSON.stringify(data).matchAll(/:(\d+)/g)].map(([, count]) => Number(count));
    };
    const [begin, end] = ['2026-03-01T00:00:00Z', '2026-03-02T00:00:00Z'];
    expect(first?.createdAt).toBe(at(160));
    expect(await found('2026-03-01T12:00:50.1609Z', end)).toEqual(Array(7).fill(2));
    expect(await found(begin, '2026-03-01T12:00:50.1609Z')).toEqual(Array(7).fill(1));
    expect(await found('2026-03-01T17:30:50.161000000000+05:30', end)).toEqual(Array(7).fill(2));
    expect(await found(begin, '2026-03-01t12:00:50.161000000001z')).toEqual(Array(7).fill(2));
    expect(await found('2026-03-01T12:00:50.1601Z', '2026-03-01T12:00:50.1609Z')).toEqual(Array(7).fill(0));
  });
});

it('a time zone that leads out of the years there are is refused with the bounds', async () => {
  const query =
    'query ($range: DateTimeRange!) { viewer { tenant { llmCosts(createdAt: $range, groupBy: []) { calls } } } }';
  for (const to of ['9999-12-31T23:59:59-00:01', '0001-01-01T00:00:00+00:01', '9999-12-31T23:59:59.9999999Z']) {
    const { status, errors } = await ask(query, { range: { from: '2026-01-01T00:00:00Z', to } });
    expect({ status, codes: errors.map(({ extensions }) => extensions['code']) }).toEqual({
      status: 400,
      codes: ['BAD_USER_INPUT'],
    });
    expect(errors[0]?.message).toContain(
      `DateTime is "${to}"; expected an instant in RFC 3339 such as "2026-04-01T09:30:00Z", from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z`,
    );
  }
});
