import { Kind, type DirectiveNode, type DocumentNode, type FieldDefinitionNode } from 'graphql';

/** A list that anyone may ask for first, and the subgraph that answers it. */
export interface RootList {
  readonly field: string;
  /** As supergraph.yaml names it. */
  readonly subgraph: string;
}

/** The connections of Query that need no argument, from a supergraph's SDL; and one query for a row of each. */
export function rootLists(supergraph: DocumentNode): { readonly all: readonly RootList[]; readonly query: string } {
  const root = supergraph.definitions.find(
    (node) => node.kind === Kind.OBJECT_TYPE_DEFINITION && node.name.value === 'Query',
  );
  const fields = root?.kind === Kind.OBJECT_TYPE_DEFINITION ? (root.fields ?? []) : [];
  const all = fields.filter(isFreeConnection).map((field) => ({ field: field.name.value, subgraph: ownerOf(field) }));
  return { all, query: `{ ${all.map(({ field }) => `${field}(first: 1) { nodes { __typename } }`).join(' ')} }` };
}

function isFreeConnection({ type, arguments: parameters = [] }: FieldDefinitionNode): boolean {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  if (named.kind !== Kind.NAMED_TYPE || !named.name.value.endsWith('Connection')) return false;
  return parameters.every((one) => one.type.kind !== Kind.NON_NULL_TYPE || one.defaultValue !== undefined);
}

/** Composition writes graphs in capitals. */
function ownerOf({ name, directives = [] }: FieldDefinitionNode): string {
  const join = directives.find((directive) => directive.name.value === 'join__field');
  const graph = join === undefined ? undefined : graphOf(join);
  if (graph === undefined) throw new Error(`expected Query.${name.value} to belong to one subgraph`);
  return graph.toLowerCase();
}

function graphOf({ arguments: parameters = [] }: DirectiveNode): string | undefined {
  const value = parameters.find((one) => one.name.value === 'graph')?.value;
  return value?.kind === Kind.ENUM ? value.value : undefined;
}
