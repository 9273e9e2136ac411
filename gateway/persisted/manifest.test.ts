import { describe, expect, it } from '@jest/globals';
import { textHash } from '../text-hash.ts';
import { ManifestError, readManifest } from './manifest.ts';

const body = 'query Role { viewer { role } }';
const apollo = (operation: object, rest: object = {}) =>
  JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations: [operation], ...rest });

function complaintsOf(json: string): readonly string[] {
  try {
    readManifest(json);
  } catch (error) {
    if (error instanceof ManifestError) return error.complaints;
    throw error;
  }
  return [];
}

describe('a manifest', () => {
  it.each<[string, string, object]>([
    ["in Apollo's format", apollo({ id: 'a', name: 'Role', type: 'query', body }), {}],
    ['of one client', apollo({ id: 'a', name: 'Role', type: 'query', body, clientName: 'web' }), { clientName: 'web' }],
    ['with a lifetime', apollo({ id: 'a', name: 'Role', type: 'query', body, maxAge: 60 }), { maxAge: 60 }],
    ['with what other tools add', apollo({ id: 'a', body, hash: 1 }, { generator: 'x' }), {}],
    ['that maps ids to texts', JSON.stringify({ a: body }), {}],
    ['with a byte order mark', `\uFEFF${JSON.stringify({ a: body })}`, {}],
  ])('%s is read', (_name, json, hints) => {
    expect(readManifest(json)).toEqual([{ id: 'a', body, clientName: null, maxAge: null, ...hints }]);
  });

  it.each([
    ['{}', []],
    [apollo({}, { operations: [] }), []],
  ])('may be empty: %s', (json, operations) => {
    expect(readManifest(json)).toEqual(operations);
  });

  it.each([
    ['no JSON', '{ "a": ', /^it is no JSON \(.*\); expected \{ "format": "apollo-persisted-query-manifest", /],
    ['an empty file', '', /^it is no JSON/],
    ['a list', '[]', /^the file: .*; expected/],
    ['null', 'null', /^the file: .*; expected/],
    ['another format', apollo({ id: 'a', body }, { format: 'relay' }), /^format: .*expected "apollo-persisted/],
    ['another version', apollo({ id: 'a', body }, { version: 2 }), /^version: .*expected 1/],
    ['no operations', apollo({}, { operations: undefined }), /^operations: .*expected array/],
    ['an operation without an id', apollo({ body }), /^operations\[0\]\.id: /],
    ['an empty id', apollo({ id: '', body }), /^operations\[0\]\.id: /],
    ['an operation without a body', apollo({ id: 'a' }), /^operations\[0\]\.body: /],
    ['a lifetime below zero', apollo({ id: 'a', body, maxAge: -1 }), /^operations\[0\]\.maxAge: /],
    ['a map of other things', JSON.stringify({ a: 1 }), /^a: .*expected string/],
    ['a body that is no GraphQL', JSON.stringify({ a: '{ viewer' }), /^operation "a": its body cannot be parsed/],
    [
      'a body of fragments',
      JSON.stringify({ a: 'fragment F on T { a }' }),
      /^operation "a": its body has no operation/,
    ],
    [
      'a hash of another body',
      JSON.stringify({ [`sha256:${'0'.repeat(64)}`]: body }),
      /is not the SHA-256 of the body/,
    ],
  ])('is not taken with %s', (_what, json, words) => {
    const complaints = complaintsOf(json);
    expect(complaints).toEqual([expect.stringMatching(words)]);
    expect(complaints[0]).toMatch(/expected/);
  });

  it('may say of an id that it is the hash of the body', () => {
    const id = `sha256:${textHash(body)}`;
    expect(readManifest(JSON.stringify({ [id]: body }))).toMatchObject([{ id, body }]);
  });
});
