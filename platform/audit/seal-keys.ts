import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import type { Keyring } from '../crypto/keyring.ts';

/** What a signature turned out to be. */
export type SignatureCheck = 'right' | 'wrong' | 'unknown key';

/** What verifies seals: public keys by their ids, so that whoever verifies can seal nothing. */
export class SealVerifier {
  private readonly publicKeys: ReadonlyMap<string, KeyObject>;

  constructor(publicKeys: ReadonlyMap<string, KeyObject>) {
    this.publicKeys = publicKeys;
  }

  /** Checks the signature of a text or of bytes. */
  check(keyId: string, signed: Uint8Array, signature: Uint8Array): SignatureCheck {
    const key = this.publicKeys.get(keyId);
    if (key === undefined) return 'unknown key';
    return verify(null, signed, key, signature) ? 'right' : 'wrong';
  }

  /** The public keys as AUDIT_PUBLIC_KEYS takes them. */
  toString(): string {
    return [...this.publicKeys].map(([id, key]) => `${id}:${publicTextOf(key)}`).join(',');
  }
}

/** What seals: the active key's private half. */
export class SealSigner {
  readonly keyId: string;
  private readonly privateKey: KeyObject;

  constructor({ activeKeyId, keys }: Keyring) {
    const seed = keys.get(activeKeyId);
    if (seed === undefined) throw new Error(`expected a key "${activeKeyId}" in its keyring`);
    this.keyId = activeKeyId;
    this.privateKey = privateKeyOf(seed);
  }

  sign(signed: Uint8Array): Buffer {
    return sign(null, signed, this.privateKey);
  }
}

/** Verifier of what a keyring's keys have sealed. */
export function verifierOf({ keys }: Keyring): SealVerifier {
  return new SealVerifier(new Map([...keys].map(([id, seed]) => [id, createPublicKey(privateKeyOf(seed))])));
}

/**
 * Reads AUDIT_PUBLIC_KEYS: `id:key` pairs parted by commas, each key 32 bytes in base64url.
 * @throws RangeError for anything else
 */
export function parsePublicKeys(text: string): SealVerifier {
  const pairs = text.split(',').map((pair) => /^([\w-]{1,32}):([\w-]{43})$/.exec(pair.trim()));
  const keys = pairs.map((pair): [string, KeyObject] => {
    const [, id, x] = pair ?? [];
    if (id === undefined || x === undefined)
      throw new RangeError('expected "id:key" pairs, each key 32 bytes in base64url');
    return [id, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })];
  });
  return new SealVerifier(new Map(keys));
}

/** What stands before the 32 bytes of an Ed25519 key in PKCS #8 (RFC 8410). */
const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(seed: KeyObject): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed.export()]), format: 'der', type: 'pkcs8' });
}

function publicTextOf(key: KeyObject): string {
  return key.export({ format: 'jwk' }).x ?? '';
}
