import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { layOutSql } from './sql-layout.ts';

const textOf = (statement: string) =>
  layOutSql(statement)
    .map(({ text }) => text)
    .join('');

describe('layOutSql', () => {
  it('gives each clause a line, indented by its parentheses', () => {
    const statement =
      'SELECT p.key, c.id FROM unnest($1) AS p(key) CROSS JOIN LATERAL (SELECT g.id FROM goals g WHERE g.parent = p.key LIMIT 11) c';
    expect(textOf(statement)).toBe(
      [
        'SELECT p.key, c.id',
        'FROM unnest($1) AS p(key)',
        'CROSS JOIN LATERAL (',
        '  SELECT g.id',
        '  FROM goals g',
        '  WHERE g.parent = p.key',
        '  LIMIT 11) c',
      ].join('\n'),
    );
  });

  it('sees no keyword in a literal, a quoted name or a comment', () => {
    const keywords = layOutSql(`SELECT 'it''s FROM', "order" /* WHERE */ -- LIMIT`).filter(
      ({ kind }) => kind === 'keyword',
    );
    expect(keywords).toEqual([{ kind: 'keyword', text: 'SELECT' }]);
  });

  it('leaves the lines of a statement that has some, without the indentation that all of them share', () => {
    expect(textOf('\nSELECT 1\n     FROM goals\n       WHERE true\n')).toBe('SELECT 1\nFROM goals\n  WHERE true');
  });

  it('leaves the lines of a literal as they are', () => {
    expect(textOf("SELECT 'a\n  b'\n  FROM goals")).toBe("SELECT 'a\n  b'\n  FROM goals");
  });

  it('changes nothing but white space', () => {
    const word = fc.constantFrom(
      'SELECT',
      'from',
      '(',
      ')',
      "'a FROM b'",
      '"x y"',
      '$1',
      ',',
      'goals',
      ' ',
      '--',
      "'",
      '\n',
    );
    fc.assert(
      fc.property(fc.array(word), (words) => {
        const statement = words.join(' ');
        expect(textOf(statement).replaceAll(/\s/g, '')).toBe(statement.replaceAll(/\s/g, ''));
      }),
    );
  });
});
