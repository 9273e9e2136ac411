import { isNativeError } from 'node:util/types';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CommandFault } from '../commands/fault.ts';
import { DocumentStoreUnavailableError } from '../documents/errors.ts';
import { badUserInput, graphError, isGraphErrorCode, isRetryable, serviceFault } from '../errors/graph-error.ts';

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
 * SQL, UUID, URL or stack (docs/api-contract.md#errors). What is not known by its code is reported and answered as INTERNAL.
 */
export function presentError(error: unknown, presentation: Presentation): GraphQLFormattedError {
  const outer = error instanceof GraphQLError ? error : null;
  const cause = outer?.originalError ?? error;
  const known = commandFault(cause, presentation) ?? knownError(cause, outer, presentation);
  return {
    message: known.message,
    ...(outer?.path && { path: outer.path }),
    extensions: { ...known.extensions, requestId: presentation.requestId },
  };
}

/** A command that failed: whether to send it again is safe is the command's to say, whatever its cause. */
function commandFault(cause: unknown, presentation: Presentation): GraphQLError | null {
  if (!(cause instanceof CommandFault)) return null;
  const { message, extensions } = knownError(cause.cause, null, presentation);
  const words = cause.isUnknown
    ? 'the connection broke while the command was committed: it may have been carried out'
    : message;
  return new GraphQLError(words, { extensions: { ...extensions, retryable: cause.retryable } });
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
    return serviceFault(
      'SUBGRAPH_UNAVAILABLE',
      'documents',
      'the document store cannot be reached; the rest of the answer stands',
    );
  }
  return databaseFault(cause, service) ?? serviceFault('INTERNAL', service);
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
  return isNativeError(cause) && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}

/** The fault that a failed statement stands for: the database is away or out of time; null for any other error. */
export function databaseFault(cause: unknown, service: string): GraphQLError | null {
  if (!isNativeError(cause)) return null;
  const code = sqlStateOf(cause);
  if (ranOutOfTime.has(code)) return serviceFault('TIMEOUT', service, 'the database took too long');
  if (unavailable.test(code) || lostConnection.test(cause.message))
    return serviceFault('SUBGRAPH_UNAVAILABLE', service, `${service} cannot reach its database`);
  return null;
}
