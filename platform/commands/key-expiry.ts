import type pg from 'pg';
import { reasonOf } from '../database/system-error.ts';
import { sql } from '../database/sql.ts';
import { inTransaction } from '../database/transaction.ts';

/** How long keys are kept, and how they are deleted. */
export interface KeyExpiryOptions {
  readonly keptDays: number;
  /** Keys of one transaction at most. */
  readonly deletedAtOnce: number;
  /** Milliseconds between two rounds. */
  readonly intervalMs: number;
}

/**
 * Deletes the idempotency keys that are older than retries may come, tenant by tenant, so that none waits for another's.
 * @param pool as app_user
 * @returns how many were deleted
 */
export async function deleteOldKeys(pool: pg.Pool, { keptDays, deletedAtOnce }: KeyExpiryOptions): Promise<number> {
  const before = new Date(Date.now() - keptDays * 86_400_000).toISOString();
  const tenants = await inTransaction(pool, 'platform', 'read', (run) =>
    run<{ readonly id: string }>(
      sql`SELECT t.id FROM tenants t WHERE EXISTS (
        SELECT FROM idempotency_keys k WHERE k.tenant_id = t.id AND k.created_on < ${before}::timestamptz)`,
    ),
  );
  let deleted = 0;
  for (const { id } of tenants) {
    let portion: number;
    do {
      // A key that is being claimed is passed over, and two processes never wait for each other.
      const rows = await inTransaction(pool, { tenantId: id }, 'write', (run) =>
        run(sql`DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM idempotency_keys WHERE tenant_id = ${id}::uuid AND created_on < ${before}::timestamptz
            LIMIT ${deletedAtOnce}::int FOR UPDATE SKIP LOCKED)) RETURNING key`),
      );
      portion = rows.length;
      deleted += portion;
    } while (portion === deletedAtOnce);
  }
  return deleted;
}

/**
 * Deletes old keys now and then, beside the requests.
 * @param tell told, in one line, of what could not be deleted: the next round tries again
 * @returns ends the repetition, after the round that is under way
 */
export function expireKeys(
  pool: pg.Pool,
  options: KeyExpiryOptions,
  tell: (line: string) => void,
): () => Promise<void> {
  let round: Promise<unknown> = Promise.resolve();
  const run = (): void => {
    // One after the other: a round may take longer than the time between two.
    round = round
      .then(() => deleteOldKeys(pool, options))
      .catch((error: unknown) => tell(`Old idempotency keys are not deleted, it is tried again: ${reasonOf(error)}`));
  };
  const timer = setInterval(run, options.intervalMs).unref();
  return async () => {
    clearInterval(timer);
    await round;
  };
}
