import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { badUserInput, isGraphErrorCode, isRetryable, serviceFault } from '../platform/errors/graph-error.ts';
import type { PresentedFaults } from './presented-faults.ts';

/**
 * The last look at every error before it leaves: one of the contract's codes, with `retryable`; words of ours only. What a
 * subgraph has presented already passes; anything else is kept, to be reported with its request's id, and answered as INTERNAL.
 */
export function formatError(
  faults: PresentedFaults,
): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const { code, serviceName: _apollosName, http: _status, stacktrace: _stack, ...rest } = formatted.extensions ?? {};
    if (isGraphErrorCode(code) && code !== 'INTERNAL') {
      return { ...formatted, extensions: { ...rest, code, retryable: rest['retryable'] ?? isRetryable(code) } };
    }
    if (code === 'INTERNAL' && rest['requestId'] !== undefined) return { ...formatted, extensions: { ...rest, code } };
    if (isCallersFault(error)) return badUserInput(formatted.message).toJSON();
    const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    const internal = serviceFault('INTERNAL', 'gateway');
    return {
      message: internal.message,
      ...(formatted.path && { path: formatted.path }),
      extensions: { ...internal.extensions, ...faults.keep(cause) },
    };
  };
}

/** Apollo Server's refusals have codes of its own or none at all; each says by its HTTP status that the caller is to mend it. */
function isCallersFault(error: unknown): boolean {
  if (!(error instanceof GraphQLError)) return false;
  const http = error.extensions['http'];
  if (typeof http !== 'object' || http === null || !('status' in http)) return false;
  return typeof http.status === 'number' && http.status >= 400 && http.status < 500;
}
