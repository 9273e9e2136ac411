import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parse, print, stripIgnoredCharacters } from 'graphql';
import { canonicalText } from './canonical-text.ts';

describe('the canonical text of a document', () => {
  const query = 'query A($a: In = {b: [1, 2], c: "x # y"}) { f(a: $a) @include(if: true) { ...G ...F } }';
  const [f, g] = ['fragment F on T { b }', 'fragment G on T { a: b(c: """ two\n  lines """) }'];

  it.each([
    ['printed anew', print(parse(`${query} ${g} ${f}`))],
    ['without spaces', stripIgnoredCharacters(`${query}${g}${f}`)],
    ['in another order', `${f}\n${query}\n${g}`],
    ['with comments, commas and a byte order mark', `\uFEFF# of a partner\n${query},,,\n# and\n${f}\r\n${g} #`],
  ])('is the same %s', (_how, text) => {
    // A block string is printed anew, too: only its own spaces count.
    const same = (one: string) => canonicalText(stripIgnoredCharacters(one));
    expect(same(text)).toBe(same(`${query} ${f} ${g}`));
  });

  it.each([
    ['another value', query.replace('1', '2')],
    ['another text', query.replace('x # y', 'x # z')],
    ['a field more', query.replace('...G', '...G x')],
    ['a definition twice', `${query} ${f} ${f} ${g}`],
    ['a definition less', `${query} ${f}`],
  ])('is another one with %s', (_what, text) => {
    expect(canonicalText(text)).not.toBe(canonicalText(`${query} ${f} ${g}`));
  });

  it('keeps each selection with the operation, and with the defaults of variables, that it belongs to', () => {
    expect(canonicalText('query A { a } query B { b }')).not.toBe(canonicalText('query A { b } query B { a }'));
    const pair = (one: number, other: number) =>
      `query A($a: In = {b: ${one}}) { x } query A($a: In = {b: ${other}}) { y }`;
    expect(canonicalText(pair(1, 2))).not.toBe(canonicalText(pair(2, 1)));
  });

  it('is itself a text of the same definitions, whatever they are', () => {
    const name = fc.stringMatching(/^[a-z]{1,4}$/);
    const value = fc.oneof(
      fc.integer().map(String),
      fc.string().map((text) => JSON.stringify(text.replace(/[^\x20-\x7e]/g, ''))),
      name.map((key) => `{${key}: [1, {x: $v}]}`),
    );
    const field = fc.tuple(name, value).map(([key, given]) => `${key}(a: ${given}) { b }`);
    const definition = fc
      .tuple(name, fc.array(field, { minLength: 1, maxLength: 3 }))
      .map(([key, fields]) => `query ${key} { ${fields.join(' ')} }`);
    fc.assert(
      fc.property(fc.array(definition, { minLength: 1, maxLength: 4 }), (definitions) => {
        const sorted = (text: string) => parse(text, { noLocation: true }).definitions.map(print).sort();
        expect(sorted(canonicalText(definitions.join('\n')) ?? '')).toEqual(sorted(definitions.join('\n')));
      }),
    );
  });

  it.each(['query { a(b: "', '{ a ? }', '\u0000'])('is none of %j', (text) => {
    expect(canonicalText(text)).toBeNull();
  });
});
