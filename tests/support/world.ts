import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import type pg from 'pg';
import { identifier, sql } from '../../platform/database/sql.ts';
import { columnOf, tenantField } from '../../platform/database/table.ts';
import { tables } from '../../platform/database/tables.ts';
import { factoryPool, rowsOf } from './make/pool.ts';
import type { CustomerTenant, Make } from './make.ts';

/** One row of every entity of the graph, under one tenant: model → ULID. */
export async function makeWorld(tenant: CustomerTenant, schema: GraphQLSchema): Promise<ReadonlyMap<string, string>> {
  const world = new Map<string, string>([
    ['Tenant', tenant.refId],
    ['User', tenant.admin.refId],
    ['Contract', tenant.contract.refId],
  ]);
  for (const [name, { model }] of Object.entries(tables)) {
    if (world.has(model) || !isObjectType(schema.getType(model))) continue;
    const row = await tenant.make[name as keyof Make](); // every entity's factory has its table's name
    world.set(model, row.refId);
  }
  return world;
}

/** The ids of a tenant's rows by model, oldest first: so many of each entity of the graph. */
export async function idsOf(
  tenant: { readonly id: string },
  schema: GraphQLSchema,
  limit: number,
  pool: pg.Pool = factoryPool(),
): Promise<ReadonlyMap<string, readonly string[]>> {
  const ids = new Map<string, readonly string[]>();
  for (const table of Object.values(tables)) {
    if (!isObjectType(schema.getType(table.model))) continue;
    const owner = identifier(columnOf(table, tenantField(table)).name);
    const rows = await rowsOf<{ id: string }>(
      pool,
      sql`SELECT ref_id AS id FROM ${identifier(table.name)} WHERE ${owner} = ${tenant.id}::uuid ORDER BY ref_id LIMIT ${limit}`,
    );
    ids.set(
      table.model,
      rows.map(({ id }) => id),
    );
  }
  return ids;
}

/** A place where a client hands in a value: a field, and the path of its argument. */
export interface InputPlace {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** `['id']`, `['filter', 'goalId']`. */
  readonly path: readonly string[];
  /** The type that the value has there. */
  readonly input: GraphQLInputType;
}

/** Every argument and filter field that is wanted, of every field of the schema. */
export function inputPlaces(
  schema: GraphQLSchema,
  isWanted: (type: GraphQLNamedInputType, name: string) => boolean,
): InputPlace[] {
  const placesIn = (input: GraphQLInputType, path: readonly string[]): Pick<InputPlace, 'path' | 'input'>[] => {
    const named = getNamedType(input);
    if (isWanted(named, path.at(-1) ?? '')) return [{ path, input }];
    if (!isInputObjectType(named)) return [];
    return Object.values(named.getFields()).flatMap(({ name, type }) => placesIn(type, [...path, name]));
  };
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap((field) =>
        field.args.flatMap((argument) =>
          placesIn(argument.type, [argument.name]).map((place) => ({ type, field, ...place })),
        ),
      ),
    );
}

/** Every argument and filter field of type ID, or that is a slug, of what can be read. */
export function idPlaces(schema: GraphQLSchema): InputPlace[] {
  return allIdPlaces(schema).filter(({ type }) => type !== schema.getMutationType());
}

/** Every id that a mutation takes. */
export function mutationIdPlaces(schema: GraphQLSchema): InputPlace[] {
  return allIdPlaces(schema).filter(({ type }) => type === schema.getMutationType());
}

function allIdPlaces(schema: GraphQLSchema): InputPlace[] {
  return inputPlaces(schema, ({ name: type }, name) => type === 'ID' || (type === 'String' && name === 'slug'));
}

/** The place as failing tests name it. */
export function nameOf({ type, field, path }: InputPlace): string {
  return `${type.name}.${field.name}(${path.join('.')})`;
}

/** The call of a field with a variable at one place of its arguments, and whatever else it must be given. */
export function callWith({ field, path: [argument, ...inside] }: InputPlace, variable: string): string {
  const given = field.args.flatMap((one) => {
    if (one.name === argument) return [`${one.name}: ${valueWith(one.type, inside, variable)}`];
    return isRequired(one) ? [`${one.name}: ${literalOf(one)}`] : [];
  });
  const answer = getNamedType(field.type);
  const selection = isObjectType(answer)
    ? selectPresence(answer)
    : 'getFields' in answer || 'getTypes' in answer
      ? '{ __typename }'
      : '';
  return `${field.name}(${given.join(', ')}) ${selection}`;
}

function valueWith(type: GraphQLInputType, [name, ...inside]: readonly string[], variable: string): string {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return isList(type) ? `[${variable}]` : variable;
  if (name === undefined) return variable;
  const fields = Object.values(named.getFields()).flatMap((one) => {
    if (one.name === name) return [`${name}: ${valueWith(one.type, inside, variable)}`];
    return isRequired(one) ? [`${one.name}: ${literalOf(one)}`] : [];
  });
  return `{ ${fields.join(', ')} }`;
}

function isList(type: GraphQLInputType): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Values for what must be given and carries no id. */
export function literalOf({ name, type }: GraphQLArgument | GraphQLInputField): string {
  const { name: typeName } = getNamedType(type);
  if (typeName === 'DateTimeRange') return '{ from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" }';
  if (typeName === 'DateRange') return '{ from: "2026-01-01", to: "2026-01-31" }';
  if (typeName === 'LlmCallFilter')
    return '{ createdAt: { from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" } }';
  if (typeName.endsWith('Dimension')) return '[]';
  throw new Error(`no value is known for ${name}: ${typeName}`);
}

/** A selection of everything that can be selected without arguments that must be given, `depth` objects deep. */
export function selectAll(type: GraphQLObjectType, depth = 1): string {
  const fields = Object.values(type.getFields()).flatMap((field) => {
    if (field.args.some(isRequired)) return [];
    const answer = getNamedType(field.type);
    if (!isObjectType(answer))
      return 'getFields' in answer || 'getTypes' in answer ? [`${field.name} { __typename }`] : [field.name];
    return depth > 0 ? [`${field.name} ${selectAll(answer, depth - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/** A selection that tells whether there is anything: an object's own values, or a list's ids and count. */
export function selectPresence(type: GraphQLObjectType): string {
  const nodes = type.getFields()['nodes'];
  return nodes === undefined ? selectAll(type, 0) : '{ totalCount nodes { __typename id } pageInfo { hasNextPage } }';
}

/** True for an argument, or a field of one, that has to be given. */
export function isRequired({ type, defaultValue }: GraphQLArgument | GraphQLInputField): boolean {
  return isNonNullType(type) && defaultValue === undefined;
}
