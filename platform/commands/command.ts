import type { Table } from '../database/table.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Area } from '../policy/policy.ts';
import type { ConstraintMeanings } from './constraints.ts';
import type { Origin } from './principal.ts';
import type { Result, UserError } from './result.ts';
import type { Rows } from './rows.ts';

/** Means by which a command is carried out. */
export interface CommandContext {
  readonly rows: Rows;
  readonly viewer: Viewer;
  readonly origin: Origin;
  /** One time for all that the command decides and writes. */
  readonly now: Date;
}

/**
 * Outcome of a command: ULIDs and plain JSON by the payload's fields, never rows, so that a retry with the same key is answered
 * with it. A command that commits and has to tell of a failure all the same has `userErrors`.
 */
export interface Outcome {
  readonly userErrors?: readonly UserError[];
  readonly [field: string]: unknown;
}

/** Terms of a command, whatever its input is. */
export interface CommandTerms {
  /** Of the mutation, and of the right to it. */
  readonly name: Area;
  /** True where every call must carry an idempotency key. */
  readonly needsKey?: boolean;
  /** True for the one by which a tenant accepts its contract. */
  readonly opensContract?: boolean;
  /** True for what a super admin may do to a tenant that is suspended or cancelled. */
  readonly onInactiveTenant?: boolean;
  /** Meanings of the database's refusals, by constraint. */
  readonly constraints?: ConstraintMeanings;
}

/** One mutation: what its input may be, and what is done in one transaction (docs/adr/0029-a-command.md). */
export interface Command<Input extends object, Done extends Outcome> extends CommandTerms {
  /** The row that tells a super admin's command its tenant where no header does. */
  readonly subject?: (input: Input) => { readonly table: Table; readonly refId: string };
  /** Shape and limits: the input as it is to be stored, or one error for each wrong field. */
  readonly input: (input: Input) => Result<Input>;
  readonly run: (context: CommandContext, input: Input) => Promise<Result<Done>>;
}

/** Defines a command; the types of its input and of what it answers are inferred from `run`. */
export function defineCommand<Input extends object, Done extends Outcome>(
  command: Command<Input, Done>,
): Command<Input, Done> {
  return command;
}
