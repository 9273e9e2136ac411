import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { readConfig } from '../../platform/config/config.ts';
import { requireWithin, type DocumentLimits } from './document-limits.ts';

const { document: standard } = readConfig({}).limits;

function refusal(text: string, limits: Partial<DocumentLimits>): unknown {
  try {
    requireWithin(text, { ...standard, ...limits });
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return error.extensions;
  }
}

const tooLarge = (limit: keyof DocumentLimits, maximum: number) => ({
  code: 'QUERY_TOO_COSTLY',
  retryable: false,
  limit,
  maximum,
  http: { status: 400 },
});

describe('a document', () => {
  it.each<[keyof DocumentLimits, number, string]>([
    ['characters', 10, '{ viewer }'],
    ['tokens', 6, '{ a(b: 1) }'.replace('(b: 1)', ' b c d')],
    ['operations', 2, 'query A { a } query B { b }'],
    ['depth', 3, '{ a { b { c } } }'],
    ['depth', 3, '{ a(in: [[1]]) }'.replace('[[1]]', '[1]')],
    ['rootFields', 2, '{ a b }'],
    ['fields', 4, '{ a { b } ...F } fragment F on Query { c { d } }'],
    ['fragments', 1, '{ ...F } fragment F on Query { a }'],
    ['aliases', 2, '{ a: x { b: y } }'],
    ['directives', 2, '{ a @include(if: true) @skip(if: false) }'],
  ])('may have as many %s as the limit says: %d, and none more', (limit, count, text) => {
    expect(refusal(text, { [limit]: count })).toBeNull();
    expect(refusal(text, { [limit]: count - 1 })).toEqual(tooLarge(limit, count - 1));
  });

  it('has the fields of a fragment wherever it is spread', () => {
    const text = '{ a { ...F } b { ...F } c { ...F } } fragment F on T { x y { z } }';
    expect(refusal(text, { fields: 12 })).toBeNull();
    expect(refusal(text, { fields: 11 })).toEqual(tooLarge('fields', 11));
  });

  it('has the levels of a fragment below where it is spread', () => {
    const text = '{ a { b { ...F } } } fragment F on T { x { y } }';
    expect(refusal(text, { depth: 4 })).toBeNull();
    expect(refusal(text, { depth: 3 })).toEqual(tooLarge('depth', 3));
  });

  it.each([
    ['no document', '{ a ('],
    ['a character that begins no token', '{ a ? }'],
    ['a string that does not end', '{ a(b: "c'],
    ['a circle of fragments', '{ ...F } fragment F on T { a ...G } fragment G on T { b ...F }'],
    ['a fragment that is not there', '{ ...F }'],
  ])('is for others to refuse: %s', (_name, text) => {
    expect(refusal(text, {})).toBeNull();
  });

  it('says whether an operation of it is a mutation', () => {
    expect(requireWithin('query A { a }', standard)).toEqual({ mutates: false });
    expect(requireWithin('query A { a } mutation B { b }', standard)).toEqual({ mutates: true });
  });
});

/** A document's operation as a tree, and how it is written with parts of it in fragments. */
interface Tree {
  readonly inFragment: boolean;
  readonly fields: readonly Tree[];
}

const { tree } = fc.letrec<{ tree: Tree; fields: readonly Tree[] }>((tie) => ({
  tree: fc.record({ inFragment: fc.boolean(), fields: tie('fields') }),
  fields: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constant([]),
    fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
  ),
}));

const fieldsIn = ({ fields }: Tree): number => fields.reduce((sum, field) => sum + 1 + fieldsIn(field), 0);
const depthOf = ({ fields }: Tree): number => fields.reduce((most, field) => Math.max(most, 1 + depthOf(field)), 0);

function written(root: Tree): string {
  const fragments: string[] = [];
  const selection = ({ fields }: Tree): string =>
    fields
      .map((field) => {
        const text = field.fields.length === 0 ? 'f' : `f { ${selection(field)} }`;
        if (!field.inFragment) return text;
        fragments.push(`fragment F${fragments.length} on T { ${text} }`);
        return `...F${fragments.length - 1}`;
      })
      .join(' ');
  const operation = `{ ${selection(root)} }`;
  return [operation, ...fragments].join(' ');
}

describe('the size of any operation', () => {
  it('is counted as if its fragments were written out', () => {
    fc.assert(
      fc.property(
        tree.filter(({ fields }) => fields.length > 0),
        (root) => {
          const text = written(root);
          const [fields, depth] = [fieldsIn(root), depthOf(root)];
          const others = { depth: 200, tokens: 100_000, fragments: 1_000 };
          expect(refusal(text, { ...others, fields })).toBeNull();
          if (fields > 1) expect(refusal(text, { ...others, fields: fields - 1 })).toMatchObject({ limit: 'fields' });
          // Its brackets stand as deep as its fields, and in fragments no deeper.
          expect(refusal(text, { ...others, depth })).toBeNull();
          if (depth > 1) expect(refusal(text, { ...others, depth: depth - 1 })).toMatchObject({ limit: 'depth' });
        },
      ),
    );
  });
});
