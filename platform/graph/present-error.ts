import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { DocumentStoreUnavailableError } from '../documents/errors.ts';
import { badUserInput, graphError, isGraphErrorCode, isRetryable } from '../errors/graph-error.ts';

/** When a client may try again after a fault of ours (contract 1.1, "Errors"). */
const retryAfterMs = 1_000;

/** Is told what a caller is not: the error itself, beside the request's id. */
export type ReportFault = (error: unknown, requestId: string) => void;

interface Presentation {
  /** The subgraph that speaks. */
  readonly service: string;
  readonly requestId: string;
  readonly report: ReportFault;
}

/**
 * An error as a client may see it: one of the contract's codes, whether to try again, the request's id, and words without
 * SQL, UUID, URL or stack (contract 1.1, "Errors"). What is not known by its code is reported and answered as INTERNAL.
 */
export function presentError(error: unknown, presentation: Presentation): GraphQLFormattedError {
  const outer = error instanceof GraphQLError ? error : null;
  const cause = outer?.originalError ?? error;
  const known = knownError(cause, outer, presentation);
  return {
    message: known.message,
    ...(outer?.path && { path: outer.path }),
    extensions: { ...known.extensions, requestId: presentation.requestId },
  };
}

function knownError(
  cause: unknown,
  outer: GraphQLError | null,
  { service, requestId, report }: Presentation,
): GraphQLError {
  const graph = cause instanceof GraphQLError ? cause : outer;
  if (graph !== null && isGraphErrorCode(codeOf(graph))) return withRetryable(graph);
  // Refused before execution (a bad variable): what went wrong in it has a path, and may name a value from the database.
  if (outer !== null && outer.originalError === undefined && outer.path === undefined)
    return graphError('BAD_USER_INPUT', outer.message);
  if (sqlStateOf(cause) === unstorableText) return badUserInput('a text holds the character U+0000; expected none');
  report(cause, requestId);
  if (cause instanceof DocumentStoreUnavailableError) {
    return graphError('SUBGRAPH_UNAVAILABLE', 'the document store cannot be reached; the rest of the answer stands', {
      service: 'documents',
      retryAfterMs,
    });
  }
  return (
    databaseFault(cause, service) ??
    graphError('INTERNAL', 'something went wrong on our side; the request id names it', { service, retryAfterMs })
  );
}

/** An error that graphql-jit made has no `extensions` where its cause has none, whatever its type says. */
function codeOf(error: GraphQLError): unknown {
  const { extensions }: { readonly extensions?: Readonly<Record<string, unknown>> } = error;
  return extensions?.['code'];
}

/** `extensions.retryable` is part of the contract; graphql-js's own errors (a bad variable) come without. */
function withRetryable(error: GraphQLError): GraphQLError {
  const code = error.extensions['code'];
  if (!isGraphErrorCode(code) || 'retryable' in error.extensions) return error;
  return new GraphQLError(error.message, { extensions: { ...error.extensions, retryable: isRetryable(code) } });
}

/** SQLSTATE of a text with a NUL, which PostgreSQL has not: no row can hold it, and only a caller can send it. */
const unstorableText = '22021';
/** SQLSTATEs of a statement that ran out of time, by PostgreSQL's own clock: by itself, or waiting for a lock. */
const ranOutOfTime = new Set(['57014', '55P03']);
/** SQLSTATE classes of a database that went away, is full or is shutting down; the driver's own words for a lost socket. */
const unavailable = /^(08|53|57P|25P03|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EHOST|ENET|EAI_)/;
const lostConnection = /connection (terminated|error)|timeout exceeded when trying to connect|not queryable/i;

/** SQLSTATE of a database's error, or the system's name of a socket's; empty for any other. */
function sqlStateOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

function databaseFault(cause: unknown, service: string): GraphQLError | null {
  if (!(cause instanceof Error)) return null;
  const code = sqlStateOf(cause);
  if (ranOutOfTime.has(code))
    return graphError('TIMEOUT', 'the database took too long over this field', { service, retryAfterMs });
  if (unavailable.test(code) || lostConnection.test(cause.message))
    return graphError('SUBGRAPH_UNAVAILABLE', `${service} cannot reach its database`, { service, retryAfterMs });
  return null;
}
