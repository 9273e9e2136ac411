import { Kind, type DefinitionNode, type DirectiveNode, type DocumentNode, type TypeNode } from 'graphql';

/** A reference from one entity to another, by a field of it. */
export interface Reference {
  readonly field: string;
  readonly to: string;
}

/** Fields that a subgraph adds to another's entity. */
export interface Contribution {
  readonly subgraph: string;
  readonly fields: readonly string[];
}

/** A type with a key, as the graph's picture shows it. */
export interface Entity {
  readonly name: string;
  /** The subgraph whose type it is, as supergraph.yaml names it. */
  readonly owner: string;
  /** What its owner's own fields refer to; without those that nearly every entity has. */
  readonly references: readonly Reference[];
  readonly contributions: readonly Contribution[];
}

/** Whose a row is and who has written it: nearly every entity says so, and a picture would show nothing else. */
export const onNearlyEvery: ReadonlySet<string> = new Set(['tenant', 'createdBy', 'updatedBy', 'deletedBy']);

/** Entities of a supergraph's SDL, in the order of their names. A union stands for each entity among its members. */
export function entitiesOf(supergraph: DocumentNode): readonly Entity[] {
  const owners = new Map(supergraph.definitions.flatMap(ownedType));
  const members = new Map(supergraph.definitions.flatMap(unionMembers));
  return supergraph.definitions.flatMap((type) => {
    if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
    const owner = owners.get(type.name.value);
    if (owner === undefined) return [];
    const references: Reference[] = [];
    const added = new Map<string, string[]>();
    for (const { name, type: answer, directives = [] } of type.fields ?? []) {
      const subgraph: string = subgraphOf(directives) ?? owner;
      if (subgraph !== owner) {
        added.set(subgraph, [...(added.get(subgraph) ?? []), name.value]);
      } else if (!onNearlyEvery.has(name.value)) {
        const named = nameOf(answer);
        const targets = (members.get(named) ?? [named]).filter((target) => owners.has(target));
        references.push(...targets.map((to) => ({ field: name.value, to })));
      }
    }
    const contributions = [...added].map(([subgraph, fields]) => ({ subgraph, fields }));
    return [{ name: type.name.value, owner, references, contributions }];
  });
}

/** A type with a key beside the subgraph that neither extends it nor only refers to it. */
function ownedType(type: DefinitionNode): readonly (readonly [string, string])[] {
  if (type.kind !== Kind.OBJECT_TYPE_DEFINITION) return [];
  const own = type.directives?.find(
    (join) =>
      join.name.value === 'join__type' &&
      argumentOf(join, 'key') !== undefined &&
      argumentOf(join, 'extension') === undefined &&
      argumentOf(join, 'resolvable') === undefined,
  );
  const graph = own === undefined ? undefined : argumentOf(own, 'graph');
  return graph === undefined ? [] : [[type.name.value, graph.toLowerCase()]];
}

function unionMembers(type: DefinitionNode): readonly (readonly [string, readonly string[]])[] {
  if (type.kind !== Kind.UNION_TYPE_DEFINITION) return [];
  return [[type.name.value, (type.types ?? []).map(({ name }) => name.value)]];
}

/** The subgraph that alone answers a field; composition writes graphs in capitals. */
function subgraphOf(directives: readonly DirectiveNode[]): string | undefined {
  const join = directives.find(({ name }) => name.value === 'join__field');
  return join === undefined ? undefined : argumentOf(join, 'graph')?.toLowerCase();
}

/** An argument that is an enum's value, a text or a boolean, as text. */
function argumentOf({ arguments: given = [] }: DirectiveNode, name: string): string | undefined {
  const value = given.find((one) => one.name.value === name)?.value;
  if (value === undefined || !('value' in value)) return undefined;
  return String(value.value);
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}
