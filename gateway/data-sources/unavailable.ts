import type { GraphQLFormattedError } from 'graphql';
import { Kind, parse, type FieldNode, type SelectionSetNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import { graphError, type GraphErrorCode } from '../../platform/errors/graph-error.ts';

const lostPaths = new LRUCache<string, readonly (readonly (string | number)[])[]>({ max: 1_000 });

/**
 * The errors of a fetch that got no answer: one for each field that is lost by it, at its place, naming the service
 * (contract 1.1.4), so that a client sees which of its fields to do without.
 */
export function lostFields(
  query: string,
  service: string,
  code: GraphErrorCode,
  requestId: string,
): GraphQLFormattedError[] {
  const { message, extensions } = graphError(code, `${service} did not answer; the rest of the answer stands`, {
    service,
    retryAfterMs: 1_000,
    requestId,
  });
  return pathsOf(query).map((path) => ({ message, path, extensions }));
}

function pathsOf(query: string): readonly (readonly (string | number)[])[] {
  let paths = lostPaths.get(query);
  if (paths === undefined) {
    const [operation] = parse(query, { noLocation: true }).definitions;
    const roots = operation?.kind === Kind.OPERATION_DEFINITION ? fieldsOf(operation.selectionSet) : [];
    paths = roots.flatMap((field) => {
      const name = field.alias?.value ?? field.name.value;
      if (name !== '_entities') return [[name]];
      // The first entity stands for all: an error for each of a hundred rows would tell nothing more.
      return fieldsOf(field.selectionSet).map((lost) => [name, 0, lost.alias?.value ?? lost.name.value]);
    });
    lostPaths.set(query, paths);
  }
  return paths;
}

function fieldsOf(set: SelectionSetNode | undefined): FieldNode[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return selection.name.value === '__typename' ? [] : [selection];
    return selection.kind === Kind.INLINE_FRAGMENT ? fieldsOf(selection.selectionSet) : [];
  });
}
