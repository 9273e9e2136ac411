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

/** A part of an operation, and whether variables select it. */
export interface Selected<Part> {
  readonly part: Part;
  readonly isSelected: IsSelected;
}

/** A response name of an object at one of its places. */
export interface CollectedField {
  readonly key: string;
  /** Every field node that contributes to it, wherever it stands. */
  readonly nodes: readonly Selected<FieldNode>[];
  /** Whether variables select it at this place. */
  readonly isSelected: IsSelected;
  /** True where it may have been selected further up already. */
  readonly isAgain: boolean;
}

/**
 * The fields of an object of one type, fragments spread, in the specification's order (GraphQL spec, CollectFields).
 * `@skip` and `@include` become conditions on the variables: a name stands at each place where it may come first.
 */
export function collectFields(
  schema: GraphQLSchema,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
  type: GraphQLObjectType,
  selections: readonly Selected<SelectionSetNode>[],
): CollectedField[] {
  const isOfType = typeConditions(schema);
  const nodesByKey = new Map<string, Selected<FieldNode>[]>();
  const places: CollectedField[] = [];
  const visit = (set: SelectionSetNode, outer: IsSelected): void => {
    for (const selection of set.selections) {
      const isSelected = both(outer, conditionOf(selection.directives ?? []));
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value;
        const nodes = nodesByKey.get(key) ?? [];
        if (nodes.every((earlier) => earlier.isSelected !== null))
          places.push({ key, nodes, isSelected, isAgain: nodes.length > 0 });
        nodes.push({ part: selection, isSelected });
        nodesByKey.set(key, nodes);
        continue;
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments[selection.name.value] : selection;
      const on = fragment?.typeCondition?.name.value;
      if (fragment !== undefined && (on === undefined || isOfType(type.name, on)))
        visit(fragment.selectionSet, isSelected);
    }
  };
  for (const { part, isSelected } of selections) visit(part, isSelected);
  return places;
}

/** Where variables select both. */
export function both(one: IsSelected, other: IsSelected): IsSelected {
  if (one === null || other === null) return one ?? other;
  return (variables) => one(variables) && other(variables);
}

/** Whether variables select what carries these directives. */
export function conditionOf(directives: readonly DirectiveNode[]): IsSelected {
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
