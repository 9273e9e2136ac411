import { setImmediate } from 'node:timers/promises';
import { Kind, parse, validate, type DocumentNode, type OperationDefinitionNode } from 'graphql';
import { conditionsOf, decisionsOf, type CoercedVariables } from '../normalisation/conditions.ts';
import { textHash } from '../text-hash.ts';
import { prepareOperation, type PreparedOperation } from './compiled-operation.ts';
import type { OperationCompiler } from './operation-compiler.ts';

/** Operations that were planned ahead. */
export interface Pinned {
  /** By `operationKey`. */
  readonly operations: ReadonlyMap<string, PreparedOperation>;
  /** Why documents were not planned, by their text. */
  readonly problems: ReadonlyMap<string, string>;
}

/** Of each condition there are two decisions, and so many plans of a document are made ahead at most. */
const maximumDecisions = 16;

/** Key of a chosen operation that is prepared: all requests share it that decide its conditions alike. */
export function operationKey(
  queryHash: string,
  document: DocumentNode,
  { name }: OperationDefinitionNode,
  variables: CoercedVariables,
): string {
  const chosen = `${name?.value ?? ''} ${decisionsOf(document, variables)}`;
  return chosen === ' ' ? queryHash : textHash(`${queryHash} ${chosen}`);
}

/**
 * Plans every operation of documents, for each way that its conditions may be decided. Other work goes on between two documents.
 * @param known what was planned before, to be taken over
 */
export async function pinOperations(
  compiler: OperationCompiler,
  texts: readonly string[],
  known: Pinned['operations'],
): Promise<Pinned> {
  const operations = new Map<string, PreparedOperation>();
  const problems = new Map<string, string>();
  for (const text of texts) {
    await setImmediate();
    try {
      for (const [key, prepared] of preparedOf(compiler, text, known)) {
        await prepared.compiled();
        operations.set(key, prepared);
      }
    } catch (error) {
      problems.set(text, error instanceof Error ? error.message : String(error));
    }
  }
  return { operations, problems };
}

/** @throws Error for a document that this graph cannot answer, or that may be decided in too many ways */
function* preparedOf(
  compiler: OperationCompiler,
  text: string,
  known: Pinned['operations'],
): Generator<readonly [key: string, PreparedOperation]> {
  const document = parse(text);
  const [error] = validate(compiler.api, document);
  if (error !== undefined) throw error;
  const queryHash = textHash(text);
  for (const operation of document.definitions) {
    if (operation.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const variables of decisions(conditionsOf(document))) {
      const key = operationKey(queryHash, document, operation, variables);
      const prepared = known.get(key) ?? prepareOperation(compiler, document, operation, variables);
      yield [key, prepared];
    }
  }
}

/** Every way to decide conditions. */
function decisions(names: readonly string[]): CoercedVariables[] {
  const count = 2 ** names.length;
  if (count > maximumDecisions)
    throw new Error(`it has ${names.length} conditions, too many to be planned ahead; expected 4 at most`);
  return Array.from({ length: count }, (_, bits) =>
    Object.fromEntries(names.map((name, bit) => [name, (bits & (1 << bit)) !== 0])),
  );
}
