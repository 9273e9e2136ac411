import { GraphQLError } from 'graphql';
import { UnknownOutcomeError } from './transaction.ts';

/** A fault of a command, which may have been carried out or not. */
export class CommandFault extends Error {
  override readonly name = 'CommandFault';
  /** Whether to send it again is safe: its key keeps a second effect away. */
  readonly retryable: boolean;

  /** Whether nobody knows if it was carried out. */
  get isUnknown(): boolean {
    return this.cause instanceof UnknownOutcomeError;
  }

  private constructor(cause: unknown, retryable: boolean) {
    super('the command failed', { cause });
    this.retryable = retryable;
  }

  /** A fault, unless the error is one that a caller is told as it is. */
  static of(error: unknown, retryable: boolean): Error {
    return error instanceof GraphQLError ? error : new CommandFault(error, retryable);
  }
}
