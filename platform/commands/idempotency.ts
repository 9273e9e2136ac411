import { createHash } from 'node:crypto';
import { sql, type Sql } from '../database/sql.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { CommandTerms } from './command.ts';
import { accept, refuse, userError, type Result } from './result.ts';

/** A retry's key, and what it stands for. */
export interface IdempotencyClaim {
  readonly key: string;
  /** SHA-256 of the mutation's name, its input without the key, and who sends it. */
  readonly hash: Buffer;
}

/**
 * The claim that an input makes.
 * @returns null where it names no key; IDEMPOTENCY_KEY_REQUIRED where it must, INVALID for a key that is none
 */
export function claimOf(
  command: Pick<CommandTerms, 'name' | 'needsKey'>,
  input: object,
  viewer: Viewer,
): Result<IdempotencyClaim | null> {
  const { idempotencyKey: key = null, ...rest } = input as { readonly idempotencyKey?: string | null }; // of any command
  if (key === null) {
    if (command.needsKey !== true) return accept(null);
    const words = `${command.name} needs a key, so that a retry is not a second effect; expected 1 to 255 visible ASCII characters`;
    return refuse(userError('IDEMPOTENCY_KEY_REQUIRED', words, ['idempotencyKey']));
  }
  if (!/^[\x21-\x7e]{1,255}$/.test(key))
    return refuse(userError('INVALID', 'expected 1 to 255 visible ASCII characters', ['idempotencyKey']));
  const said = JSON.stringify([command.name, viewer.user.refId, viewer.clientId, canonical(rest)]);
  return accept({ key, hash: createHash('sha256').update(said).digest() });
}

/** A value with the keys of its objects in one order, and without those that say nothing. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  // What says how it is written, such as a number of many digits, says so here too.
  if ('toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, part]) => [name, canonical(part)]),
  );
}

/** Takes a key for a command; no row where another command has it. One under way is waited for, as long as for any lock. */
export function claimKey(tenantId: string, { key, hash }: IdempotencyClaim, now: Date): Sql {
  return sql`INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_on)
    VALUES (${tenantId}::uuid, ${key}, decode(${hash.toString('hex')}, 'hex'), ${now.toISOString()}::timestamptz)
    ON CONFLICT DO NOTHING RETURNING true AS claimed`;
}

/** Reads what became of the command that has a key. */
export function storedOutcome(tenantId: string, { key }: IdempotencyClaim): Sql {
  return sql`SELECT encode(request_hash, 'hex') AS hash, outcome FROM idempotency_keys WHERE tenant_id = ${tenantId}::uuid AND key = ${key}`;
}

/** Keeps what became of a command. @param outcome plain JSON, kept to the letter */
export function keepOutcome(tenantId: string, { key }: IdempotencyClaim, outcome: object): Sql {
  return sql`UPDATE idempotency_keys SET outcome = ${JSON.stringify(outcome)} WHERE tenant_id = ${tenantId}::uuid AND key = ${key}`;
}

/** Refusal of a key that was used for something else. */
export function keyReused(): Result<never> {
  const words = 'the key was used for another input, or by somebody else; expected a key of its own for each command';
  return refuse(userError('IDEMPOTENCY_KEY_REUSED', words, ['idempotencyKey']));
}

/** Refusal of a retry that came while the first attempt was still under way. */
export function keyInProgress(): Result<never> {
  const words = 'the command of this key is still under way; send it again in a moment to get its outcome';
  return refuse(userError('IDEMPOTENCY_IN_PROGRESS', words, ['idempotencyKey']));
}
