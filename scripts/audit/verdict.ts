import { isDeepStrictEqual } from 'node:util';
import type { Answer } from './gateway.ts';
import type { Case } from './suite.ts';

/** A case that was not answered as the audit expects. */
export interface Failure {
  /** Place in its suite, from 1. */
  readonly number: number;
  readonly asked: Case;
  readonly got: Answer;
  /** Why the gateway failed, where a client is only told that it did. */
  readonly faults: readonly unknown[];
}

/** Outcome of one suite. */
export interface SuiteResult {
  readonly id: string;
  readonly total: number;
  readonly failures: readonly Failure[];
}

/** Whether an answer is right as the audit compares it (its src/test.ts): equal data, and errors only where it speaks of them. */
export function isRight({ expected }: Case, { data, errors }: Answer): boolean {
  const errorsFit = expected.errors === undefined || expected.errors === errors.length > 0;
  return errorsFit && isDeepStrictEqual(data, expected.data ?? null);
}

/** Whether a wrong answer came without a word: the client would believe it. */
export function isSilent({ got }: Failure): boolean {
  return got.errors.length === 0;
}
