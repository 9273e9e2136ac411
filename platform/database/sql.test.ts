import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from './pool.ts';
import { compile, identifier, join, literal, sql, type Sql, maximumPreparedTexts } from './sql.ts';

const textOf = (statement: Sql): readonly unknown[] => {
  const { text, values } = compile(statement);
  return [text, values];
};

describe('sql', () => {
  it('keeps every value out of the text', () => {
    expect(textOf(sql`SELECT ${1}, ${'a'} WHERE ${null}`)).toEqual(['SELECT $1, $2 WHERE $3', [1, 'a', null]]);
    expect(textOf(sql`SELECT 1`)).toEqual(['SELECT 1', []]);
    expect(textOf(sql`${1}${2}`)).toEqual(['$1$2', [1, 2]]);
  });

  it('nests, whatever the depth, and numbers from the left', () => {
    const inner = sql`a = ${1}`;
    const middle = sql`(${inner} OR b = ${2})`;
    expect(textOf(sql`SELECT ${0} WHERE ${middle} AND ${literal('TRUE')} AND ${inner}`)).toEqual([
      'SELECT $1 WHERE (a = $2 OR b = $3) AND TRUE AND a = $4',
      [0, 1, 2, 1],
    ]);
  });

  it('joins pieces, none and one too', () => {
    expect(textOf(join([], ', '))).toEqual(['', []]);
    expect(textOf(sql`(${join([sql`${1}`], ', ')})`)).toEqual(['($1)', [1]]);
    expect(textOf(sql`(${join([sql`${1}`, literal('x'), sql`y = ${2}`], ' AND ')})`)).toEqual([
      '($1 AND x AND y = $2)',
      [1, 2],
    ]);
  });

  it('sends a list that is inserted twice once, and equal texts twice', () => {
    const ids = ['a', 'b'];
    expect(textOf(sql`${ids} ${'a'} ${ids} ${'a'} ${['a', 'b']}`)).toEqual([
      '$1 $2 $1 $3 $4',
      [ids, 'a', 'a', ['a', 'b']],
    ]);
  });

  it('gives equal texts one name, and others another, from the second time on', () => {
    const [first, one, same] = [1, 2, 3].map((value) => compile(sql`SELECT ${value}`));
    const [, other] = [1, 2].map((value) => compile(sql`SELECT  ${value}`));
    if (one === undefined || same === undefined || other === undefined) throw new Error('expected three');
    expect(first?.name).toBeUndefined();
    expect(one.name).toBe(same.name);
    expect(one.name).not.toBe(other.name);
    expect(one.name).toHaveLength(32);
  });

  it('keeps the names of texts that come again while others come once', () => {
    const again = (): string | undefined => compile(sql`SELECT 'again', ${1}`).name;
    again();
    const name = again();
    for (let n = 0; n < 3 * maximumPreparedTexts; n += 1) compile(sql`SELECT ${literal(`'once ${n}'`)}`);
    expect(again()).toBe(name);
    expect(name).toHaveLength(32);
  });

  it('quotes identifiers, and takes no text that could end a statement', () => {
    expect(textOf(identifier('a"; DROP'.replace(';', '')))).toEqual(['"a"" DROP"', []]);
    expect(() => literal('a; DROP TABLE goals')).toThrow('not a piece of SQL');
    expect(() => literal('a\0')).toThrow('not a piece of SQL');
    expect(() => identifier('a;')).toThrow('not a piece of SQL');
  });
});

describe('sql in PostgreSQL', () => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = createPool({ url: appUrl(), maximum: 1 });
  });
  afterAll(() => pool.end());

  /** What injects elsewhere: quotes, comments, placeholders, casts, escapes. NUL is the one text that PostgreSQL has not. */
  const nasty = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', '')),
    fc
      .array(
        fc.constantFrom(
          "'",
          '"',
          '\\',
          '$1',
          '$$',
          ';',
          '--',
          '/*',
          '*/',
          '::int',
          '{',
          '}',
          ',',
          'NULL',
          '%',
          '\n',
          'é',
          '🦊',
          ') OR (1=1',
        ),
      )
      .map((parts) => parts.join('')),
  );

  it('gives back every text and every list of texts as they were, and does nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, fc.array(fc.option(nasty)), async (text, list) => {
        const { text: statement, values } = compile(
          sql`SELECT ${text}::text AS text, ${list}::text[] AS list, (${text} = ANY(${[text]}::text[])) AS found`,
        );
        const { rows } = await pool.query({ text: statement, values: [...values] });
        const wellFormed = (value: string): string => Buffer.from(value).toString(); // a lone surrogate has no UTF-8
        expect(rows).toEqual([
          { text: wellFormed(text), list: list.map((one) => one && wellFormed(one)), found: true },
        ]);
      }),
      { numRuns: 300 },
    );
  });

  it('quotes every name', async () => {
    await fc.assert(
      fc.asyncProperty(
        nasty.filter(
          (name) =>
            name !== '' && !name.includes(';') && Buffer.byteLength(name) < 60 && Buffer.from(name).toString() === name,
        ),
        async (name) => {
          const { rows } = await pool.query<Record<string, unknown>>(
            compile(sql`SELECT 1 AS ${identifier(name)}`).text,
          );
          expect(Object.entries(rows[0] ?? {})).toEqual([[name, 1]]);
        },
      ),
      { numRuns: 100 },
    );
  });
});
