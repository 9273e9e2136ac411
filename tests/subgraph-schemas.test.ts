import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'graphql';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries } from '../platform/config/subgraph-entries.ts';
import { makeSubgraphSchema, schemaFolder } from '../scripts/compose/subgraph-schema.ts';
import { makeCheckout, type Checkout } from './support/checkout.ts';

const entries = readSubgraphEntries();

describe("a subgraph's schema.graphql", () => {
  it.each(entries)('is the committed one: $name', async (entry) => {
    expect(await readFile(projectPath(entry.schemaFile), 'utf8')).toBe(makeSubgraphSchema(entry));
  });

  it.each(entries)('is made of files of less than 300 lines: $name', async (entry) => {
    const folder = projectPath(schemaFolder(entry));
    const long = [];
    for (const file of await readdir(folder)) {
      const lines = (await readFile(join(folder, file), 'utf8')).split('\n').length - 1;
      if (lines >= 300) long.push([file, lines]);
    }
    expect(long).toEqual([]);
  });

  it('has of the prelude what another one has too', async () => {
    const schemas = entries.map((entry) => namesIn(makeSubgraphSchema(entry)));
    const prelude = namesIn(await readFile(projectPath('subgraphs/prelude.graphql'), 'utf8'));
    const lonely = prelude.filter((name) => schemas.filter((names) => names.includes(name)).length < 2);
    expect(lonely).toEqual([]);
    expect(prelude).toContain('PageInfo');
  });
});

describe('npm run compose -- --check', () => {
  let checkout: Checkout;

  beforeAll(async () => {
    checkout = await makeCheckout();
  });

  afterAll(() => checkout.remove());

  it('says nothing while all is fresh', async () => {
    expect(await compose('--check')).toEqual({ code: 0, words: '' });
  });

  it('tells in one sentence of a noun that changed, until it is composed', async () => {
    await appendFile(
      join(checkout.path, 'subgraphs/seo/schema/backlink.graphql'),
      '\nextend type Query {\n  "How many backlinks there are."\n  backlinkCount: Int\n}\n',
    );
    const before = await supergraph();
    expect(await compose('--check')).toEqual({ code: 1, words: staleSchema('seo') });
    expect(await supergraph()).toBe(before);
    expect(await compose()).toEqual({ code: 0, words: '' });
    expect(await supergraph()).toContain('  backlinkCount: Int @join__field(graph: SEO)\n');
    expect(await compose('--check')).toEqual({ code: 0, words: '' });
  });

  it('tells of a joined file that somebody changed, and of each, and makes it anew', async () => {
    for (const name of ['crm', 'ads']) await appendFile(join(checkout.path, `subgraphs/${name}/schema.graphql`), '\n');
    expect(await compose('--check')).toEqual({ code: 1, words: staleSchema('crm') + staleSchema('ads') });
    expect(await compose('--join')).toEqual({ code: 0, words: '' });
    expect(await compose('--check')).toEqual({ code: 0, words: '' });
  });

  it('tells of a supergraph that is not what they compose to', async () => {
    await writeFile(join(checkout.path, 'gateway/supergraph.graphql'), 'scalar Nothing\n');
    expect(await compose('--check')).toEqual({
      code: 1,
      words:
        'gateway/supergraph.graphql is not what the subgraphs compose to, expected it to be: run "npm run compose" and commit it.\n',
    });
    await compose();
    expect(await compose('--check')).toEqual({ code: 0, words: '' });
  });

  const supergraph = (): Promise<string> => readFile(join(checkout.path, 'gateway/supergraph.graphql'), 'utf8');

  async function compose(...parameters: string[]): Promise<{ code: number; words: string }> {
    const run = promisify(execFile)(process.execPath, ['scripts/compose.mjs', ...parameters], { cwd: checkout.path });
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, words: stdout + stderr }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        words: stdout + stderr,
      }),
    );
  }
});

function staleSchema(name: string): string {
  return `subgraphs/${name}/schema.graphql is not what subgraphs/prelude.graphql and subgraphs/${name}/schema/ make, expected it to be: run "npm run compose" and commit it.\n`;
}

function namesIn(sdl: string): readonly string[] {
  return parse(sdl).definitions.flatMap((node) => ('name' in node && node.name !== undefined ? [node.name.value] : []));
}
