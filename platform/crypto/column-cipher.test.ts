import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ColumnDecryptionError, createColumnCipher, type ColumnPlace } from './column-cipher.ts';
import { createKeyring } from './keyring.ts';

const keys = { k1: Buffer.alloc(32, 1), k2: Buffer.alloc(32, 2) };
const old = createColumnCipher(createKeyring({ activeKeyId: 'k1', keys: { k1: keys.k1 } }));
const cipher = createColumnCipher(createKeyring({ activeKeyId: 'k2', keys }));

const place: ColumnPlace = {
  table: 'channels',
  column: 'access_token',
  row: '01KAJ3V0T5ZJ6W8Q2M4N6P8R0S',
  tenant: '0199f3c4-7d11-7c5e-9b1a-0d7f6a1b2c3d',
};

/** The outcome of a decryption: what was read, or why it was refused. */
function outcome(text: string, where: ColumnPlace): string {
  try {
    return `read ${cipher.decrypt(text, where)}`;
  } catch (error) {
    if (error instanceof ColumnDecryptionError) return error.refusal;
    throw error;
  }
}

describe('createColumnCipher', () => {
  it('reads back any text in its own place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.option(fc.uuid()), (plaintext, tenant) => {
        const where = { ...place, tenant };
        expect(cipher.decrypt(cipher.encrypt(plaintext, where), where)).toBe(plaintext);
      }),
    );
  });

  it('writes version, key id, iv, tag and ciphertext, and never the same text twice', () => {
    const text = cipher.encrypt('ya29.token', place);
    expect(text).toMatch(/^v1\.k2\.[\w-]{16}\.[\w-]{22}\.[\w-]{14}$/);
    expect(cipher.encrypt('ya29.token', place)).not.toBe(text);
  });

  it('reads what an older key wrote, and asks to rotate it', () => {
    const text = old.encrypt('ya29.token', place);
    expect(cipher.decrypt(text, place)).toBe('ya29.token');
    expect(cipher.needsRotation(text)).toBe(true);
    expect(cipher.needsRotation(cipher.encrypt('ya29.token', place))).toBe(false);
  });

  it('says for the log that a key is missing, and nothing in the message', () => {
    const text = cipher.encrypt('ya29.token', place);
    expect(() => old.decrypt(text, place)).toThrow(ColumnDecryptionError);
    expect(() => old.decrypt(text, place)).toThrow(
      expect.objectContaining({ refusal: 'unknown_key', message: 'an encrypted column could not be decrypted' }),
    );
  });

  it('refuses a tag cut to four bytes', () => {
    const [v, k, iv, tag, ciphertext] = cipher.encrypt('ya29.token', place).split('.');
    const short = Buffer.from(tag ?? '', 'base64url')
      .subarray(0, 4)
      .toString('base64url');
    expect(outcome([v, k, iv, short, ciphertext].join('.'), place)).toBe('malformed');
  });

  it('tells apart places whose parts join to the same text, and the platform from an empty tenant', () => {
    const text = cipher.encrypt('s', { table: 'ab', column: 'c', row: 'd', tenant: null });
    expect(outcome(text, { table: 'a', column: 'bc', row: 'd', tenant: null })).toBe('not_authentic');
    expect(outcome(text, { table: 'ab', column: 'c', row: 'd', tenant: '' })).toBe('not_authentic');
  });

  it('refuses a plaintext that would not come back as it was', () => {
    expect(() => cipher.encrypt('\ud800', place)).toThrow(
      new RangeError('expected well-formed Unicode, got a lone surrogate'),
    );
  });

  it('accepts none of 10,000 altered or moved texts', () => {
    const elsewhere = fc
      .record<ColumnPlace>({
        table: fc.oneof(fc.constant(place.table), fc.constantFrom('llm_providers', 'agent_configs')),
        column: fc.oneof(fc.constant(place.column), fc.constantFrom('refresh_token', 'api_key')),
        row: fc.oneof(fc.constant(place.row), fc.ulid()),
        tenant: fc.oneof(fc.constant(place.tenant), fc.uuid(), fc.constant(null)),
      })
      .filter((where) => JSON.stringify(where) !== JSON.stringify(place));
    const anyText = fc.string({ unit: fc.constantFrom(...'Ab9-_.+/= v1k2') });
    const mutation = fc.oneof(
      fc.record({ kind: fc.constant('replace'), at: fc.nat(), by: anyText }),
      fc.record({ kind: fc.constant('insert'), at: fc.nat(), by: anyText }),
      fc.record({ kind: fc.constant('cut'), at: fc.nat(), by: anyText }),
    );
    const plaintexts = fc.string({ minLength: 0, maxLength: 40 });

    fc.assert(
      fc.property(plaintexts, elsewhere, (plaintext, where) => {
        expect(outcome(cipher.encrypt(plaintext, place), where)).toBe('not_authentic');
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(plaintexts, mutation, (plaintext, { kind, at, by }) => {
        const text = cipher.encrypt(plaintext, place);
        const index = at % text.length;
        const removed = { replace: by.length, insert: 0, cut: 1 + by.length }[kind] ?? 0;
        const altered = text.slice(0, index) + (kind === 'cut' ? '' : by) + text.slice(index + removed);
        fc.pre(altered !== text);
        expect(['malformed', 'unknown_key', 'not_authentic']).toContain(outcome(altered, place));
      }),
      { numRuns: 7_000 },
    );
  });
});
