import type { Supergraph } from '@apollo/federation-internals';
import {
  GraphQLError,
  isEnumType,
  isInterfaceType,
  isObjectType,
  isScalarType,
  Kind,
  parse,
  visit,
  type GraphQLSchema,
} from 'graphql';
import { scalars } from '../../platform/graph/scalars.ts';
import type { SubgraphSource } from '../data-sources/source.ts';
import { CostModel } from '../limits/cost-model.ts';
import type { FieldNames } from '../normalisation/response-names.ts';
import { plannedSupergraph, type Planner } from '../planning/planner.ts';
import { conflictingRequirements, type RefuseConflicts } from './required-arguments.ts';
import { typeConditions, type IsOfType } from './type-conditions.ts';
import { typeNamesFor, type AskTypes } from './type-names.ts';

/** The pieces that the operations of one supergraph are compiled by. */
export interface OperationCompiler {
  readonly api: GraphQLSchema;
  readonly planner: Planner;
  readonly isOfType: IsOfType;
  readonly fieldNames: FieldNames;
  readonly refuseConflicts: RefuseConflicts;
  /** By subgraph. */
  readonly askTypes: ReadonlyMap<string, AskTypes>;
  readonly costs: CostModel;
  readonly sources: ReadonlyMap<string, SubgraphSource>;
}

/** Reads a supergraph, once, for all operations. @param api its API schema, whose scalars are given their rules */
export function operationCompiler(
  api: GraphQLSchema,
  supergraphSdl: string,
  sources: ReadonlyMap<string, SubgraphSource>,
  planner: Planner,
): OperationCompiler {
  const supergraph = plannedSupergraph(supergraphSdl);
  readScalars(api);
  boundSuggestions(api);
  const whole = supergraph.schema.toGraphQLJSSchema();
  const subgraphs = supergraph.subgraphs();
  return {
    api,
    planner,
    isOfType: typeConditions(whole),
    fieldNames: { all: fieldNamesOf(whole), required: requiredNamesOf(supergraph) },
    refuseConflicts: conflictingRequirements(subgraphs),
    askTypes: new Map(
      subgraphs.values().map(({ name, schema }) => [name, typeNamesFor(schema.toGraphQLJSSchema(), whole)]),
    ),
    costs: new CostModel(supergraphSdl),
    sources,
  };
}

/** A supergraph knows scalars by name only: with their rules a bad value is refused before any subgraph is asked. */
function readScalars(api: GraphQLSchema): void {
  for (const [name, { parseValue, parseLiteral }] of Object.entries(scalars)) {
    const scalar = api.getType(name);
    if (isScalarType(scalar)) Object.assign(scalar, { parseValue, parseLiteral });
  }
}

/** Characters of a value that graphql-js looks for a similar name to; with long ones that is long work. */
const longestSuggested = 200;

/** Keeps graphql-js from comparing a wrong enum value of a variable with every name of its enum where it is too long to be one. */
function boundSuggestions(api: GraphQLSchema): void {
  for (const type of Object.values(api.getTypeMap())) {
    if (!isEnumType(type)) continue;
    const parseValue = type.parseValue.bind(type);
    type.parseValue = (value) => {
      if (typeof value === 'string' && value.length > longestSuggested)
        throw new GraphQLError(`A value of ${value.length} characters does not exist in "${type.name}" enum.`);
      return parseValue(value) as unknown; // graphql-js types it as any
    };
  }
}

function fieldNamesOf(schema: GraphQLSchema): ReadonlySet<string> {
  const types = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type) || isInterfaceType(type));
  return new Set(types.flatMap((type) => Object.keys(type.getFields())));
}

/** The names in all keys and requirements, at any depth. */
function requiredNamesOf({ schema }: Supergraph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of schema.types()) {
    const fields = 'fields' in type ? [...type.fields()] : [];
    const joins = [
      type.appliedDirectivesOf('join__type'),
      ...fields.map((field) => field.appliedDirectivesOf('join__field')),
    ];
    for (const join of joins.flat()) {
      const { key, requires } = join.arguments() as { readonly key?: string; readonly requires?: string }; // the join specification's own
      for (const selection of [key, requires])
        if (selection !== undefined)
          visit(parse(`{ ${selection} }`, { noLocation: true }), {
            [Kind.FIELD]: ({ name }) => void names.add(name.value),
          });
    }
  }
  return names;
}
