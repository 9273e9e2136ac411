import { buildSubgraphSchema } from '@apollo/subgraph';
import type { GraphQLResolverMap } from '@apollo/subgraph/dist/schema-helper/index.js';
import { isTypeDefinitionNode, isTypeExtensionNode, Kind, parse, type GraphQLSchema } from 'graphql';
import { loadersClass, type LoaderDefinitions, type LoadersOf } from '../batching/loaders.ts';
import type { PageSource } from '../batching/page-loader.ts';
import type { Reader } from '../database/read-scope.ts';
import type { DocumentReader, StoredFile } from '../documents/store.ts';
import { enumLabels, tables } from '../database/tables.ts';
import { readDefaultsAgain } from './argument-defaults.ts';
import { neededFields } from './fields.ts';
import { guardFields } from './guards.ts';
import { Projector, type FieldNeeds } from '../projection/projection.ts';
import { readPayloads } from './mutation.ts';
import { scalars } from './scalars.ts';

/** Reads a file by the ULID of the row it belongs to, once a signed link has proven the right to it; null when there is none. */
export type ReadFile = (refId: string, db: Reader, documents: DocumentReader) => Promise<StoredFile | null>;

/** What a subgraph's folder hands over at its only door. */
export interface SubgraphDefinition {
  /** As in supergraph.yaml. */
  readonly name: string;
  readonly typeDefs: string;
  /** Type → field → resolver; enum → value → label inside. */
  readonly resolvers: object;
  readonly loaders: LoaderDefinitions;
  /** Files that the gateway serves under `/files/<kind>/<ULID>.<extension>`. */
  readonly files?: Readonly<Record<string, ReadFile>>;
}

/** A subgraph ready to execute: its schema with scalars, enums, ids and guards in place. */
export interface Subgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly projector: Projector;
  readonly makeLoaders: new (source: PageSource) => LoadersOf<LoaderDefinitions>;
}

type TypeResolvers = Readonly<Record<string, unknown>>;

/** Builds the executable subgraph. @throws when SDL and resolvers do not fit each other */
export function buildSubgraph({ name, typeDefs, resolvers, loaders }: SubgraphDefinition): Subgraph {
  const own = resolvers as Readonly<Record<string, TypeResolvers>>; // codegen has typed each of them
  const document = parse(typeDefs);
  const merged: Record<string, unknown> = { ...own };
  const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = enumLabels;
  for (const definition of document.definitions) {
    if (!isTypeDefinitionNode(definition) && !isTypeExtensionNode(definition)) continue;
    const {
      kind,
      name: { value: typeName },
    } = definition;
    if (kind === Kind.SCALAR_TYPE_DEFINITION && scalars[typeName]) merged[typeName] = scalars[typeName];
    if (kind === Kind.ENUM_TYPE_DEFINITION && own[typeName] === undefined && labels[typeName])
      merged[typeName] = labels[typeName];
    if ((kind === Kind.OBJECT_TYPE_DEFINITION || kind === Kind.OBJECT_TYPE_EXTENSION) && isEntity(typeName))
      merged[typeName] = { id: (row: { refId: string }) => row.refId, ...own[typeName] };
  }
  const schema = buildSubgraphSchema({ typeDefs: document, resolvers: merged as GraphQLResolverMap<unknown> }); // buildSubgraphSchema checks the shape
  readDefaultsAgain(schema);
  readPayloads(schema);
  guardFields(schema);
  return { name, schema, projector: new Projector(needsOf(own)), makeLoaders: loadersClass(loaders) };
}

const entityNames = new Set<string>(Object.values(tables).map(({ model }) => model));

/** Entities are the types that have a table: their `id` is the row's ULID. */
function isEntity(typeName: string): boolean {
  return entityNames.has(typeName);
}

function needsOf(resolvers: Readonly<Record<string, TypeResolvers>>): FieldNeeds {
  const needs = new Map<string, ReadonlyMap<string, readonly string[]>>();
  for (const [type, fields] of Object.entries(resolvers)) {
    const byField = new Map<string, readonly string[]>();
    for (const [field, resolver] of Object.entries(fields)) {
      const needed = neededFields(resolver);
      if (needed !== undefined) byField.set(field, needed);
    }
    needs.set(type, byField);
  }
  return needs;
}
