import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { projectPath } from '../platform/config/paths.ts';
import { temporaryFolder } from './support/folder.ts';

/** What Apollo asks of every server that ApolloServer is put into, and this one does otherwise; by its reason. */
const doesNotApply: Readonly<Record<string, readonly string[]>> = {
  'the suite is one patch behind the server': [
    'lockstep versioning of @apollo/server and @apollo/server-integration-testsuite',
  ],
  'contexts are made here, from who asks, before Apollo Server is asked': [
    'defers context eval with thunk until after options creation',
    'GraphQLErrors are formatted, defaulting to status 500',
    'GraphQLErrors are formatted, defaulting to INTERNAL_SERVER_ERROR',
    'GraphQLErrors are formatted, obeying http extension',
    'non-GraphQLErrors are formatted',
  ],
  'the explorer stands in the place of the landing page': ['defaults to LocalDefault'],
  'a body that is no JSON is refused in words of ours': ['throws an error if POST JSON is malformed'],
  'errors of no plugin keep their empty extensions': ['formatError receives correct error for parse failure'],
  'ids are resolved before Apollo Server is asked, from manifests and a store of ours': [
    'returns PersistedQueryNotSupported to a GET request if PQs disabled',
    'returns PersistedQueryNotSupported to a POST request if PQs disabled',
    'when ttlSeconds is set, passes ttl to the apq cache set call',
    'when ttlSeconds is unset, ttl is not passed to apq cache',
    'errors when version is not specified',
    'errors when version is unsupported',
    'errors when hash is mismatched',
    'returns PersistedQueryNotFound on the first try',
    'returns result on the second try',
  ],
};

interface Report {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

it("Apollo Server's own integration tests pass over this server, where they apply", async () => {
  const folder = await temporaryFolder();
  const report = join(folder.path, 'report.json');
  const parameters = ['--experimental-vm-modules', projectPath('node_modules', 'jest', 'bin', 'jest.js')];
  const ownRun = ['--testMatch', '**/apollo-suite/suite.ts', '--globalSetup=', '--globalTeardown=', '--forceExit'];
  // It ends with 1, for what does not apply.
  await new Promise<void>((resolve) => {
    const options = { cwd: projectPath(), maxBuffer: 100_000_000 };
    execFile(process.execPath, [...parameters, ...ownRun, '--json', `--outputFile=${report}`], options, () =>
      resolve(),
    );
  });
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Report;
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  await folder.remove();
  const named = (status: string): string[] => all.flatMap((test) => (test.status === status ? [test.title] : []));
  expect(named('failed').sort()).toEqual(Object.values(doesNotApply).flat().sort());
  expect(named('passed')).toHaveLength(224);
});
