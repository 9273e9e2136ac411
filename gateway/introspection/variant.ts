import {
  buildASTSchema,
  isTypeDefinitionNode,
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

/** What a variant leaves out. */
export interface Hidden {
  /** @param answer the type that the field answers with, without list and non-null */
  readonly field: (parent: string, field: string, answer: string) => boolean;
  /** Objects of this type are not there where an interface or a union could answer with them. */
  readonly type: (name: string) => boolean;
}

/**
 * A schema without its hidden fields, and without every type that nothing reaches any more: no field or argument of those
 * that are left, and no interface or union that could answer with it.
 * @param document all of the schema
 */
export function schemaVariant(document: DocumentNode, hidden: Hidden): GraphQLSchema {
  const types = new Map<string, TypeDefinitionNode>();
  const others: DefinitionNode[] = [];
  for (const node of document.definitions) {
    if (isTypeDefinitionNode(node)) types.set(node.name.value, withoutHidden(node, hidden));
    else others.push(node);
  }
  // Who may change nothing is told of no mutation at all: a type without fields is none.
  if (isEmpty(types.get('Mutation'))) types.delete('Mutation');
  const reached = reach(types, [...rootTypes, ...others.flatMap(typesOfDirective)], hidden);
  const definitions = [...types.values()].filter(({ name }) => reached.has(name.value));
  return buildASTSchema({
    kind: Kind.DOCUMENT,
    definitions: [...others, ...definitions.map((node) => withMembers(node, reached))],
  });
}

const rootTypes = ['Query', 'Mutation'];

function withoutHidden(node: TypeDefinitionNode, hidden: Hidden): TypeDefinitionNode {
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return node;
  const isShown = ({ name, type }: FieldDefinitionNode) => !hidden.field(node.name.value, name.value, named(type));
  return { ...node, fields: (node.fields ?? []).filter(isShown) };
}

function isEmpty(node: TypeDefinitionNode | undefined): boolean {
  return node?.kind === Kind.OBJECT_TYPE_DEFINITION && node.fields?.length === 0;
}

/** The names of all types that can be come to from `start`. */
function reach(
  types: ReadonlyMap<string, TypeDefinitionNode>,
  start: readonly string[],
  hidden: Hidden,
): ReadonlySet<string> {
  const implementers = implementersOf([...types.values()]);
  const reached = new Set<string>();
  const ahead = [...start];
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    const node = types.get(name);
    if (node === undefined || reached.has(name)) continue;
    reached.add(name);
    const possible = [...(implementers.get(name) ?? []), ...membersOf(node)];
    ahead.push(...typesOf(node), ...possible.filter((member) => !hidden.type(member)));
  }
  return reached;
}

function implementersOf(types: readonly TypeDefinitionNode[]): ReadonlyMap<string, readonly string[]> {
  const implementers = new Map<string, string[]>();
  for (const node of types) {
    for (const name of interfacesOf(node)) {
      implementers.set(name, [...(implementers.get(name) ?? []), node.name.value]);
    }
  }
  return implementers;
}

function interfacesOf(node: TypeDefinitionNode): string[] {
  return 'interfaces' in node ? (node.interfaces ?? []).map(({ name }) => name.value) : [];
}

function membersOf(node: TypeDefinitionNode): string[] {
  return node.kind === Kind.UNION_TYPE_DEFINITION ? (node.types ?? []).map(({ name }) => name.value) : [];
}

/** The types that a type names itself: of its fields, their arguments, and its interfaces. */
function typesOf(node: TypeDefinitionNode): string[] {
  if (!('fields' in node)) return [];
  const fields: readonly (FieldDefinitionNode | InputValueDefinitionNode)[] = node.fields ?? [];
  const ofFields = fields.flatMap((field) => [
    named(field.type),
    ...('arguments' in field ? (field.arguments ?? []).map(({ type }) => named(type)) : []),
  ]);
  return [...ofFields, ...interfacesOf(node)];
}

function typesOfDirective(node: DefinitionNode): string[] {
  return node.kind === Kind.DIRECTIVE_DEFINITION ? (node.arguments ?? []).map(({ type }) => named(type)) : [];
}

function withMembers(node: TypeDefinitionNode, reached: ReadonlySet<string>): TypeDefinitionNode {
  if (node.kind !== Kind.UNION_TYPE_DEFINITION) return node;
  return { ...node, types: (node.types ?? []).filter(({ name }) => reached.has(name.value)) };
}

function named(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : named(type.type);
}
