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

/**
 * Coordinates of the deprecated elements that a valid operation names, with the fragments it reaches: of fields, arguments, input
 * fields and enum values, whatever its conditions. What its variables carry tells `deprecationsIn`.
 */
export function usedDeprecations(
  api: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  const deprecated = new Set(deprecationsOf(api).map(({ coordinate }) => coordinate));
  if (deprecated.size === 0) return [];
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
  return [...deprecated].filter((coordinate) => named.has(coordinate));
}
