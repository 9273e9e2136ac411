import type { ServerResponse } from 'node:http';
import { graphError } from '../../platform/errors/graph-error.ts';

/** Signal that ends one operation, and the way to end it from here. */
export interface OperationSignal {
  readonly signal: AbortSignal;
  /** Ends the operation for a reason of its own: the error that its client gets. */
  readonly abort: (reason: Error) => void;
  /** Says that the operation changes something: once its time is over, nobody knows whether it has. */
  readonly mutates: () => void;
  /** Forgets the time that was left: the operation is answered. */
  readonly done: () => void;
}

/**
 * Signal of an operation, aborted when its time is over (TIMEOUT, with HTTP 504) or when its client hangs up.
 * @param response what the operation will be answered with
 */
export function operationSignal(response: ServerResponse, timeoutMs: number): OperationSignal {
  const controller = new AbortController();
  const abort = (reason: Error): void => controller.abort(reason);
  let retryable = true;
  const late = (): void => {
    const advice = retryable ? 'ask for less of it' : 'it may have been carried out';
    const words = `the operation took longer than ${timeoutMs} ms and was given up; ${advice}`;
    abort(graphError('TIMEOUT', words, { retryable, http: { status: 504 } }));
  };
  const timer = setTimeout(late, timeoutMs);
  const hungUp = (): void => {
    if (!response.writableFinished) abort(graphError('TIMEOUT', 'the client hung up', { http: { status: 499 } }));
  };
  response.once('close', hungUp);
  return {
    signal: controller.signal,
    abort,
    mutates: () => (retryable = false),
    done: () => {
      clearTimeout(timer);
      response.off('close', hungUp);
    },
  };
}
