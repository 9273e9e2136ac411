import {
  GraphQLBoolean,
  GraphQLString,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

type Fragments = Readonly<Record<string, FragmentDefinitionNode>>;

/** The part of an operation that asks about the schema itself, which is answered beside the plan; null where it asks nothing. */
export function introspectionOf(operation: OperationDefinitionNode, fragments: Fragments): DocumentNode | null {
  const selectionSet = schemaSelection(operation.selectionSet, fragments);
  if (selectionSet.selections.length === 0) return null;
  // The others may be of types that the viewer's schema leaves out.
  const variableDefinitions = operation.variableDefinitions?.filter(({ type }) => isTakenByIntrospection(type));
  const definition = { ...operation, selectionSet, ...(variableDefinitions && { variableDefinitions }) };
  return { kind: Kind.DOCUMENT, definitions: [definition, ...Object.values(fragments)] };
}

/** Fragments spread: what stands beside the schema's fields in them is no part of it. */
function schemaSelection({ selections }: SelectionSetNode, fragments: Fragments): SelectionSetNode {
  const asked = selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FIELD) return /^__(schema|type)$/.test(selection.name.value) ? [selection] : [];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments[selection.name.value];
    const selectionSet = fragment && schemaSelection(fragment.selectionSet, fragments);
    if (selectionSet === undefined || selectionSet.selections.length === 0) return [];
    return [{ kind: Kind.INLINE_FRAGMENT, directives: selection.directives ?? [], selectionSet }];
  });
  return { kind: Kind.SELECTION_SET, selections: asked };
}

/** Its arguments, `@skip` and `@include` take nothing but texts and booleans. */
function isTakenByIntrospection(type: TypeNode): boolean {
  if (type.kind !== Kind.NAMED_TYPE) return type.kind === Kind.NON_NULL_TYPE && isTakenByIntrospection(type.type);
  return [GraphQLString.name, GraphQLBoolean.name].includes(type.name.value);
}
