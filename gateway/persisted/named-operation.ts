import type { HTTPGraphQLRequest } from '@apollo/server';
import { badRequest } from '../../platform/errors/graph-error.ts';
import { isObject, type DataObject } from '../execution/result-data.ts';
import { withoutPrefix } from './operation-registry.ts';

/** How a request says what it asks for: by an id, by a text, by both, or (to be refused later) by neither. */
export interface NamedOperation {
  readonly id: string | null;
  readonly text: string | null;
}

/**
 * The operation that a request names. Its id stands in `documentId` (GraphQL over HTTP, appendix "Persisted Documents") or in
 * `extensions.persistedQuery.sha256Hash`, as Apollo's clients have it; both in the body of a POST or in the URL of a GET.
 * @throws BAD_USER_INPUT, with HTTP 400, for an id that is none, or for two that differ
 */
export function namedOperation(request: HTTPGraphQLRequest): NamedOperation {
  const { query, documentId, extensions } = parametersOf(request);
  const text = typeof query === 'string' && query !== '' ? query : null;
  const ids = [documentIdOf(documentId), hashOf(extensions)].filter((id) => id !== null);
  const [id = null, other = id] = ids;
  if (id !== null && other !== null && withoutPrefix(id) !== withoutPrefix(other))
    throw badRequest('"documentId" and "extensions.persistedQuery" name two documents; expected one');
  return { id, text };
}

/** The same request with a text in the place of its id. */
export function requestOfText(request: HTTPGraphQLRequest, query: string): HTTPGraphQLRequest {
  if (request.method !== 'GET') {
    const { documentId: _id, ...body } = request.body as DataObject; // it has named an operation
    const { extensions } = body;
    return {
      ...request,
      body: { ...body, query, ...(isObject(extensions) && { extensions: withoutHash(extensions) }) },
    };
  }
  const parameters = new URLSearchParams(request.search);
  const extensions = jsonOf(parameters.get('extensions'));
  if (isObject(extensions)) parameters.set('extensions', JSON.stringify(withoutHash(extensions)));
  parameters.delete('documentId');
  parameters.set('query', query);
  return { ...request, search: `?${parameters.toString()}` };
}

function parametersOf({ method, body, search }: HTTPGraphQLRequest): DataObject {
  if (method !== 'GET') return isObject(body) ? body : {};
  const parameters = new URLSearchParams(search);
  const [documentId, ...more] = parameters.getAll('documentId');
  if (more.length > 0) throw badRequest('the parameter "documentId" is given more than once; expected one id');
  return { query: parameters.get('query'), documentId, extensions: jsonOf(parameters.get('extensions')) };
}

function documentIdOf(documentId: unknown): string | null {
  if (documentId === undefined || documentId === null || documentId === '') return null;
  if (typeof documentId === 'string') return documentId;
  throw badRequest('"documentId" is no text; expected the id of a document');
}

function hashOf(extensions: unknown): string | null {
  const persistedQuery = isObject(extensions) ? extensions['persistedQuery'] : null;
  if (persistedQuery === undefined || persistedQuery === null) return null;
  if (!isObject(persistedQuery) || persistedQuery['version'] !== 1)
    throw badRequest('"extensions.persistedQuery" has another version; expected { "version": 1, "sha256Hash": … }');
  const { sha256Hash } = persistedQuery;
  if (typeof sha256Hash === 'string') return sha256Hash;
  throw badRequest('provided sha does not match query: "sha256Hash" is no text; expected the id of a document');
}

function withoutHash({ persistedQuery: _hash, ...others }: DataObject): DataObject {
  return others;
}

/** What is no JSON is refused where all of the request is read. */
function jsonOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
