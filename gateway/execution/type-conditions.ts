import { isAbstractType, type GraphQLSchema } from 'graphql';

/** Says whether an object of one type is also of another: a type is of itself, of its interfaces and of its unions. */
export type IsOfType = (typeName: string, condition: string) => boolean;

/** Answers from the schema, each pair once. */
export function typeConditions(schema: GraphQLSchema): IsOfType {
  const concreteByCondition = new Map<string, ReadonlySet<string>>();
  return (typeName, condition) => {
    if (typeName === condition) return true;
    let concrete = concreteByCondition.get(condition);
    if (concrete === undefined) {
      const type = schema.getType(condition);
      concrete = new Set(isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : []);
      concreteByCondition.set(condition, concrete);
    }
    return concrete.has(typeName);
  };
}
