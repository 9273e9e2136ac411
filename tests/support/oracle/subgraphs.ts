import { buildSubgraphSchema } from '@apollo/subgraph';
import { readFileSync } from 'node:fs';
import {
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
  parse,
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import type { SubgraphSource } from '../../../gateway/data-sources/source.ts';
import { lostFields } from '../../../gateway/data-sources/unavailable.ts';
import { projectPath } from '../../../platform/config/paths.ts';
import type { SubgraphEntry } from '../../../platform/config/subgraph-entries.ts';
import { hashOf, Random } from './random.ts';

/** What goes wrong in one operation. */
export interface World {
  /** Other seeds have other rows. */
  readonly seed: number;
  /** The subgraph that does not answer; null where all do. */
  readonly down: string | null;
  /** How many fields of a thousand are null where they may be, throw, or break their promise; how many entities are gone. */
  readonly perMille: {
    readonly nulls: number;
    readonly errors: number;
    readonly broken: number;
    readonly missing: number;
  };
}

interface Thing {
  readonly __typename: string;
  readonly id?: string;
  /** Decides every field. */
  readonly key: string;
}

/**
 * Subgraphs of the real schemas that make up what they answer: the same question always gets the same answer, and an entity
 * is the same one in every subgraph. So unions, lists, nulls and failures come in all combinations.
 */
export function inventedSources(
  entries: readonly SubgraphEntry[],
  world: () => World,
): ReadonlyMap<string, SubgraphSource> {
  return new Map(entries.map((entry) => [entry.name, inventedSource(entry, world)]));
}

function inventedSource({ name, schemaFile }: SubgraphEntry, world: () => World): SubgraphSource {
  const typeDefs = parse(readFileSync(projectPath(schemaFile), 'utf8'));
  const entities = buildSubgraphSchema({ typeDefs }).getType('_Entity');
  const found = (reference: Thing): Thing | null =>
    hashOf(`${name} ${reference.__typename} ${reference.id}`) % 1_000 < world().perMille.missing ? null : reference;
  const schema = buildSubgraphSchema({
    typeDefs,
    resolvers: Object.fromEntries(
      (isUnionType(entities) ? entities.getTypes() : []).map((type) => [type.name, { __resolveReference: found }]),
    ),
  });
  const documents = new Map<string, DocumentNode>();
  const statements = { count: 0, log: [] };
  return {
    name,
    async fetch(request) {
      const { seed, down, perMille } = world();
      if (down === name)
        return {
          data: null,
          errors: lostFields(request, { service: name, code: 'SUBGRAPH_UNAVAILABLE', requestId: 'one', wasSent: true }),
          statements,
        };
      const document = documents.get(request.query) ?? parse(request.query);
      documents.set(request.query, document);
      const { data, errors } = await execute({
        schema,
        document,
        variableValues: request.variables,
        rootValue: { __typename: 'Query', key: `root ${seed}` },
        fieldResolver: (parent: Thing, args: object, _context, info) => invent(parent, args, info, perMille),
        typeResolver: ({ __typename }: Thing) => __typename,
      });
      // Over the wire an answer is plain JSON; merging must not reach into what a subgraph keeps.
      const plain = JSON.parse(
        JSON.stringify({
          data,
          errors: errors?.map(({ message, path, extensions }) => ({ message, path, extensions })),
        }),
      ) as Pick<Awaited<ReturnType<SubgraphSource['fetch']>>, 'data' | 'errors'>;
      return { ...plain, statements };
    },
  };
}

function invent(
  parent: Thing,
  args: object,
  { fieldName, returnType, schema }: GraphQLResolveInfo,
  perMille: World['perMille'],
): unknown {
  if (fieldName === 'id' && parent.id !== undefined) return parent.id;
  // A reference that the gateway sends has nothing but its key.
  const owner = parent.key ?? `${parent.__typename} ${parent.id}`;
  const question = `${owner}.${fieldName}${JSON.stringify(args)}`;
  const random = new Random(hashOf(question));
  const dice = random.integer(1_000);
  if (dice < perMille.errors) throw new Error(`no ${fieldName}`);
  if (dice < perMille.errors + (isNonNullType(returnType) ? perMille.broken : perMille.nulls)) return null;
  return valueOf(returnType, question, random, schema);
}

function valueOf(type: GraphQLOutputType, question: string, random: Random, schema: GraphQLSchema): unknown {
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    return Array.from({ length: random.integer(4) }, (_, index) =>
      valueOf(nullable.ofType, `${question}[${index}]`, random, schema),
    );
  }
  const named = getNamedType(nullable);
  if (isEnumType(named)) return random.pick(named.getValues()).value;
  if (isObjectType(named)) return thing(named, question, random);
  if (isAbstractType(named)) return thing(random.pick(schema.getPossibleTypes(named)), question, random);
  switch (named.name) {
    case 'Int':
      return random.integer(1_000);
    case 'Boolean':
      return random.chance(0.5);
    case 'JSON':
      return { list: [random.integer(9), null], text: 'x' };
    default:
      return `${named.name} ${random.integer(1_000)}`;
  }
}

/** Few entities of each type, so that many places show the same one. */
function thing(type: GraphQLObjectType, question: string, random: Random): Thing {
  const isEntity = 'id' in type.getFields();
  const id = `${random.integer(12)}`;
  return isEntity ? { __typename: type.name, id, key: `${type.name} ${id}` } : { __typename: type.name, key: question };
}
