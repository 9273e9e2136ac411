import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readConfig } from '../../platform/config/config.ts';
import { projectPath } from '../../platform/config/paths.ts';
import { createPool } from '../../platform/database/pool.ts';
import { openTokens } from '../../platform/startup/tokens.ts';
import { appUrl, migratorUrl } from '../support/database.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startProgram, stopAll, type Started } from '../support/started.ts';
import { operationQuestions } from './support/operation-questions.ts';

/** Requests in all; the first quarter fills caches. */
const requests = Number(process.env['SCALE_REQUESTS'] ?? 10_000);
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
let asks: readonly Ask[];

beforeAll(async () => {
  folder = await temporaryFolder();
  const env = {
    DATA_DIR: join(folder.path, 'data'),
    DATABASE_URL: appUrl(),
    PORT: '0',
    DEMO_DATA: 'false',
    TOKEN_LIFETIME_SECONDS: '86400',
    NODE_OPTIONS: `--import ${pathToFileURL(projectPath('tests/scale/support/report-heap.mjs')).href}`,
  };
  server = startProgram('gateway/main.js', env);
  url = (await server.until(/The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//, 60_000))[1] ?? '';
  const { issuer } = await openTokens(readConfig(env));
  if (issuer === null) throw new Error('expected the development issuer');
  const migrator = createPool({ url: migratorUrl(), maximum: 1 });
  const slugs = ['scale-00001', 'scale-00002', 'scale-00005', 'scale-00008'];
  const questions = (await Promise.all(slugs.map((slug) => operationQuestions(migrator, slug)))).flat();
  await migrator.end();
  asks = await Promise.all(
    questions.map(async ({ as, text, variables }) => ({
      token: await issuer.sign(as),
      body: JSON.stringify({ query: text, variables }),
    })),
  );
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
});

/** Every client begins elsewhere in the list. */
async function askInTurn(client: number, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) await send(asks[(client * 7 + number) % asks.length]);
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
