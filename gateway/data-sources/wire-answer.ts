import type { GraphQLFormattedError } from 'graphql';
import type { SubgraphAnswer } from '../../platform/graph/execute.ts';
import { isObject } from '../execution/result-data.ts';

const noStatements: SubgraphAnswer['statements'] = { count: 0, log: [] };

/** An answer that is of no use; its words say what was found instead. */
class BadAnswerError extends Error {
  override readonly name = 'BadAnswerError';
}

/** Whether a subgraph has answered, only not as it should: another attempt would bring the same. */
export function isBadAnswer(error: unknown): boolean {
  return error instanceof BadAnswerError || error instanceof SyntaxError;
}

/**
 * What a subgraph has answered over HTTP. It may be any program: the gateway takes a GraphQL result and nothing else.
 * @param limitBytes given up beyond, as soon as that much has come
 * @throws BadAnswerError saying what was found instead, SyntaxError for what is no JSON, another Error where it did not answer
 */
export async function readAnswer(response: Response, limitBytes: number): Promise<SubgraphAnswer> {
  if (!response.ok) {
    await response.body?.cancel();
    const words = `it answered HTTP ${response.status}`;
    throw response.status >= 500 ? new Error(words) : new BadAnswerError(words);
  }
  const body: unknown = JSON.parse(await textOf(response, limitBytes));
  if (!isObject(body)) throw new BadAnswerError('its answer is no object');
  const { data = null, errors = [], extensions } = body;
  if (data !== null && !isObject(data)) throw new BadAnswerError('its answer has "data" that is no object');
  if (!Array.isArray(errors) || !errors.every(isError))
    throw new BadAnswerError('its answer has "errors" that are none');
  if (data === null && errors.length === 0) throw new BadAnswerError('its answer has neither data nor errors');
  return { data, ...(errors.length > 0 && { errors }), statements: statementsOf(extensions) };
}

async function textOf(response: Response, limitBytes: number): Promise<string> {
  const body = response.body as AsyncIterable<Uint8Array> | null; // a body's chunks are bytes, which its type leaves open
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limitBytes) throw new BadAnswerError(`its answer is longer than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function isError(value: unknown): value is GraphQLFormattedError {
  if (!isObject(value) || typeof value['message'] !== 'string') return false;
  const { path = [], extensions = {} } = value;
  return Array.isArray(path) && path.every(isStep) && isObject(extensions);
}

function isStep(value: unknown): boolean {
  return typeof value === 'string' || Number.isInteger(value);
}

/** For the explanation only: a service that tells nothing of its statements has sent none that we know of. */
function statementsOf(extensions: unknown): SubgraphAnswer['statements'] {
  const told = isObject(extensions) ? extensions['statements'] : undefined;
  if (!isObject(told) || typeof told['count'] !== 'number' || !Array.isArray(told['log'])) return noStatements;
  return { count: told['count'], log: told['log'] as SubgraphAnswer['statements']['log'] }; // our own subgraphs wrote it, and it is only shown
}
