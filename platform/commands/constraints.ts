import pg from 'pg';
import { refuse, userError, type Result, type UserErrorCode } from './result.ts';

/** Meaning of a constraint's refusal to the sender of the command. */
export interface ConstraintMeaning {
  readonly code: 'NOT_UNIQUE' | 'INVALID' | 'NOT_FOUND' | 'REQUIRED' | 'IMMUTABLE';
  readonly message: string;
  /** Fields below `input`. */
  readonly path: readonly string[];
}

/** By the constraint's name in the database. */
export type ConstraintMeanings = Readonly<Record<string, ConstraintMeaning>>;

/** SQLSTATE → what it means where a command does not say more (PostgreSQL, appendix A, class 23). */
const meaningByState: Readonly<Record<string, { readonly code: ConstraintMeaning['code']; readonly message: string }>> =
  {
    '23505': { code: 'NOT_UNIQUE', message: 'another row has these values already; expected values of its own' },
    '23503': { code: 'NOT_FOUND', message: 'something that the input names is not there any more' },
    '23514': { code: 'INVALID', message: 'the values do not fit together' },
    '23502': { code: 'REQUIRED', message: 'a value that the row needs is missing' },
    '23000': { code: 'IMMUTABLE', message: 'the row is closed and never changes' },
  };

/** The refusal that a broken constraint stands for; null for any other error. */
export function constraintRefusal(error: unknown, meanings: ConstraintMeanings = {}): Result<never> | null {
  if (!(error instanceof pg.DatabaseError)) return null;
  const general = meaningByState[error.code ?? ''];
  if (general === undefined) return null;
  const { code, message, path }: ConstraintMeaning = meanings[error.constraint ?? ''] ?? { ...general, path: [] };
  return refuse(userError(code satisfies UserErrorCode, message, path));
}
