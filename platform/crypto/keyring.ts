import { createSecretKey, type KeyObject } from 'node:crypto';
import { isGuessable } from './guessable.ts';

/** Bytes of an AES-256 key. */
const keyBytes = 32;

/** Ids stand inside the stored text between dots, so a dot is none of their characters. */
const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/;
const base64Shape = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Keys by id: new values are written under the active one, old ones stay readable under theirs. Keys are held as
 * KeyObjects, which neither print nor serialise their bytes.
 */
export interface Keyring {
  readonly activeKeyId: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/**
 * @param keys 32 bytes each, by key id (1 to 32 of `A-Z a-z 0-9 _ -`)
 * @throws RangeError when an id or a length is wrong, or the active id has no key; it never shows a key's bytes
 */
export function createKeyring(options: { activeKeyId: string; keys: Readonly<Record<string, Buffer>> }): Keyring {
  const keys = new Map<string, KeyObject>();
  for (const [id, bytes] of Object.entries(options.keys)) {
    if (!keyIdShape.test(id)) {
      throw new RangeError(
        `expected an encryption key's id of 1 to 32 letters, digits, "_" or "-", got one of ${id.length} characters`,
      );
    }
    if (bytes.length !== keyBytes) {
      throw new RangeError(`expected encryption key "${id}" to have ${keyBytes} bytes, got ${bytes.length}`);
    }
    keys.set(id, createSecretKey(bytes));
  }
  if (!keys.has(options.activeKeyId)) {
    throw new RangeError('expected the active key id to name one of the encryption keys');
  }
  return { activeKeyId: options.activeKeyId, keys };
}

/**
 * Reads `ENCRYPTION_KEYS`: `id:key` pairs parted by commas, each key 32 random bytes in base64, the first one active
 * (`k2:…,k1:…`). A list, not one `ENCRYPTION_KEY` (docs/data-model.md#encrypted-columns), so that keys can be rotated.
 * @throws RangeError that names the pair by its place, 1 the first, and what was expected; never the text itself
 */
export function parseEncryptionKeys(text: string): Keyring {
  const keys: Record<string, Buffer> = {};
  const pairs = text.split(',').map((pair) => pair.trim());
  for (const [index, pair] of pairs.entries()) {
    const expected = `expected ENCRYPTION_KEYS as "id:key,id:key", each key ${keyBytes} random bytes in base64`;
    const [, id, key] = /^([^:]*):([^:]*)$/.exec(pair) ?? [];
    if (id === undefined || key === undefined) throw new RangeError(`${expected}; pair ${index + 1} is not "id:key"`);
    if (!keyIdShape.test(id))
      throw new RangeError(`${expected}; the id of pair ${index + 1} is not 1 to 32 letters, digits, "_" or "-"`);
    if (Object.hasOwn(keys, id)) throw new RangeError(`${expected}; pair ${index + 1} repeats the id "${id}"`);
    const bytes = base64Shape.test(key) ? Buffer.from(key, 'base64') : Buffer.alloc(0);
    if (bytes.length !== keyBytes) throw new RangeError(`${expected}; the key of "${id}" is not`);
    // An old one that can be guessed still has to be read with, until its rows are encrypted anew.
    if (index === 0 && isGuessable(bytes)) throw new RangeError(`${expected}; the key of "${id}" is not random`);
    keys[id] = bytes;
  }
  return createKeyring({ activeKeyId: pairs[0]?.split(':')[0] ?? '', keys });
}
