import {
  coerceInputValue,
  defaultFieldResolver,
  defaultTypeResolver,
  execute,
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isObjectType,
  locatedError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { StatementLog } from '../../../platform/database/statement-log.ts';
import type { GraphContext } from '../../../platform/graph/context.ts';
import { SubgraphExecutor, type OperationScope, type SubgraphRuntime } from '../../../platform/graph/execute.ts';
import { buildSubgraph, type SubgraphDefinition } from '../../../platform/graph/subgraph.ts';
import type { Path } from '../partial-answer.ts';
import { WholeRows } from './whole-rows.ts';

/** The answer of graphql-js. */
export interface ReferenceAnswer {
  readonly data: ExecutionResult['data'];
  readonly errors: readonly GraphQLError[];
  /** Every error that a resolver raised, also where a null further up has covered it. */
  readonly raised: readonly GraphQLError[];
}

/** One operation on its way: the context of each subgraph that it has come to. */
interface Asking {
  readonly contextOf: (part: Part) => GraphContext;
  readonly raised: GraphQLError[];
}

/** A subgraph, executed field by field. */
interface Part {
  readonly schema: GraphQLSchema;
  readonly executor: SubgraphExecutor;
}

/**
 * An object of the answer: what the subgraph that found it knows of it, and the rows that others have for its id, each read
 * when the first of their fields is asked for.
 */
class Held {
  readonly part: Part;
  readonly type: string;
  readonly row: unknown;
  readonly elsewhere = new Map<Part, Promise<unknown>>();

  constructor(part: Part, type: string, row: unknown) {
    this.part = part;
    this.type = type;
    this.row = row;
  }
}

/**
 * The graph as the GraphQL specification has it: graphql-js over the one schema that clients see, each field with the resolver
 * of the subgraph it belongs to. There is no plan, no fetch, no compiled query and no column left out, so that it shares
 * with the gateway nothing but the resolvers.
 */
export class ReferenceGraph {
  private readonly schema: GraphQLSchema;
  private readonly parts: readonly Part[];

  /** @param api the schema as clients see it; it is given resolvers, so nobody else may use it */
  constructor(api: GraphQLSchema, subgraphs: readonly SubgraphDefinition[], runtime: SubgraphRuntime) {
    this.schema = api;
    this.parts = subgraphs.map((definition) => {
      const subgraph = { ...buildSubgraph(definition), projector: new WholeRows() };
      return { schema: subgraph.schema, executor: new SubgraphExecutor(subgraph, runtime) };
    });
    for (const type of Object.values(api.getTypeMap())) {
      if (type.name.startsWith('__')) continue;
      if (isAbstractType(type)) type.resolveType = (value: Held) => value.type;
      if (!isObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) field.resolve = this.resolver(type, field.name);
    }
  }

  /** Answers an operation that has passed validation. */
  async answer(
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    operation: OperationScope,
  ): Promise<ReferenceAnswer> {
    const contexts = new Map<Part, GraphContext>();
    const contextOf = (part: Part): GraphContext => {
      const context = contexts.get(part) ?? part.executor.contextOf(operation, new StatementLog({ keepTexts: false }));
      contexts.set(part, context);
      return context;
    };
    const asking: Asking = { contextOf, raised: [] };
    const { data, errors = [] } = await execute({
      schema: this.schema,
      document,
      variableValues: variables,
      contextValue: asking,
    });
    return { data, errors, raised: asking.raised };
  }

  private resolver(type: GraphQLObjectType, name: string): GraphQLFieldResolver<unknown, Asking> {
    const owners = this.parts.filter(({ schema }) => typeIn(schema, type.name)?.getFields()[name] !== undefined);
    return (parent, given: Readonly<Record<string, unknown>>, asking, info) =>
      settled(info.path, asking, async () => {
        const part = parent instanceof Held && owners.includes(parent.part) ? parent.part : only(owners, type, name);
        const own = typeIn(part.schema, type.name)?.getFields()[name];
        if (own === undefined) throw new Error(`expected ${type.name}.${name} in its own subgraph`);
        const row = parent instanceof Held ? await rowOf(parent, part, asking, info) : {};
        if (row === null || row === undefined) return null;
        const args = Object.fromEntries(
          own.args
            .filter((argument) => Object.hasOwn(given, argument.name))
            .map((argument) => [argument.name, coerceInputValue(given[argument.name], argument.type)]),
        );
        const ownInfo = { ...info, schema: part.schema, returnType: own.type };
        const resolve = own.resolve ?? defaultFieldResolver;
        const value: unknown = await resolve(row, args, asking.contextOf(part), ownInfo);
        return complete(value, own.type, { part, asking, info: ownInfo });
      });
  }
}

function typeIn(schema: GraphQLSchema, name: string): GraphQLObjectType | undefined {
  const type = schema.getType(name);
  return isObjectType(type) ? type : undefined;
}

function only(owners: readonly Part[], type: GraphQLObjectType, field: string): Part {
  const [owner, ...others] = owners;
  if (owner === undefined || others.length > 0)
    throw new Error(`expected one subgraph for ${type.name}.${field}, found ${owners.length}`);
  return owner;
}

/** What a subgraph has for an object: what it found itself, or what it knows under the object's id. */
function rowOf(held: Held, part: Part, asking: Asking, info: GraphQLResolveInfo): unknown {
  if (held.part === part) return held.row;
  let row = held.elsewhere.get(part);
  if (row === undefined) held.elsewhere.set(part, (row = referred(held, part, asking, info)));
  return row;
}

interface Entity {
  readonly apollo?: {
    readonly subgraph?: {
      readonly resolveReference?: (reference: object, context: GraphContext, info: GraphQLResolveInfo) => unknown;
    };
  };
}

async function referred({ part: from, type, row }: Held, part: Part, asking: Asking, info: GraphQLResolveInfo) {
  const key = typeIn(from.schema, type)?.getFields()['id'];
  const id: unknown = await (key?.resolve ?? defaultFieldResolver)(row, {}, asking.contextOf(from), info);
  const { apollo } = (typeIn(part.schema, type)?.extensions ?? {}) as Entity;
  const resolve = apollo?.subgraph?.resolveReference;
  if (resolve === undefined) throw new Error(`expected the reference of ${type} to be resolvable`);
  return resolve({ __typename: type, id }, asking.contextOf(part), { ...info, schema: part.schema });
}

interface Place {
  readonly part: Part;
  readonly asking: Asking;
  readonly info: GraphQLResolveInfo;
}

/**
 * A resolver's value as one of the client's schema: enum values and scalars are serialized by the subgraph's own types, and
 * objects know where they come from. An item of a list that fails does so alone.
 */
async function complete(value: unknown, type: GraphQLOutputType, place: Place): Promise<unknown> {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return null;
  if (value instanceof Error) throw value;
  if (isLeafType(nullable)) return nullable.serialize(value);
  const { part, asking, info } = place;
  if (isListType(nullable)) {
    return Array.from(value as Iterable<unknown>, (item, index) => {
      const path = { prev: info.path, key: index, typename: undefined };
      const completed = settled(path, asking, async () =>
        complete(await item, nullable.ofType, { ...place, info: { ...info, path } }),
      );
      completed.catch(() => undefined); // graphql-js waits for it too, but later
      return completed;
    });
  }
  if (isObjectType(nullable)) return new Held(part, nullable.name, value);
  const resolveType = isAbstractType(nullable) ? (nullable.resolveType ?? defaultTypeResolver) : null;
  const name = isAbstractType(nullable) ? await resolveType?.(value, asking.contextOf(part), info, nullable) : null;
  if (typeof name !== 'string') throw new Error(`expected a type for a value of ${String(nullable)}`);
  return new Held(part, name, value);
}

/** Keeps the error, with its place, before graphql-js sees it: of several that null one object it tells the first only. */
async function settled(
  path: GraphQLResolveInfo['path'],
  { raised }: Asking,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    raised.push(locatedError(error, undefined, stepsOf(path)));
    throw error;
  }
}

function stepsOf(path: GraphQLResolveInfo['path']): Path {
  return [...(path.prev === undefined ? [] : stepsOf(path.prev)), path.key];
}
