import {
  getNamedType,
  separateOperations,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { deprecationsOf } from './deprecations.ts';
import { deprecatingVariables, deprecationsIn } from './variable-deprecations.ts';

/**
 * Coordinates of the deprecated elements that a valid operation names, with the fragments it reaches: of fields, arguments, input
 * fields and enum values, whatever its conditions. What its variables carry tells `deprecationsIn`.
 */
export function usedDeprecations(
  api: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const deprecations = deprecationsOf(api);
  if (deprecations.length === 0) return [];
  const named = new Set<string>();
  const types = new TypeInfo(api);
  const place = (): string => `${types.getParentType()?.name}.${types.getFieldDef()?.name}`;
  visit(
    separateOperations(document)[operation.name?.value ?? ''] ?? document,
    visitWithTypeInfo(types, {
      Field: () => void named.add(place()),
      Argument: ({ name }) => void (types.getDirective() ?? named.add(`${place()}(${name.value}:)`)),
      ObjectField: ({ name }) => void named.add(`${getNamedType(types.getParentInputType())?.name}.${name.value}`),
      EnumValue: ({ value }) => void named.add(`${getNamedType(types.getInputType())?.name}.${value}`),
    }),
  );
  return deprecations.flatMap(({ coordinate }) => (named.has(coordinate) ? [coordinate] : []));
}

/**
 * Coordinates of the deprecated elements that a valid operation uses, itself and in the values of its variables: worked out once, as
 * far as it does not depend on the values.
 * @returns a function of the values as the client sent them
 */
export function deprecationsUsedBy(
  api: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (values: Readonly<Record<string, unknown>>) => readonly string[] {
  const named = usedDeprecations(api, document, operation);
  const variables = deprecatingVariables(api, operation);
  if (variables.length === 0) return () => named;
  return (values) => [...new Set([...named, ...deprecationsIn(variables, values)])];
}
