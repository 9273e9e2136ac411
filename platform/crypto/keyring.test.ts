import { describe, expect, it } from '@jest/globals';
import { inspect } from 'node:util';
import { madeUpSecret } from '../../tests/support/secrets.ts';
import { createKeyring, parseEncryptionKeys } from './keyring.ts';

const one = madeUpSecret('one');
const two = madeUpSecret('two');
const weak = Buffer.alloc(32);

describe('parseEncryptionKeys', () => {
  it('takes the first key as the active one and keeps the others', () => {
    const keyring = parseEncryptionKeys(`k2:${two.toString('base64')}, k1:${one.toString('base64')}`);
    expect(keyring.activeKeyId).toBe('k2');
    expect([...keyring.keys].map(([id, key]) => [id, key.export()])).toEqual([
      ['k2', two],
      ['k1', one],
    ]);
  });

  it('takes an old key that can be guessed, which rows may still need', () => {
    const keyring = parseEncryptionKeys(`k2:${two.toString('base64')},k1:${weak.toString('base64')}`);
    expect([...keyring.keys.keys()]).toEqual(['k2', 'k1']);
  });

  const expected = 'expected ENCRYPTION_KEYS as "id:key,id:key", each key 32 random bytes in base64; ';
  it.each([
    ['', 'pair 1 is not "id:key"'],
    [one.toString('base64'), 'pair 1 is not "id:key"'],
    [`k1:${one.toString('base64')},`, 'pair 2 is not "id:key"'],
    [`k.1:${one.toString('base64')}`, 'the id of pair 1 is not 1 to 32 letters, digits, "_" or "-"'],
    [`k1:${one.toString('base64')},k1:${two.toString('base64')}`, 'pair 2 repeats the id "k1"'],
    [`k1:${one.toString('hex')}`, 'the key of "k1" is not'],
    [`k1:${one.subarray(1).toString('base64')}`, 'the key of "k1" is not'],
    ['k1:not base64 at all', 'the key of "k1" is not'],
    [`k2:${weak.toString('base64')},k1:${one.toString('base64')}`, 'the key of "k2" is not random'],
  ])('refuses %j', (text, told) => {
    expect(() => parseEncryptionKeys(text)).toThrow(new RangeError(expected + told));
  });
});

describe('createKeyring', () => {
  it('refuses an active id without a key', () => {
    expect(() => createKeyring({ activeKeyId: 'k2', keys: { k1: one } })).toThrow(
      new RangeError('expected the active key id to name one of the encryption keys'),
    );
  });

  it('refuses a key that is not 32 bytes long', () => {
    expect(() => createKeyring({ activeKeyId: 'k1', keys: { k1: Buffer.alloc(16) } })).toThrow(
      new RangeError('expected encryption key "k1" to have 32 bytes, got 16'),
    );
  });

  it('prints no key', () => {
    const secret = Buffer.from('an-entirely-secret-key-of-32-by!');
    const printed = inspect(createKeyring({ activeKeyId: 'k1', keys: { k1: secret } }), { depth: 9, showHidden: true });
    expect(printed).not.toContain(secret.toString('utf8'));
    expect(printed).not.toContain(secret.toString('hex').slice(0, 4));
  });
});
