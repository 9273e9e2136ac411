import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { floors } from './floors.js';

/** One file of each room. What is imported must exist: an import that leads nowhere is refused everywhere. */
const house = [
  'gateway/main.ts',
  'gateway/demo.ts',
  'gateway/server.ts',
  'gateway/data-sources/local.ts',
  'subgraphs/main.ts',
  'subgraphs/context.ts',
  'subgraphs/strategy/index.ts',
  'subgraphs/strategy/goal.ts',
  'subgraphs/strategy/loaders.ts',
  'subgraphs/tenancy/index.ts',
  'subgraphs/tenancy/tenant.ts',
  'domain/clock.ts',
  'domain/activities/activity.ts',
  'domain/activities/activity/activity.rules.ts',
  'domain/approvals/approval.ts',
  'domain/content/blog-post.ts',
  'domain/spend/spend.rules.ts',
  'domain/strategy/goal.ts',
  'platform/database/pool.ts',
  'platform/database/sql.ts',
  'platform/ids/ulid.ts',
  'prisma/generated/client.ts',
  'seed/demo/tenants.ts',
  'scripts/token.ts',
  'tests/house.ts',
  'docs/sample.ts',
];

let root: string;
let eslint: ESLint;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'floors-')));
  for (const file of house) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), 'export const x = 1;\n');
  }
  eslint = new ESLint({
    cwd: root,
    overrideConfigFile: true,
    overrideConfig: [{ files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } }, floors(root)],
  });
});

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

/** Lints one file of the house as it would stand with this code. Out: the rules it breaks. */
async function broken(file: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  if (result === undefined) throw new Error(`expected ESLint to judge ${file}`);
  return result.messages.map(({ ruleId }) => ruleId);
}

function pathTo(from: string, to: string): string {
  const path = relative(dirname(from), to);
  return path.startsWith('.') ? path : `./${path}`;
}

describe('an import that goes down', () => {
  it.each([
    ['gateway/main.ts', 'gateway/server.ts'],
    ['gateway/data-sources/local.ts', 'platform/database/pool.ts'],
    ['gateway/data-sources/local.ts', 'subgraphs/strategy/index.ts'],
    ['subgraphs/main.ts', 'subgraphs/strategy/index.ts'],
    ['subgraphs/context.ts', 'platform/ids/ulid.ts'],
    ['subgraphs/strategy/index.ts', 'subgraphs/strategy/goal.ts'],
    ['subgraphs/strategy/goal.ts', 'subgraphs/strategy/loaders.ts'],
    ['subgraphs/strategy/goal.ts', 'subgraphs/context.ts'],
    ['subgraphs/strategy/goal.ts', 'domain/strategy/goal.ts'],
    ['subgraphs/strategy/goal.ts', 'platform/ids/ulid.ts'],
    ['domain/strategy/goal.ts', 'platform/database/pool.ts'],
    ['domain/strategy/goal.ts', 'domain/clock.ts'],
    ['domain/strategy/goal.ts', 'domain/activities/activity.ts'],
    ['domain/activities/activity.ts', 'domain/activities/activity/activity.rules.ts'],
    ['domain/approvals/approval.ts', 'domain/content/blog-post.ts'],
    ['domain/approvals/approval.ts', 'domain/activities/activity.ts'],
    ['domain/activities/activity.ts', 'domain/spend/spend.rules.ts'],
    ['domain/strategy/goal.ts', 'domain/spend/spend.rules.ts'],
    ['platform/database/pool.ts', 'platform/ids/ulid.ts'],
    ['platform/database/pool.ts', 'platform/database/sql.ts'],
    ['domain/strategy/goal.ts', 'platform/database/sql.ts'],
    ['domain/clock.ts', 'platform/database/sql.ts'],
    ['seed/demo/tenants.ts', 'platform/database/sql.ts'],
    ['platform/database/pool.ts', 'prisma/generated/client.ts'],
    ['seed/demo/tenants.ts', 'platform/ids/ulid.ts'],
    ['seed/demo/tenants.ts', 'domain/strategy/goal.ts'],
    ['seed/demo/tenants.ts', 'prisma/generated/client.ts'],
    ['scripts/token.ts', 'gateway/server.ts'],
    ['tests/house.ts', 'subgraphs/strategy/loaders.ts'],
    ['platform/ids/ulid.test.ts', 'tests/house.ts'],
  ])('%s takes %s', async (from, to) => {
    expect(await broken(from, `import { x } from '${pathTo(from, to)}';\nx;\n`)).toEqual([]);
  });
});

describe('an import that goes up, sideways or past a door', () => {
  it.each([
    ['gateway/server.ts', 'subgraphs/strategy/goal.ts'],
    ['gateway/server.ts', 'subgraphs/main.ts'],
    ['gateway/server.ts', 'domain/strategy/goal.ts'],
    ['gateway/server.ts', 'prisma/generated/client.ts'],
    ['gateway/server.ts', 'platform/database/sql.ts'],
    ['gateway/demo.ts', 'platform/database/sql.ts'],
    ['subgraphs/context.ts', 'platform/database/sql.ts'],
    ['subgraphs/strategy/index.ts', 'platform/database/sql.ts'],
    ['subgraphs/strategy/loaders.ts', 'platform/database/sql.ts'],
    ['subgraphs/main.ts', 'subgraphs/strategy/goal.ts'],
    ['subgraphs/main.ts', 'gateway/server.ts'],
    ['subgraphs/strategy/goal.ts', 'subgraphs/tenancy/tenant.ts'],
    ['subgraphs/strategy/goal.ts', 'subgraphs/tenancy/index.ts'],
    ['subgraphs/strategy/index.ts', 'subgraphs/tenancy/index.ts'],
    ['subgraphs/strategy/goal.ts', 'subgraphs/main.ts'],
    ['subgraphs/strategy/goal.ts', 'gateway/server.ts'],
    ['subgraphs/strategy/goal.ts', 'prisma/generated/client.ts'],
    ['domain/strategy/goal.ts', 'subgraphs/strategy/goal.ts'],
    ['domain/strategy/goal.ts', 'domain/content/blog-post.ts'],
    ['domain/strategy/goal.ts', 'domain/approvals/approval.ts'],
    ['domain/activities/activity.ts', 'domain/strategy/goal.ts'],
    ['domain/spend/spend.rules.ts', 'domain/activities/activity.ts'],
    ['domain/activities/activity.ts', 'domain/approvals/approval.ts'],
    ['domain/clock.ts', 'domain/strategy/goal.ts'],
    ['domain/strategy/goal.ts', 'prisma/generated/client.ts'],
    ['platform/database/pool.ts', 'domain/strategy/goal.ts'],
    ['platform/database/pool.ts', 'gateway/server.ts'],
    ['platform/database/pool.ts', 'seed/demo/tenants.ts'],
    ['platform/database/pool.ts', 'tests/house.ts'],
    ['platform/database/pool.ts', 'docs/sample.ts'],
    ['seed/demo/tenants.ts', 'subgraphs/strategy/goal.ts'],
    ['seed/demo/tenants.ts', 'gateway/server.ts'],
  ])('%s is refused %s', async (from, to) => {
    expect(await broken(from, `import { x } from '${pathTo(from, to)}';\nx;\n`)).toEqual(['boundaries/dependencies']);
  });

  it.each([
    ['a type', "import type { X } from '../../gateway/server.ts';\nexport const y: X = 1;\n"],
    ['an import at run time', "export const y = import('../../gateway/server.ts');\n"],
    ['an export', "export { x } from '../../gateway/server.ts';\n"],
    ['an export of all', "export * from '../../gateway/server.ts';\n"],
    ['a file that does not exist', "import { x } from '../../gateway/none.ts';\nx;\n"],
  ])('is refused as %s too', async (_form, code) => {
    expect(await broken('platform/database/pool.ts', code)).toEqual(['boundaries/dependencies']);
  });
});

it('leaves packages and Node alone', async () => {
  const code = "import { readFile } from 'node:fs';\nimport pg from 'pg';\nreadFile;\npg;\n";
  expect(await broken('platform/database/pool.ts', code)).toEqual([]);
});

it('refuses a file that stands on no floor', async () => {
  expect(await broken('docs/sample.ts', 'export const x = 1;\n')).toEqual(['boundaries/no-unknown-files']);
});
