import {
  getVariableValues,
  validate,
  type ASTNode,
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';

type Values = Readonly<Record<string, unknown>>;

/**
 * Validation errors of a document in the words of a variant of the schema, so that no suggestion and no type in them names
 * what the variant leaves out.
 *
 * A variant is a part of the whole schema: what the whole refuses, the variant refuses too, at the same place or around it,
 * where the document enters what is left out. What only the variant refuses is no fault of the document: it is answered
 * with FORBIDDEN.
 * @param errors of the document under the whole schema
 */
export function validationErrorsFor(
  variant: GraphQLSchema,
  document: DocumentNode,
  errors: readonly GraphQLError[],
): readonly GraphQLError[] {
  const known = validate(variant, document);
  const told = known.filter((outer) => errors.some((inner) => isWithin(inner, outer)));
  // A fragment on a type that is left out is refused at its head, which holds nothing: then all that is known is told.
  return errors.every((inner) => told.some((outer) => isWithin(inner, outer))) ? told : known;
}

/** Errors of the variables whose values the whole schema refuses, in the words of a variant of it. */
export function variableErrorsFor(
  variant: GraphQLSchema,
  whole: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  values: Values,
): readonly GraphQLError[] {
  const refused = variableDefinitions.filter((definition) => variableErrors(whole, [definition], values).length > 0);
  return variableErrors(variant, refused, values);
}

function variableErrors(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Values,
): readonly GraphQLError[] {
  // As many as graphql-js's own execution tells.
  return getVariableValues(schema, definitions, values, { maxErrors: 50 }).errors ?? [];
}

function isWithin({ nodes: inner = [] }: GraphQLError, { nodes: outer = [] }: GraphQLError): boolean {
  return inner.some((node) => outer.some((around) => holds(around, node)));
}

function holds({ loc: outer }: ASTNode, { loc: inner }: ASTNode): boolean {
  return outer !== undefined && inner !== undefined && outer.start <= inner.start && inner.end <= outer.end;
}
