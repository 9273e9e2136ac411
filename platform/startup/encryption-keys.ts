import type pg from 'pg';
import {
  ColumnDecryptionError,
  createColumnCipher,
  type ColumnCipher,
  type ColumnPlace,
} from '../crypto/column-cipher.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { addEncryptionCanary, type EncryptionCanary } from '../database/encryption-canaries.ts';
import { StartError } from '../errors/start-error.ts';

/** What every key has encrypted once. */
const canary = 'canary';

/**
 * The cipher of a database's encrypted columns. The first start that is given a key as the active one leaves a text encrypted with it
 * in the database; every later start must be able to read the texts of all keys, or columns could not be read.
 * @param pool as app_user
 * @throws StartError when a key is missing, or is another one than before under its id
 */
export async function openColumnCipher(pool: pg.Pool, keyring: Keyring): Promise<ColumnCipher> {
  const cipher = createColumnCipher(keyring);
  const keyId = keyring.activeKeyId;
  await addEncryptionCanary(pool, (known) => {
    for (const one of known) expectSameKey(keyring, cipher, one);
    if (known.some((one) => one.keyId === keyId)) return null;
    return { keyId, ciphertext: cipher.encrypt(canary, placeOf(keyId)) };
  });
  return cipher;
}

function expectSameKey({ keys }: Keyring, cipher: ColumnCipher, { keyId, ciphertext }: EncryptionCanary): void {
  if (!keys.has(keyId)) {
    throw new StartError(
      `ENCRYPTION_KEYS lacks the key "${keyId}", under which this database has encrypted columns, expected it among them: a new key goes in front, and the old ones stay.`,
    );
  }
  try {
    cipher.decrypt(ciphertext, placeOf(keyId));
  } catch (error) {
    if (!(error instanceof ColumnDecryptionError)) throw error;
    throw new StartError(
      `The key "${keyId}" of ENCRYPTION_KEYS is not the one under which this database has encrypted columns, expected that one (where ENCRYPTION_KEYS is not given, it stands in secrets.json of the data folder): a new key has an id of its own.`,
      { cause: error },
    );
  }
}

function placeOf(keyId: string): ColumnPlace {
  return { table: 'app.encryption_canaries', column: 'ciphertext', row: keyId, tenant: null };
}
