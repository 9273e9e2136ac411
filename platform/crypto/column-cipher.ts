import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';
import type { Keyring } from './keyring.ts';

/** The one place a ciphertext is valid in. Moved to another column, row or tenant it does not decrypt. */
export interface ColumnPlace {
  readonly table: string;
  readonly column: string;
  /** The row's ref_id: known before the row is written, and never changed. */
  readonly row: string;
  /**
   * The row's tenant; null for the platform's own rows of a hybrid table (docs/api-contract.md#i-17, docs/api-contract.md#i-23).
   */
  readonly tenant: string | null;
}

/**
 * Encrypts the columns that are kept as ciphertext in TEXT (docs/data-model.md#encrypted-columns; `env_secrets`:
 * docs/api-contract.md#i-16).
 */
export interface ColumnCipher {
  /**
   * @returns `v1.<key id>.<iv>.<tag>.<ciphertext>`, the last three in base64url; another text at every call
   * @throws RangeError when the plaintext or the place holds a lone surrogate, which no decryption would give back
   */
  encrypt(plaintext: string, place: ColumnPlace): string;
  /** @throws ColumnDecryptionError when the text is not what `encrypt` wrote for this very place under a key held here */
  decrypt(text: string, place: ColumnPlace): string;
  /** Whether the text was written under another key than the active one. @throws ColumnDecryptionError when it is no ciphertext */
  needsRotation(text: string): boolean;
}

/** Why a text was refused, for logs: `malformed` in its shape, written under an `unknown_key`, or not `authentic` in this place. */
export type DecryptionRefusal = 'malformed' | 'unknown_key' | 'not_authentic';

/** An encrypted column could not be read. The message is always the same: neither text, key nor place is in it. */
export class ColumnDecryptionError extends Error {
  override readonly name = 'ColumnDecryptionError';
  readonly refusal: DecryptionRefusal;

  constructor(refusal: DecryptionRefusal) {
    super('an encrypted column could not be decrypted');
    this.refusal = refusal;
  }
}

const version = 'v1';
const algorithm = 'aes-256-gcm';
/** NIST SP 800-38D, 8.2: 96 bits. Drawn at random, so one key should encrypt fewer than 2^32 values (8.3). */
const ivBytes = 12;
/** Named at every call: without it Node accepts a tag cut down to 4 bytes. */
const authTagLength = 16;

export function createColumnCipher(keyring: Keyring): ColumnCipher {
  function keyOf(keyId: string): KeyObject {
    const key = keyring.keys.get(keyId);
    if (key === undefined) throw new ColumnDecryptionError('unknown_key');
    return key;
  }

  return {
    encrypt(plaintext, place) {
      const keyId = keyring.activeKeyId;
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, keyOf(keyId), iv, { authTagLength });
      cipher.setAAD(associatedData(keyId, place));
      const ciphertext = Buffer.concat([cipher.update(utf8(plaintext)), cipher.final()]);
      const fields = [iv, cipher.getAuthTag(), ciphertext].map((bytes) => bytes.toString('base64url'));
      return [version, keyId, ...fields].join('.');
    },

    decrypt(text, place) {
      const { keyId, iv, tag, ciphertext } = parse(text);
      const decipher = createDecipheriv(algorithm, keyOf(keyId), iv, { authTagLength });
      decipher.setAAD(associatedData(keyId, place));
      decipher.setAuthTag(tag);
      const plaintext = decipher.update(ciphertext);
      try {
        decipher.final();
      } catch {
        throw new ColumnDecryptionError('not_authentic');
      }
      return plaintext.toString('utf8');
    },

    needsRotation: (text) => parse(text).keyId !== keyring.activeKeyId,
  };
}

interface Ciphertext {
  readonly keyId: string;
  readonly iv: Buffer;
  readonly tag: Buffer;
  readonly ciphertext: Buffer;
}

function parse(text: string): Ciphertext {
  const [writtenVersion, keyId, iv, tag, ciphertext, ...rest] = text.split('.');
  if (writtenVersion !== version || keyId === undefined || rest.length > 0)
    throw new ColumnDecryptionError('malformed');
  return { keyId, iv: decode(iv, ivBytes), tag: decode(tag, authTagLength), ciphertext: decode(ciphertext) };
}

/** One text for each value: Node's decoder skips stray characters and bits, so what it read must print the same again. */
function decode(field: string | undefined, length?: number): Buffer {
  const bytes = Buffer.from(field ?? '', 'base64url');
  const canonical = field !== undefined && bytes.toString('base64url') === field;
  if (!canonical || (length !== undefined && bytes.length !== length)) throw new ColumnDecryptionError('malformed');
  return bytes;
}

/** Each part behind its length, so that no two places give the same bytes (`a`,`bc` is not `ab`,`c`); null has a length of its own. */
function associatedData(keyId: string, { table, column, row, tenant }: ColumnPlace): Buffer {
  return Buffer.concat([version, keyId, table, column, row, tenant].flatMap(withLength));
}

function withLength(part: string | null): Buffer[] {
  const bytes = part === null ? Buffer.alloc(0) : utf8(part);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(part === null ? 0xffff_ffff : bytes.length);
  return [length, bytes];
}

function utf8(text: string): Buffer {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError('expected well-formed Unicode, got a lone surrogate');
  return Buffer.from(text, 'utf8');
}
