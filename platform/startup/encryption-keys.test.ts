import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { madeUpSecret } from '../../tests/support/secrets.ts';
import { createKeyring, type Keyring } from '../crypto/keyring.ts';
import { createPool } from '../database/pool.ts';
import { openColumnCipher } from './encryption-keys.ts';

/** Keys by id, the first one active. */
function keyring(...ids: readonly string[]): Keyring {
  const keys = Object.fromEntries(ids.map((id) => [id, madeUpSecret(`the key ${id}`)]));
  return createKeyring({ activeKeyId: ids[0] ?? '', keys });
}
const another = createKeyring({ activeKeyId: 'k1', keys: { k1: madeUpSecret('another') } });
const place = { table: 'channels', column: 'access_token', row: '01KAJ3V0T5ZJ6W8Q2M4N6P8R0S', tenant: null };
const lacks = (id: string): RegExp => new RegExp(`^ENCRYPTION_KEYS lacks the key "${id}", `);

describe('the encryption keys of a database', () => {
  let database: OwnDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await ownDatabase();
    pool = createPool({ url: database.appUrl, maximum: 4, acquireTimeoutMs: 10_000 });
  });
  afterEach(() => asOwner('DELETE FROM app.encryption_canaries'));
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });
  async function asOwner(statement: string): Promise<void> {
    const owner = new pg.Client(database.migratorUrl);
    await owner.connect();
    await owner.query(statement);
    await owner.end();
  }
  const known = async (): Promise<string[]> => {
    const { rows } = await pool.query<{ key_id: string }>('SELECT key_id FROM app.encryption_canaries ORDER BY key_id');
    return rows.map(({ key_id }) => key_id);
  };

  it('are those of its first start, ever after', async () => {
    const text = (await openColumnCipher(pool, keyring('k1'))).encrypt('a secret', place);
    expect((await openColumnCipher(pool, keyring('k1'))).decrypt(text, place)).toBe('a secret');
    expect(await known()).toEqual(['k1']);
  });

  it('are not replaced by another one of the same id', async () => {
    await openColumnCipher(pool, keyring('k1'));
    await expect(openColumnCipher(pool, another)).rejects.toThrow(
      /^The key "k1" of ENCRYPTION_KEYS is not the one under which this database has encrypted columns, /,
    );
  });

  it('are rotated by a new one in front, and the old ones are kept', async () => {
    const text = (await openColumnCipher(pool, keyring('k1'))).encrypt('a secret', place);
    await expect(openColumnCipher(pool, keyring('k2'))).rejects.toThrow(lacks('k1'));
    expect(await known()).toEqual(['k1']);
    expect((await openColumnCipher(pool, keyring('k2', 'k1'))).decrypt(text, place)).toBe('a secret');
    expect(await known()).toEqual(['k1', 'k2']);
    await expect(openColumnCipher(pool, keyring('k1'))).rejects.toThrow(lacks('k2'));
    await openColumnCipher(pool, keyring('k1', 'k2'));
  });

  it('need a retired one no more once its canary is gone, which only its owner may take away', async () => {
    await openColumnCipher(pool, keyring('k1'));
    await openColumnCipher(pool, keyring('k2', 'k1'));
    const retire = "DELETE FROM app.encryption_canaries WHERE key_id = 'k1'";
    await expect(pool.query(retire)).rejects.toMatchObject({ code: '42501' });
    await expect(pool.query("UPDATE app.encryption_canaries SET ciphertext = ''")).rejects.toMatchObject({
      code: '42501',
    });
    await asOwner(retire);
    await openColumnCipher(pool, keyring('k2'));
  });

  it('are those of one of two first starts at once, and the other one is refused', async () => {
    const outcomes = await Promise.allSettled([
      openColumnCipher(pool, keyring('k1')),
      openColumnCipher(pool, keyring('k9')),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await known()).toHaveLength(1);
  });
});
