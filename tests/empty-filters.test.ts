import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLInputObjectType,
  type GraphQLInputType,
} from 'graphql';
import { mintUlid } from '../platform/ids/ulid.ts';
import { makeBusiness } from './support/business.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, type CustomerTenant } from './support/make.ts';
import { isRequired } from './support/world.ts';

/** A list of the query root: its field, and the types of its filter and its order. */
interface FilteredList {
  readonly field: string;
  readonly filter: GraphQLInputType;
  readonly order: GraphQLInputType | undefined;
}

type Filter = Readonly<Record<string, unknown>>;

/** Ends that some rows lie before and some after. */
const ends: Readonly<Record<string, readonly string[]>> = {
  DateTimeRange: ['2020-01-01T00:00:00Z', '2026-04-10T00:00:00Z', '2040-01-01T00:00:00Z'],
  DateRange: ['2020-01-01', '2026-04-10', '2040-01-01'],
};

/** What one part of a filter may ask for. */
function asking(type: GraphQLInputType): fc.Arbitrary<unknown> {
  if (isNonNullType(type)) return asking(type.ofType);
  if (isListType(type)) return fc.array(asking(type.ofType), { maxLength: 3 });
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map(({ name }) => name));
  const { name } = getNamedType(type);
  const bounds = ends[name];
  if (bounds !== undefined) {
    const [end, open] = [fc.constantFrom(...bounds), fc.constantFrom({}, { to: null })];
    return fc.oneof(
      fc.record({ from: end, to: end }),
      fc.tuple(end, open).map(([from, to]) => ({ from, ...to })),
    );
  }
  if (name === 'Boolean') return fc.boolean();
  if (name === 'DateTime') return fc.constant('2026-04-10T00:00:00Z');
  if (name === 'Date') return fc.constant('2026-04-10');
  if (name === 'ID') return fc.constantFrom(mintUlid(), 'no id');
  return fc.constantFrom('2026-04', 'copywriter', 'subscription.charged', 'nobody@example.test');
}

/** What one part of a filter may hold and ask nothing. */
function askingNothing(type: GraphQLInputType, name: string): fc.Arbitrary<unknown> {
  if (name === 'includeDeleted') return fc.constantFrom(null, false);
  if (name === 'scope') return fc.constantFrom(null, 'ANY');
  if (!(getNamedType(type).name in ends)) return fc.constant(null);
  return fc.constantFrom(null, {}, { from: null }, { to: null }, { from: null, to: null });
}

/** A filter, and the same one with parts beside it that ask nothing. */
function filterPair(type: GraphQLInputObjectType): fc.Arbitrary<{ readonly bare: Filter; readonly padded: Filter }> {
  const fields = Object.values(type.getFields());
  const parts = fields.map((field) =>
    fc.record({
      name: fc.constant(field.name),
      asked: isNonNullType(field.type)
        ? asking(field.type).map((value) => ({ value }))
        : fc.option(
            asking(field.type).map((value) => ({ value })),
            { freq: 1 },
          ),
      nothing: fc.option(askingNothing(field.type, field.name), { nil: undefined }),
    }),
  );
  return fc.tuple(...parts).map((all) => {
    const asked = all.flatMap(({ name, asked: part }) => (part === null ? [] : [[name, part.value] as const]));
    const nothing = all.map(({ name, nothing: value }) => [name, value] as const);
    const bare = Object.fromEntries(asked);
    return { bare, padded: { ...Object.fromEntries(nothing), ...bare } };
  });
}

let graph: TestGateway;
let tenant: CustomerTenant;
let lists: readonly FilteredList[];
beforeAll(async () => {
  graph = await startGateway();
  ({ tenant } = await makeBusiness(graph.runtime));
  lists = Object.values(graph.apiSchema.getQueryType()?.getFields() ?? {}).flatMap(({ name: field, args }) => {
    const typeOf = (argument: string) => args.find(({ name }) => name === argument)?.type;
    const filter = typeOf('filter');
    const isFree = args.every((argument) => argument.name === 'filter' || !isRequired(argument));
    return filter === undefined || !isFree ? [] : [{ field, filter, order: typeOf('orderBy') }];
  });
}, 60_000);
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

it('what asks nothing in a filter changes no answer and stands in no refusal', async () => {
  expect(lists.length).toBeGreaterThan(20);
  const asked = fc.constantFrom(...lists).chain((list) => {
    const [filter, order] = [getNamedType(list.filter), list.order === undefined ? null : getNamedType(list.order)];
    if (!isInputObjectType(filter)) throw new Error(`expected the filter of ${list.field} to be an input`);
    const field = isInputObjectType(order) ? order.getFields()['field'] : undefined;
    const orderBy =
      field === undefined ? fc.constant(null) : fc.option(asking(field.type).map((value) => ({ field: value })));
    return fc.record({ list: fc.constant(list), filters: filterPair(filter), orderBy });
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ list: { field, filter, order }, filters: { bare, padded }, orderBy }) => {
      const ordered = order === undefined ? ['', ''] : [`, $orderBy: ${String(order)}`, ', orderBy: $orderBy'];
      const call = (name: string) =>
        `${name}: ${field}(filter: $${name}${ordered[1] ?? ''}) { nodes { id } totalCount }`;
      const query = `query ($bare: ${String(filter)}, $padded: ${String(filter)}${ordered[0] ?? ''}) { ${call('bare')} ${call('padded')} }`;
      const { data, errors } = await graph.query<Record<string, unknown>>(
        claimsOf(tenant),
        query,
        { bare, padded, ...(orderBy !== null && { orderBy }) },
        { 'x-leadmetrics-explain': '0' },
      );
      const answerOf = (name: string) => ({
        data: data[name],
        errors: errors
          .filter(({ path }) => path?.[0] === name)
          .map(({ message, extensions }) => [extensions['code'], message]),
      });
      expect(errors.map(({ extensions }) => extensions['code']).filter((code) => code === 'INTERNAL')).toEqual([]);
      expect(answerOf('padded')).toEqual(answerOf('bare'));
    }),
    { numRuns: 400 },
  );
}, 240_000);
