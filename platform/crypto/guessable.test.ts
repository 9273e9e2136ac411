import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { isGuessable } from './guessable.ts';

const text = (value: string): Buffer => Buffer.from(value);

describe('isGuessable', () => {
  it.each([
    ['one byte', Buffer.alloc(32)],
    ['one letter', text('a'.repeat(64))],
    ['two letters by turns', text('ab'.repeat(20))],
    ['a row', Buffer.from(Array.from({ length: 32 }, (_, index) => index))],
    ['a row downwards', Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index))],
    ['the alphabet', text('abcdefghijklmnopqrstuvwxyz0123456789')],
    ['all digits of hexadecimal, twice', text('0123456789abcdef0123456789abcdef')],
    ['a word repeated', text('changeme-changeme-changeme-changeme')],
    ['a word repeated, with something behind', text('secretsecretsecretsecretsecretsecret1')],
    ['a random word repeated', text('k3v9q1x7'.repeat(8))],
    ['a number', text('00000000000000000000000000000001')],
    ['few random letters filled up', text(`${'x'.repeat(32)}f81d4fae`)],
  ])('is true of %s', (_, secret) => {
    expect(isGuessable(secret)).toBe(true);
  });

  it('is true of whatever is repeated to the length of a secret', () => {
    const word = fc.uint8Array({ minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(word, fc.integer({ min: 32, max: 100 }), (bytes, length) =>
        isGuessable(Buffer.alloc(length, Buffer.from(bytes))),
      ),
    );
  });

  it('is false of random bytes, as they are and as they are written', () => {
    const drawn = Array.from({ length: 2_000 }, () => randomBytes(32));
    const secrets = drawn.flatMap((bytes) => [bytes, text(bytes.toString('hex')), text(bytes.toString('base64url'))]);
    expect(secrets.filter(isGuessable)).toEqual([]);
  });
});
