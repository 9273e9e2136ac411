import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { projectPath } from '../../platform/config/paths.ts';
import { textHash } from '../text-hash.ts';
import { ManifestError, writeManifest } from './manifest.ts';
import { manifestOperations, type OperationFile } from './manifest-maker.ts';

const file = (name: string, text: string): OperationFile => ({ name, text });

function complaintsOf(...files: OperationFile[]): readonly string[] {
  try {
    manifestOperations(files);
  } catch (error) {
    if (error instanceof ManifestError) return error.complaints;
    throw error;
  }
  return [];
}

describe('a manifest of a folder', () => {
  it('has each operation by name with the fragments that it spreads, in the order of Apollo’s generator', () => {
    const files = [
      file('z.graphql', '# Two\nmutation Two { y }\nquery One{a{...B ...A}} fragment A on T { a ...C }'),
      file('a.graphql', 'fragment C on T { c } fragment B on T { b } fragment Unused on T { u }'),
    ];
    const bodies = [
      'query One {\n  a {\n    ...B\n    ...A\n  }\n}\n\nfragment A on T {\n  a\n  ...C\n}\n\nfragment B on T {\n  b\n}\n\nfragment C on T {\n  c\n}',
      'mutation Two {\n  y\n}',
    ] as const;
    expect(manifestOperations(files)).toEqual([
      { id: textHash(bodies[0]), name: 'One', type: 'query', body: bodies[0] },
      { id: textHash(bodies[1]), name: 'Two', type: 'mutation', body: bodies[1] },
    ]);
  });

  it('says of each operation whose it is and how long its answers may be kept', () => {
    const [one] = manifestOperations([file('a.graphql', 'query A { a }')], { clientName: 'web', maxAge: 60 });
    expect(one).toMatchObject({ name: 'A', clientName: 'web', maxAge: 60 });
  });

  it.each<[string, OperationFile[], string]>([
    ['no name', [file('a', '{ a }')], 'a: found an operation without a name; expected a name for each'],
    [
      'a name twice',
      [file('a', 'query A { a }'), file('b', 'query A { b }')],
      'b: found the operation A, which a has too; expected a name of its own',
    ],
    [
      'the name of a fragment twice',
      [file('a', 'fragment F on T { a }'), file('b', 'fragment F on T { b }')],
      'b: found the fragment F, which a has too; expected a name of its own',
    ],
    ['no GraphQL', [file('a', 'query {')], 'a: Syntax Error: Expected Name, found <EOF>.'],
  ])('is not made of operations with %s', (_what, files, complaint) => {
    expect(complaintsOf(...files)).toEqual([complaint]);
  });

  it('is shipped as operations/ has it: "npm run manifest" makes it anew', () => {
    const names = readdirSync(projectPath('operations')).filter((name) => name.endsWith('.graphql'));
    const files = names.map((name) => file(name, readFileSync(projectPath('operations', name), 'utf8')));
    const shipped = readFileSync(projectPath('persisted', 'operations.json'), 'utf8');
    expect(shipped).toBe(writeManifest(manifestOperations(files)));
  });
});
