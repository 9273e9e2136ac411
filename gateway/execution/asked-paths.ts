import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { Kind, parse, type SelectionSetNode } from 'graphql';

/**
 * The places that some fetch of a plan asks for: response names parted by dots, without list items. The planner leaves out
 * of every fetch, without a word, what it finds no way to.
 * @param plan of an operation in normal form: its fetches have neither named fragments nor conditions
 */
export function askedPaths(plan: QueryPlan): ReadonlySet<string> {
  const asked = new Set<string>();
  const visit = (node: PlanNode | undefined, path: readonly string[]): void => {
    switch (node?.kind) {
      case 'Fetch':
        for (const place of placesOf(node)) asked.add([...path, ...place].join('.'));
        return;
      case 'Flatten':
        visit(node.node, [...path, ...node.path.map(String).filter((step) => step !== '@')]);
        return;
      case 'Sequence':
      case 'Parallel':
        for (const child of node.nodes) visit(child, path);
        return;
      default:
    }
  };
  if (plan.node?.kind !== 'Subscription') visit(plan.node, []);
  return asked;
}

/** Places that a fetch asks for below its own, under the names that its answer gets in the end. */
function placesOf({ operation, requires, outputRewrites = [] }: FetchNode): string[][] {
  const renamed = new Map(
    outputRewrites.flatMap((rewrite) => {
      if (rewrite.kind !== 'KeyRenamer') return [];
      const path = rewrite.path.filter((step) => !step.startsWith('... on '));
      return [[path.join('.'), rewrite.renameKeyTo] as const];
    }),
  );
  const places: string[][] = [];
  const add = (set: SelectionSetNode | undefined, fetched: readonly string[], place: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        add(selection.selectionSet, fetched, place);
        continue;
      }
      const key = selection.alias?.value ?? selection.name.value;
      const path = [...fetched, key];
      const here = [...place, renamed.get(path.join('.')) ?? key];
      places.push(here);
      add(selection.selectionSet, path, here);
    }
  };
  for (const definition of parse(operation, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    // What is asked of entities stands under `_entities` in the text, and in the place of the fetch in the answer.
    if (requires === undefined) add(definition.selectionSet, [], []);
    else
      for (const root of definition.selectionSet.selections)
        if (root.kind === Kind.FIELD) add(root.selectionSet, [], []);
  }
  return places;
}
