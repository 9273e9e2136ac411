import { getOperationAST, Kind, parse, print, validate, visit, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { RandomOperation } from './operations.ts';

/** Attempts at most: each asks the graph anew. */
const maximumAttempts = 200;
const selections: readonly Kind[] = [Kind.FIELD, Kind.INLINE_FRAGMENT, Kind.FRAGMENT_SPREAD];
const details: readonly Kind[] = [Kind.DIRECTIVE, Kind.ARGUMENT, Kind.OBJECT_FIELD];

/**
 * The operation without what can be left out of it so that it still fails: selections, arguments, conditions, and the fragments
 * and variables that nothing uses then. The result is small, not the smallest.
 */
export async function shrunk(
  schema: GraphQLSchema,
  operation: RandomOperation,
  fails: (smaller: RandomOperation) => Promise<boolean>,
): Promise<RandomOperation> {
  let document = parse(operation.query, { noLocation: true });
  let attempts = 0;
  for (const kinds of [selections, details]) {
    for (let kept = 0; attempts < maximumAttempts;) {
      const smaller = without(document, kinds, kept);
      if (smaller === null) break;
      const isLegal = !hasEmptySelection(smaller) && validate(schema, smaller).length === 0;
      if (isLegal) attempts += 1;
      if (isLegal && (await fails(written(smaller, operation)))) document = smaller;
      else kept += 1;
    }
  }
  return written(document, operation);
}

function written(document: DocumentNode, { variables }: RandomOperation): RandomOperation {
  const declared = getOperationAST(document)?.variableDefinitions ?? [];
  const names = new Set(declared.map(({ variable }) => variable.name.value));
  return {
    query: print(document),
    variables: Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name))),
  };
}

/** The document without one of its parts of these kinds, counted from outside in; null where there are not that many. */
function without(document: DocumentNode, kinds: readonly Kind[], index: number): DocumentNode | null {
  let count = 0;
  const smaller = visit(document, {
    enter: ({ kind }) => (kinds.includes(kind) && count++ === index ? null : undefined),
  });
  return smaller === document ? null : withoutUnused(smaller);
}

/** Without fragments that are spread nowhere and variables that stand nowhere. */
function withoutUnused(document: DocumentNode): DocumentNode {
  const used = new Set<string>();
  visit(document, {
    FragmentSpread: ({ name }) => void used.add(name.value),
    Variable: ({ name }) => void used.add(`$${name.value}`),
    VariableDefinition: () => false, // it names itself
  });
  const smaller = visit(document, {
    FragmentDefinition: ({ name }) => (used.has(name.value) ? undefined : null),
    VariableDefinition: ({ variable }) => (used.has(`$${variable.name.value}`) ? undefined : null),
  });
  return smaller === document ? document : withoutUnused(smaller);
}

function hasEmptySelection(document: DocumentNode): boolean {
  let isEmpty = false;
  visit(document, { SelectionSet: (set) => void (isEmpty ||= set.selections.length === 0) });
  return isEmpty;
}
