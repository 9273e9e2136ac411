import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from '../database/pool.ts';
import { revisionOf } from './revision.ts';
import { firstUlidAt, mintUlid, parseUlid, ulidInstant, ulidTime } from './ulid.ts';

const sample = '01JZX3V6E8Q4T5Y7W9A1C2D3F4';

describe('a ULID', () => {
  it('is folded to upper case', () => {
    expect([sample, sample.toLowerCase(), '01jZX3v6e8Q4T5Y7W9A1C2D3F4'].map(parseUlid)).toEqual([
      sample,
      sample,
      sample,
    ]);
  });

  it.each([
    '',
    sample.slice(1),
    `${sample}0`,
    `8${sample.slice(1)}`,
    ...['I', 'L', 'O', 'U', '-', ' ', '\0', "'", 'é', '0\n', 'ſ', '\u212a'].map(
      (odd) => `${sample.slice(0, 26 - odd.length)}${odd}`,
    ),
    crypto.randomUUID(),
    'ß'.repeat(13),
    'ß'.repeat(26),
  ])('%j is none', (text) => {
    expect(parseUlid(text)).toBeNull();
  });

  it('holds no character but the digits and letters of its alphabet, each in one spelling', () => {
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const taken: string[] = [];
    for (let code = 0; code <= 0x10_ffff; code += 1) {
      const character = String.fromCodePoint(code);
      const folded = parseUlid(`0${character}${sample.slice(1 + character.length)}`);
      if (folded !== null) taken.push(character + folded.slice(1, 2));
    }
    const lower = [...alphabet.slice(10)].map((letter) => letter.toLowerCase() + letter);
    expect(taken).toEqual([...[...alphabet].map((letter) => letter + letter), ...lower]);
  });

  it('is what 26 characters of ASCII spell, and no other text', () => {
    const characters = fc.constantFrom(
      ...'0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz',
      'ſ',
      'K',
      'İ',
      'ı',
      'ß',
      'ﬀ',
      '𝟎',
      'I',
      'u',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.string({ unit: characters, minLength: 24, maxLength: 28 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const isOne =
          text.length === 26 &&
          text.charAt(0) <= '7' &&
          [...text].every(
            (one) => one.length === 1 && one.charCodeAt(0) < 128 && /[0-9A-Z]/i.test(one) && !/[ILOU]/i.test(one),
          );
        expect(parseUlid(text)).toBe(isOne ? text.toUpperCase() : null);
      }),
      { numRuns: 2_000 },
    );
  });

  it('minted here rises, also within one millisecond', () => {
    const minted = Array.from({ length: 10_000 }, mintUlid);
    expect(minted).toEqual([...new Set(minted)].sort());
    expect(minted.map(parseUlid)).toEqual(minted);
  });

  it('says when it was minted', () => {
    const before = Date.now();
    const minted = ulidTime(mintUlid());
    expect(minted).toBeGreaterThanOrEqual(before - 1);
    expect([ulidTime('00000000000000000000000000'), ulidTime('7ZZZZZZZZZZZZZZZZZZZZZZZZZ')]).toEqual([0, 2 ** 48 - 1]);
  });
});

describe('the first ULID of a millisecond', () => {
  const millisecond = fc.integer({ min: 0, max: 2 ** 48 - 1 });

  it('parts the ULIDs before from those of it and after', () => {
    fc.assert(
      fc.property(millisecond, (ms) => {
        const first = firstUlidAt(ms);
        expect([parseUlid(first), ulidTime(first), first.slice(10)]).toEqual([first, ms, '0'.repeat(16)]);
        if (ms > 0) expect(`${firstUlidAt(ms - 1).slice(0, 10)}${'Z'.repeat(16)}` < first).toBe(true);
      }),
    );
  });

  it('is one of the ends for times that no ULID can say', () => {
    expect([firstUlidAt(-1), firstUlidAt(-1e15)]).toEqual(Array(2).fill('0'.repeat(26)));
    expect(firstUlidAt(2 ** 48)).toBe(`7ZZZZZZZZZ${'0'.repeat(16)}`);
  });
});

describe('in PostgreSQL', () => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = createPool({ url: appUrl(), maximum: 1 });
  });
  afterAll(() => pool.end());

  it('the time of a ULID is the same, to the millisecond, for two centuries to come', async () => {
    const times = fc.sample(fc.integer({ min: 0, max: Date.UTC(2200) }), 2_000);
    const ids = times.map(firstUlidAt);
    const { rows } = await pool.query<{ wrong: string[] }>(
      `SELECT coalesce(array_agg(id), '{}') AS wrong FROM unnest($1::bpchar[], $2::timestamptz[]) AS pair(id, instant)
        WHERE app.ulid_time(id) <> instant`,
      [ids, ids.map(ulidInstant)],
    );
    expect(rows).toEqual([{ wrong: [] }]);
  });
});

describe('a revision', () => {
  it('is the last change, or else the creation, in base 36', () => {
    const createdAt = '2026-01-01T00:00:00.000Z';
    expect(revisionOf({ createdAt, updatedAt: null })).toBe(Date.parse(createdAt).toString(36));
    expect(revisionOf({ createdAt, updatedAt: '2026-01-01T00:00:00.001Z' })).toBe(
      (Date.parse(createdAt) + 1).toString(36),
    );
    expect(Number.parseInt(revisionOf({ createdAt, updatedAt: null }), 36)).toBe(Date.parse(createdAt));
  });
});
