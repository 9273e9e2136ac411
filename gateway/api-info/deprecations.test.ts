import { describe, expect, it } from '@jest/globals';
import { buildSchema } from 'graphql';
import { deprecationProblems, deprecationsOf } from './deprecations.ts';

/** A schema with one deprecated field. */
const deprecated = (reason: string) => buildSchema(`type Query { old: Int @deprecated(reason: "${reason}") new: Int }`);

describe('the deprecations of a schema', () => {
  it('are of fields, arguments, input fields and enum values, each with its days', () => {
    const reason = (name: string) => `@deprecated(reason: "Use ${name}. Since 2026-01-31, removed on 2026-08-01.")`;
    const schema = buildSchema(`
      interface Named { name(short: Boolean ${reason('a')}): String }
      type Query { old(of: Of, in: In): Int ${reason('b')} }
      enum Of { ONE TWO ${reason('c')} }
      input In { here: Int there: Int ${reason('d')} }
    `);
    const days = { since: '2026-01-31', removeOn: '2026-08-01' };
    expect(deprecationsOf(schema).toSorted((a, b) => (a.reason < b.reason ? -1 : 1))).toEqual([
      { coordinate: 'Named.name(short:)', reason: 'Use a.', ...days },
      { coordinate: 'Query.old', reason: 'Use b.', ...days },
      { coordinate: 'Of.TWO', reason: 'Use c.', ...days },
      { coordinate: 'In.there', reason: 'Use d.', ...days },
    ]);
    expect(deprecationProblems(schema)).toEqual([]);
  });

  it.each([
    ['no day', 'Use new.'],
    ['no reason', 'Since 2026-01-01, removed on 2026-07-01.'],
    ['one day', 'Use new. Since 2026-01-01.'],
    ['a day that is none', 'Use new. Since 2026-02-30, removed on 2026-12-01.'],
    ['less than half a year', 'Use new. Since 2026-01-01, removed on 2026-06-30.'],
  ])('have to say all of it: %s', (_, reason) => {
    expect(deprecationProblems(deprecated(reason))).toEqual([
      `Query.old is deprecated with "${reason}", expected what to use in its place and "Since 2026-04-01, removed on 2026-10-01.", 6 months later at the earliest`,
    ]);
  });

  it('may be just half a year long', () => {
    expect(deprecationProblems(deprecated('Use new. Since 2026-01-01, removed on 2026-07-01.'))).toEqual([]);
  });
});
