import {
  Kind,
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { typeConditions } from './type-conditions.ts';

/** Whether variables select a field; null where nothing depends on them. */
export type IsSelected = ((variables: Readonly<Record<string, unknown>>) => boolean) | null;

/** A response name of an object with every field node that contributes to it. */
export interface CollectedField {
  readonly key: string;
  readonly nodes: readonly FieldNode[];
  readonly isSelected: IsSelected;
}

interface Collecting {
  readonly nodes: FieldNode[];
  /** One condition a way to be selected; null is unconditional. */
  readonly ways: IsSelected[];
}

/**
 * The fields of an object of one type, fragments spread, in the specification's order (GraphQL spec, CollectFields).
 * `@skip` and `@include` become conditions on the variables.
 */
export function collectFields(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  type: GraphQLObjectType,
  selections: readonly SelectionSetNode[],
): CollectedField[] {
  const isOfType = typeConditions(schema);
  const fields = new Map<string, Collecting>();
  const visit = (set: SelectionSetNode, outer: readonly DirectiveNode[]): void => {
    for (const selection of set.selections) {
      const directives = [...outer, ...(selection.directives ?? [])];
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const field = fields.get(key) ?? { nodes: [], ways: [] };
        field.nodes.push(selection);
        field.ways.push(conditionOf(directives));
        fields.set(key, field);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      const on = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && (on === undefined || isOfType(type.name, on)))
        visit(fragment.selectionSet, directives);
    }
  };
  for (const set of selections) visit(set, []);
  return [...fields].map(([key, { nodes, ways }]) => ({ key, nodes, isSelected: anyOf(ways) }));
}

function anyOf(ways: readonly IsSelected[]): IsSelected {
  const conditions = ways.filter((way) => way !== null);
  return conditions.length < ways.length ? null : (variables) => conditions.some((condition) => condition(variables));
}

function conditionOf(directives: readonly DirectiveNode[]): IsSelected {
  const conditions = directives.flatMap(({ name, arguments: given = [] }) => {
    const value = given.find((argument) => argument.name.value === 'if')?.value;
    const wanted = name.value === 'include';
    if (value === undefined || (name.value !== 'skip' && !wanted)) return [];
    if (value.kind === Kind.BOOLEAN) return [() => value.value === wanted];
    if (value.kind !== Kind.VARIABLE) return [];
    return [(variables: Readonly<Record<string, unknown>>) => (variables[value.name.value] === true) === wanted];
  });
  return conditions.length === 0 ? null : (variables) => conditions.every((condition) => condition(variables));
}
