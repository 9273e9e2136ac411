import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { readConfig } from '../../platform/config/config.ts';
import { projectPath } from '../../platform/config/paths.ts';
import { createPool } from '../../platform/database/pool.ts';
import { openTokens } from '../../platform/startup/tokens.ts';
import { appUrl, migratorUrl } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProgram, stopAll, type Started } from '../support/started.ts';
import { claimsAt, tenantIdOf } from './support/large-tenant.ts';
import { operationQuestions, type OperationQuestion } from './support/operation-questions.ts';

/** Requests in all; the first quarter fills caches. */
const requests = Number(process.env['SCALE_REQUESTS'] ?? 100_000);
/** Of so many requests one is a whole operation; the others are what screens ask in between: a page, a row. */
const perOperation = 20;
/** Rows of each tenant that are asked for by their ids. */
const rowsAsked = 500;
const atOnce = 8;
const quarters = 4;

/** How much more may be in use after the last quarter than after the first: caches are not quite full by then. */
const growth = 1.1;

interface Ask {
  readonly body: string;
  readonly token: string;
}

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let server: Started;
let url: string;
let operations: readonly Ask[];
let smallQuestions: readonly Ask[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const env = {
    DATA_DIR: join(folder.path, 'data'),
    DATABASE_URL: appUrl(),
    PORT: '0',
    DEMO_DATA: 'false',
    TOKEN_LIFETIME_SECONDS: '86400',
    // Partners' operations among them are sent as texts, which are not registered.
    OPERATIONS_PARTNERS: 'free',
    NODE_OPTIONS: `--import ${pathToFileURL(projectPath('tests/scale/support/report-heap.mjs')).href}`,
  };
  server = startProgram('gateway/main.js', env);
  url = (await server.until(/The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//, 60_000))[1] ?? '';
  const { issuer } = await openTokens(readConfig(env), console);
  if (issuer === null) throw new Error('expected the development issuer');
  const migrator = createPool({ url: migratorUrl(), maximum: 1 });
  const slugs = ['scale-00001', 'scale-00002', 'scale-00005', 'scale-00008'];
  const signed = async ({ as, text, variables }: Omit<OperationQuestion, 'name'>): Promise<Ask> => ({
    token: await issuer.sign(as),
    body: JSON.stringify({ query: text, variables }),
  });
  const asked = (await Promise.all(slugs.map((slug) => operationQuestions(migrator, slug)))).flat();
  operations = await Promise.all(asked.map(signed));
  const small = (await Promise.all(slugs.map((slug) => screenQuestions(migrator, slug)))).flat();
  smallQuestions = await Promise.all(small.map(signed));
  await migrator.end();
});

afterAll(async () => {
  await stopAll();
  await folder.remove();
});

it(`keeps the memory of the serving process flat over ${requests.toLocaleString('en')} mixed requests`, async () => {
  const inUse: number[] = [];
  const startedAt = performance.now();
  for (let quarter = 0; quarter < quarters; quarter += 1) {
    await Promise.all(Array.from({ length: atOnce }, (_, client) => askInTurn(client, requests / quarters / atOnce)));
    inUse.push(await megabytesInUse(quarter + 1));
  }
  const rate = (requests / (performance.now() - startedAt)) * 1_000;
  process.stderr.write(
    `${requests} requests at ${rate.toFixed(0)} a second; MB in use after each quarter: ${inUse.map((mb) => mb.toFixed(1)).join(', ')}\n`,
  );
  expect(inUse.at(-1)).toBeLessThanOrEqual((inUse[0] ?? 0) * growth);
}, 1_200_000);

/** What a person's screens ask again and again: who am I, a page of a list, one row of it. */
async function screenQuestions(pool: pg.Pool, slug: string): Promise<Omit<OperationQuestion, 'name'>[]> {
  const as = await claimsAt(pool, 'admin', slug);
  const { rows } = await pool.query<{ ref_id: string }>(
    `SELECT ref_id FROM activities WHERE tenant_id = $1 AND deleted_on IS NULL ORDER BY ref_id DESC LIMIT ${rowsAsked}`,
    [await tenantIdOf(pool, slug)],
  );
  const row =
    'query ($id: ID!) { node(id: $id) { id ... on Activity { title status assigneeUser { name } goal { name } } } }';
  const pages = [
    '{ viewer { user { name role } tenant { name plan } } }',
    '{ activities(first: 10) { nodes { id title status dueDate } pageInfo { hasNextPage endCursor } } }',
    '{ leads(first: 10, filter: { status: [NEW] }) { nodes { id label source createdAt } } }',
    '{ channels(first: 10) { nodes { id name platform status } } }',
  ];
  return rows.flatMap(({ ref_id: id }, index) => [
    { as, text: row, variables: { id } },
    { as, text: pages[index % pages.length] ?? row, variables: {} },
  ]);
}

/** Every client begins elsewhere in the lists. */
async function askInTurn(client: number, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const turn = client * 7 + number;
    const isOperation = number % perOperation === 0;
    await send(
      isOperation
        ? operations[((turn / perOperation) % operations.length) | 0]
        : smallQuestions[turn % smallQuestions.length],
    );
  }
}

async function send(ask: Ask | undefined): Promise<void> {
  if (ask === undefined) throw new Error('expected something to ask');
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${ask.token}` },
    body: ask.body,
  });
  const text = await response.text();
  if (response.status !== 200 || !text.startsWith('{"data"'))
    throw new Error(`expected an answer, got ${response.status}: ${text.slice(0, 300)}`);
}

/** What the serving process holds once its garbage is collected. @param report which one is waited for, from 1 */
async function megabytesInUse(report: number): Promise<number> {
  server.signal('SIGUSR2');
  const lines = await server.until(new RegExp(`(?:in use: (\\d+)[^]*?){${report}}`));
  return Number(lines[1]) / 2 ** 20;
}
