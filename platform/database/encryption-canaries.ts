import type pg from 'pg';

/** A known text, encrypted under one key. */
export interface EncryptionCanary {
  readonly keyId: string;
  readonly ciphertext: string;
}

/** Any number that nothing else of the database locks. */
const canaryLock = 417_220_563;

/**
 * Shows the canaries of all keys that the database was given, in the order they came, and adds the one that `choose` answers. Of two
 * processes that do so at once the second one sees what the first one added; what `choose` throws adds nothing.
 * @param pool as app_user
 */
export async function addEncryptionCanary(
  pool: pg.Pool,
  choose: (known: readonly EncryptionCanary[]) => EncryptionCanary | null,
): Promise<void> {
  const client = await pool.connect();
  let isOpen = true;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [canaryLock]);
    const { rows } = await client.query<EncryptionCanary>(
      'SELECT key_id AS "keyId", ciphertext FROM app.encryption_canaries ORDER BY created_on, key_id',
    );
    const chosen = choose(rows);
    if (chosen !== null) {
      const { keyId, ciphertext } = chosen;
      await client.query('INSERT INTO app.encryption_canaries (key_id, ciphertext) VALUES ($1, $2)', [
        keyId,
        ciphertext,
      ]);
    }
    await client.query('COMMIT');
    isOpen = false;
  } finally {
    client.release(isOpen);
  }
}
