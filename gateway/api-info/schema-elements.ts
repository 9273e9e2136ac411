import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  type GraphQLNamedType,
  type GraphQLType,
} from 'graphql';

/** An element of a type that may be deprecated. */
export interface SchemaElement {
  readonly name: string;
  /** As the GraphQL specification writes it: `Goal.name`, `Query.goals(first:)`, `GoalFilter.state`, `GoalState.LOST`. */
  readonly coordinate: string;
  readonly deprecationReason?: string | null | undefined;
  /** Type of its values; null for an enum value, which is one. */
  readonly type: GraphQLType | null;
}

interface Definition {
  readonly name: string;
  readonly deprecationReason?: string | null | undefined;
  readonly type?: GraphQLType;
}

/** Enum values and input fields of a type: what the values of variables may hold. */
export function inputElementsOf(type: GraphQLNamedType): SchemaElement[] {
  const place = (name: string): string => `${type.name}.${name}`;
  if (isEnumType(type)) return type.getValues().map((value) => elementAt(place(value.name), value));
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).map((field) => elementAt(place(field.name), field));
}

/** Fields of a type and their arguments. */
export function outputElementsOf(type: GraphQLNamedType): SchemaElement[] {
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    return [
      elementAt(place, field),
      ...field.args.map((argument) => elementAt(`${place}(${argument.name}:)`, argument)),
    ];
  });
}

function elementAt(coordinate: string, { name, deprecationReason, type = undefined }: Definition): SchemaElement {
  return { name, coordinate, deprecationReason, type: type ?? null };
}
