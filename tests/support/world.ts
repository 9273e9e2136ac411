import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
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

/** A place where a client hands in an id: a field, and the path of its argument. */
export interface IdPlace {
  readonly type: GraphQLObjectType;
  readonly field: GraphQLField<unknown, unknown>;
  /** `['id']`, `['filter', 'goalId']`. */
  readonly path: readonly string[];
  readonly list: boolean;
}

/** Every argument and filter field of type ID, of every field of the schema. */
export function idPlaces(schema: GraphQLSchema): IdPlace[] {
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
    .flatMap((type) =>
      Object.values((type as GraphQLObjectType).getFields()).flatMap((field) =>
        field.args.flatMap((argument) =>
          idPaths(argument.type, [argument.name]).map((found) => ({
            type: type as GraphQLObjectType,
            field,
            ...found,
          })),
        ),
      ),
    );
}

function idPaths(type: GraphQLInputType, path: readonly string[]): Pick<IdPlace, 'path' | 'list'>[] {
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => idPaths(field.type, [...path, field.name]));
  }
  if (named.name !== 'ID' && !(named.name === 'String' && path.at(-1) === 'slug')) return [];
  return [{ path, list: isListType(isNonNullType(type) ? type.ofType : type) }];
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

/** True for an argument that has to be given. */
export function isRequired(argument: GraphQLArgument): boolean {
  return isNonNullType(argument.type) && argument.defaultValue === undefined;
}
