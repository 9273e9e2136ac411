import { describe, expect, it } from '@jest/globals';
import { madeUpSecret } from '../../tests/support/secrets.ts';
import { parseEncryptionKeys } from '../crypto/keyring.ts';
import { parsePublicKeys, SealSigner, verifierOf } from './seal-keys.ts';

const pair = (id: string): string => `${id}:${madeUpSecret(id).toString('base64')}`;
const signed = Buffer.from('sealed');

describe('the keys of seals', () => {
  it('verify what the active one has signed, and nothing else', () => {
    const keys = parseEncryptionKeys(pair('a1'));
    const signer = new SealSigner(keys);
    const signature = signer.sign(signed);
    const verifier = verifierOf(keys);
    expect(signer.keyId).toBe('a1');
    expect(verifier.check('a1', signed, signature)).toBe('right');
    expect(verifier.check('a1', Buffer.from('other'), signature)).toBe('wrong');
    expect(verifier.check('a1', signed, Buffer.alloc(0))).toBe('wrong');
    expect(verifier.check('a2', signed, signature)).toBe('unknown key');
  });

  it('are followed by others, and verify what they had signed', () => {
    const before = new SealSigner(parseEncryptionKeys(pair('a1')));
    const rotated = parseEncryptionKeys(`${pair('a2')},${pair('a1')}`);
    const verifier = verifierOf(rotated);
    expect(new SealSigner(rotated).keyId).toBe('a2');
    expect(verifier.check('a1', signed, before.sign(signed))).toBe('right');
  });

  it('are given away by their public halves', () => {
    const keys = parseEncryptionKeys(`${pair('a2')},${pair('a1')}`);
    const text = String(verifierOf(keys));
    expect(text).toMatch(/^a2:[\w-]{43},a1:[\w-]{43}$/);
    expect(parsePublicKeys(text).check('a2', signed, new SealSigner(keys).sign(signed))).toBe('right');
  });

  it.each(['', 'a1', 'a1:', `a1:${'A'.repeat(42)}`, `:${'A'.repeat(43)}`])('are no "%s"', (text) => {
    expect(() => parsePublicKeys(text)).toThrow(
      new RangeError('expected "id:key" pairs, each key 32 bytes in base64url'),
    );
  });
});
