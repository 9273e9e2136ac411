import type { GraphiQLProps } from 'graphiql';
import { Kind, parse } from 'graphql';
import { type Answer, readAnswer } from './answer.ts';

/** GraphiQL's own request for the schema; it is no operation of the user's. */
const INTROSPECTION = 'IntrospectionQuery';

/** What a fetcher needs to know. */
export interface FetcherOptions {
  readonly endpoint: string;
  /** Bearer token, or '' to ask as nobody. */
  readonly token: string;
  /** The id of an operation that is registered; undefined for one that is sent as it stands. */
  readonly idOf: (query: string, operation: 'introspection' | 'users') => string | undefined;
  /** Headers that may change between two requests; asked anew for each of the user's operations. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** The token in the place of one that was refused; null where there is no other, or itself null where there never is. */
  readonly renew: ((refused: string) => Promise<string | null>) | null;
  /** Whether users sign in, or paste a token. */
  readonly signsIn: boolean;
  /** Told of every answer, before the response editor shows it. */
  readonly onAnswer: (answer: Answer, operation: 'introspection' | 'users') => void;
}

/**
 * Sends GraphiQL's operations to the gateway over HTTP POST. Headers of the header editor win over the page's own.
 * A request that fails becomes an answer with one error in words; the promise is never rejected.
 */
export function createFetcher({
  endpoint,
  token,
  idOf,
  headers,
  renew,
  signsIn,
  onAnswer,
}: FetcherOptions): GraphiQLProps['fetcher'] {
  return async (request, options) => {
    const operation = request.operationName === INTROSPECTION ? 'introspection' : 'users';
    const sent = new Headers({
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(token !== '' && { authorization: `Bearer ${token}` }),
      ...(operation === 'users' && headers()),
      ...options?.headers,
    });
    const started = performance.now();
    const documentId = idOf(request.query, operation);
    const asked =
      documentId === undefined ? { ...request, operationName: nameNeeded(request) } : byId(documentId, request);
    const body = JSON.stringify(asked);
    let reply = await post(endpoint, sent, body);
    const fresh = reply?.status === 401 && token !== '' ? ((await renew?.(token)) ?? null) : null;
    if (fresh !== null) {
      sent.set('authorization', `Bearer ${fresh}`);
      reply = await post(endpoint, sent, body);
    }
    const answer = readAnswer({ endpoint, token, signsIn, milliseconds: performance.now() - started, reply });
    onAnswer(answer, operation);
    return answer.result;
  };
}

/** A registered document has one operation: it needs no name. */
function byId(documentId: string, { variables }: { variables?: unknown }): object {
  return { documentId, ...(variables !== undefined && { variables }) };
}

/**
 * The operation's name where the text has several. GraphiQL still sends the last one's for a moment after the text was
 * replaced, and the gateway rightly refuses a name that the text does not have.
 */
function nameNeeded({ query, operationName }: { query: string; operationName?: string | null }): string | undefined {
  try {
    const operations = parse(query).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    return operations.length > 1 ? (operationName ?? undefined) : undefined;
  } catch {
    return undefined; // The gateway says what is wrong with the text.
  }
}

async function post(url: string, headers: Headers, body: string): Promise<{ status: number; body: string } | null> {
  try {
    const response = await fetch(url, { method: 'POST', headers, body });
    return { status: response.status, body: await response.text() };
  } catch {
    return null;
  }
}
