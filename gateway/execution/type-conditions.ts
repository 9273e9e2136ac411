import { isAbstractType, isInterfaceType, type GraphQLSchema } from 'graphql';

/**
 * Says whether what is of one type is also of another: a type is of itself, of its interfaces and of its unions. The first
 * may be an interface: where a subgraph has it as an `@interfaceObject`, its name is all that is known of an entity so far.
 */
export type IsOfType = (typeName: string, condition: string) => boolean;

/** Answers from the schema, each pair once. */
export function typeConditions(schema: GraphQLSchema): IsOfType {
  const narrower = new Map<string, ReadonlySet<string>>();
  return (typeName, condition) => {
    if (typeName === condition) return true;
    let names = narrower.get(condition);
    if (names === undefined) {
      const type = schema.getType(condition);
      const types = isAbstractType(type) ? [...schema.getPossibleTypes(type)] : [];
      const interfaces = isInterfaceType(type) ? schema.getImplementations(type).interfaces : [];
      names = new Set([...types, ...interfaces].map(({ name }) => name));
      narrower.set(condition, names);
    }
    return names.has(typeName);
  };
}
