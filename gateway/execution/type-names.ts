import type { GraphQLSchema } from 'graphql';
import {
  isAbstractType,
  isObjectType,
  isInterfaceType,
  getNamedType,
  Kind,
  parse,
  print,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type FieldNode,
} from 'graphql';

/**
 * Adds `__typename` to a fetch where the graph leaves open what its subgraph promises: the planner does not ask what an
 * object type is of, yet the answer is shaped by the graph's type.
 */
export type AskTypes = (operation: string) => string;

/** Compiles it for one subgraph. @param graph the supergraph's schema */
export function typeNamesFor(subgraph: GraphQLSchema, graph: GraphQLSchema): AskTypes {
  const narrowed = new Set<string>();
  for (const type of Object.values(subgraph.getTypeMap())) {
    const inGraph = graph.getType(type.name);
    if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(inGraph) || isInterfaceType(inGraph)))
      continue;
    for (const field of Object.values(type.getFields())) {
      const open = inGraph.getFields()[field.name];
      const [promised, wider] = [getNamedType(field.type), open && getNamedType(open.type)];
      if (isObjectType(promised) && isAbstractType(wider) && promised.name !== wider.name)
        narrowed.add(`${type.name}.${field.name}`);
    }
  }
  if (narrowed.size === 0) return (operation) => operation;
  return (operation) => {
    const info = new TypeInfo(subgraph);
    const Field = (node: FieldNode): FieldNode | undefined => {
      const { selectionSet } = node;
      if (selectionSet === undefined || !narrowed.has(`${info.getParentType()?.name}.${node.name.value}`))
        return undefined;
      const typename: FieldNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };
      return { ...node, selectionSet: { ...selectionSet, selections: [typename, ...selectionSet.selections] } };
    };
    return print(visit(parse(operation, { noLocation: true }), visitWithTypeInfo(info, { Field: { leave: Field } })));
  };
}
