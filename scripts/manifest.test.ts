import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { textHash } from '../gateway/text-hash.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { appUrl } from '../tests/support/database.ts';
import { temporaryFolder } from '../tests/support/folder.ts';
import { closeFactories, makeTenant } from '../tests/support/make.ts';
import { runToEnd, stopAll } from '../tests/support/started.ts';

/** Runs one of the two programs to its end. */
const run = (program: string, parameters: readonly string[], env: Record<string, string> = {}) =>
  runToEnd(`scripts/${program}.js`, parameters, env);

const scopes = '{\n  viewer {\n    scopes\n  }\n}';
const body = `query Scopes ${scopes}`;

describe('a manifest as its developer makes it', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let operations: string;
  let manifest: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    operations = join(folder.path, 'operations');
    manifest = join(folder.path, 'manifest.json');
    await mkdir(operations);
    await writeFile(join(operations, 'Scopes.graphql'), '# Of a partner.\nquery Scopes { viewer { scopes } }\n');
    await writeFile(join(operations, 'notes.txt'), 'none');
  });
  afterEach(() => stopAll());
  afterAll(async () => {
    await folder.remove();
    await closeFactories();
  });

  it('is made of a folder, and checked', async () => {
    expect(await run('manifest', [operations, '--out', manifest, '--max-age', '60'])).toMatchObject({
      code: 0,
      output: expect.stringMatching(new RegExp(`^Operations in .*: 1\\n${textHash(body)}  Scopes\\n$`)),
      complaints: '',
    });
    expect(JSON.parse(await readFile(manifest, 'utf8'))).toEqual({
      format: 'apollo-persisted-query-manifest',
      version: 1,
      operations: [{ id: textHash(body), name: 'Scopes', type: 'query', body, maxAge: 60 }],
    });
    expect(await run('manifest-check', [manifest])).toEqual({
      code: 0,
      output: 'Scopes: costs 1 at most\nEvery operation may be registered.\n',
      complaints: '',
    });
  });

  it('is refused by name for what it asks and may not', async () => {
    const file = join(folder.path, 'refused.json');
    const contacts = 'query Contacts { leads(first: 100) { nodes { email } } }';
    await writeFile(file, JSON.stringify({ contacts, typo: 'query Typo { viewer { rol } }' }));
    const { code, output, complaints } = await run('manifest-check', [file, '--scopes', 'leads:read'], {
      QUERY_LIMIT_COST: '10',
    });
    expect([code, output]).toEqual([1, expect.stringMatching(/^Contacts: costs \d+ at most\n$/)]);
    expect(complaints.split('\n')).toEqual([
      'Contacts: Lead.email needs the scope "personal:read"',
      expect.stringMatching(/^Contacts: it may cost \d+; expected 10 at most$/),
      'Typo: Cannot query field "rol" on type "Viewer". Did you mean "role"?',
      'Of 2 operations 2 may not be registered, expected none.',
      '',
    ]);
  });

  it('is checked for an API client, by the scopes that it has', async () => {
    const file = join(folder.path, 'client.json');
    await writeFile(file, JSON.stringify({ leads: 'query Leads { leads(first: 1) { nodes { id email } } }' }));
    const { make } = await makeTenant();
    const [scoped, narrow, revoked] = await Promise.all([
      make.apiClient({ scopes: ['leads:read', 'personal:read'] }),
      make.apiClient({ scopes: ['leads:read'] }),
      make.apiClient({ scopes: ['leads:read'], revokedAt: new Date().toISOString() }),
    ]);
    const nobody = mintUlid();
    const runs = await Promise.all(
      [scoped.refId.toLowerCase(), narrow.refId, revoked.refId, nobody].map((id) =>
        run('manifest-check', [file, '--client', id], { DATABASE_URL: appUrl() }),
      ),
    );
    expect(runs.map(({ code, complaints }) => [code, complaints])).toEqual([
      [0, ''],
      [
        1,
        'Leads: Lead.email needs the scope "personal:read"\nOf 1 operations 1 may not be registered, expected none.\n',
      ],
      [1, `The API client ${revoked.refId} is revoked, expected one that may ask.\n`],
      [1, `There is no API client ${nobody}, expected one that "npm run client -- list" names.\n`],
    ]);
  });

  it.each<[string, string, readonly string[], RegExp]>([
    ['no folder', 'manifest', ['/nowhere'], /^The folder \/nowhere cannot be read \(ENOENT\), expected/],
    ['two folders', 'manifest', ['a', 'b'], /name 2 folders, expected npm run manifest/],
    ['an unknown option', 'manifest', ['--output', 'x'], /cannot be read, expected npm run manifest/],
    ['a lifetime in words', 'manifest', ['--max-age', 'long'], /^The lifetime of answers is "long", expected/],
    ['no file', 'manifest-check', [], /^A manifest is missing, expected npm run manifest:check/],
    ['a file that is not there', 'manifest-check', ['/nowhere'], /^The manifest \/nowhere cannot be read \(ENOENT\)/],
    ['a file that is no manifest', 'manifest-check', ['package.json'], /^package\.json: .*; expected/],
    ['an unknown scope', 'manifest-check', ['x', '--scopes', 'all'], /^The scope is "all", expected some of/],
    ['a client that is none', 'manifest-check', ['x', '--client', 'me'], /^The client is "me", expected a ULID of/],
    ['a client and scopes', 'manifest-check', ['x', '--client', 'me', '--scopes', ''], /, expected --client alone: /],
    ['an unknown role', 'manifest-check', ['x', '--persona', 'owner'], /^The role is "owner", expected one of/],
  ])('is asked for with %s in vain', async (_what, program, parameters, words) => {
    const { code, complaints } = await run(program, parameters);
    expect([code, complaints]).toEqual([1, expect.stringMatching(words)]);
  });
});
