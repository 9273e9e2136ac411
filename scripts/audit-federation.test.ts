import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { composeServices } from '@apollo/composition';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { temporaryFolder } from '../tests/support/folder.ts';
import { startProgram, stopAll } from '../tests/support/started.ts';

const { supergraphSdl } = composeServices([
  { name: 'books', url: 'ORIGIN/library/books', typeDefs: parse('type Query { title: String pages: Int }') },
]);

/** What the audit's server answers by path, as its router does; `ORIGIN` stands for where it listens. */
const answers: Record<string, unknown> = {
  '/ids': ['library'],
  '/library/supergraph': supergraphSdl,
  '/library/subgraphs': [{ name: 'books', url: 'ORIGIN/library/books' }],
  '/library/books': { data: { title: 'Emma', pages: 474 } },
  '/library/tests': [
    { query: '{ title }', expected: { data: { title: 'Emma' } } },
    { query: '{ author }', expected: { data: null, errors: true } },
    { query: '\n  {\n    pages\n  }\n', expected: { data: { pages: 473 } } },
    { query: '{ author }', expected: { data: { author: 'Jane Austen' } } },
  ],
};

const router = `
  import type { RequestListener } from 'node:http';
  const answers: Record<string, unknown> = ${JSON.stringify(answers)};
  export const createRouter = (): RequestListener => ({ url = '', headers }, response) => {
    const answer = answers[url];
    const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
    response.setHeader('content-type', 'application/json');
    response.end(text.replaceAll('ORIGIN', 'http://' + headers.host));
  };`;

const got = `{"data":null,"errors":[{"message":"Cannot query field \\"author\\" on type \\"Query\\".","locations":[{"line":1,"column":3}],"extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}`;

const report = `library  2/4  1 silent

library, case 3, silent: wrong without an error
query
  {
    pages
  }
expected
  {"data":{"pages":473}}
got
  {"data":{"pages":474},"errors":[]}

library, case 4
query
  { author }
expected
  {"data":{"author":"Jane Austen"}}
got
  ${got}

2 of 4
`;

/** `npm run audit:federation`, over an audit of four cases. */
describe('the federation audit', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let checkout: string;
  beforeAll(async () => {
    folder = await temporaryFolder();
    checkout = join(folder.path, 'audit');
    await mkdir(join(checkout, 'src'), { recursive: true });
    await mkdir(join(checkout, 'node_modules'));
    await writeFile(join(checkout, 'src', 'index.ts'), router);
  });
  afterAll(async () => {
    await stopAll();
    await folder.remove();
  });

  async function run(...parameters: string[]) {
    const program = startProgram('scripts/audit-federation.js', {}, parameters);
    return { code: await program.ended, output: program.output(), complaints: program.complaints() };
  }

  it.each([[[]], [['--stock']]])(
    'prints what was asked, expected and got, and fails where a wrong answer came without an error: %j',
    async (options) => {
      const complaints =
        '2 of 4 cases were answered right and 1 wrong without an error, expected at least 2 and none.\n';
      expect(await run(checkout, '--at-least=2', ...options)).toEqual({ code: 1, output: report, complaints });
    },
  );

  it('names a suite that the audit does not have', async () => {
    const complaints = 'The suite is "cinema", expected one of library.\n';
    expect(await run(checkout, '--suite=cinema')).toEqual({ code: 1, output: '', complaints });
  });

  it('names what a folder lacks to be a checkout', async () => {
    expect(await run(folder.path)).toEqual({
      code: 1,
      output: '',
      complaints: `There is no ${join(folder.path, 'src', 'index.ts')}, expected a checkout of github.com/graphql-hive/federation-gateway-audit.\n`,
    });
  });

  it.each([[['one', '--at-least=many']], [['one', '--loud']]])(
    'tells how it is called where the parameters are %j',
    async (parameters) => {
      const { code, complaints } = await run(...parameters);
      expect({ code, complaints }).toEqual({
        code: 1,
        complaints: expect.stringContaining(
          'expected npm run audit:federation -- <checkout of the audit> [--stock] [--suite <name>] [--at-least <cases>].\n',
        ),
      });
    },
  );
});
