import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { ESLint } from 'eslint';

/** The repository's own configuration, as `npm run lint` reads it. */
const root = join(import.meta.dirname, '..');
const eslint = new ESLint({ cwd: root });

// The first code of a run waits for the compiler to read the project.
jest.setTimeout(60_000);

/** Lints this code as if a product file held it; rules that read types need a file that exists. Out: broken rules. */
async function broken(code: string, file = 'platform/ids/ulid.ts'): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  if (result === undefined) throw new Error(`expected ESLint to judge ${file}`);
  return result.messages.map(({ ruleId }) => ruleId);
}

async function isOn(rule: string, file: string): Promise<boolean> {
  const { rules } = (await eslint.calculateConfigForFile(join(root, file))) as { rules: Record<string, [number]> };
  return (rules[rule]?.[0] ?? 0) > 0;
}

describe('the style of the house', () => {
  it('passes plain code', async () => {
    expect(await broken('export const one = 1;\n')).toEqual([]);
  });

  it.each([
    ['any', 'export const x = (y: any): void => void y;', '@typescript-eslint/no-explicit-any'],
    ['a ts-ignore', '// @ts-ignore because\nexport const x = 1;', '@typescript-eslint/ban-ts-comment'],
    [
      'a ts-expect-error without words',
      '// @ts-expect-error\nexport const x = 1;',
      '@typescript-eslint/ban-ts-comment',
    ],
    ['a name nobody uses', 'const x = 1;', '@typescript-eslint/no-unused-vars'],
    [
      'a promise nobody awaits',
      'export function x(): void {\n  Promise.resolve();\n}',
      '@typescript-eslint/no-floating-promises',
    ],
    ['a non-null assertion', "export const x = [''].at(0)!;", '@typescript-eslint/no-non-null-assertion'],
    [
      'a type imported as a value',
      "import { Pool } from 'pg';\nexport type X = Pool;",
      '@typescript-eslint/consistent-type-imports',
    ],
    [
      'a value out of JSON unchecked',
      "export const x: string = JSON.parse('1');",
      '@typescript-eslint/no-unsafe-assignment',
    ],
    [
      'a case left out',
      "export function x(y: 'a' | 'b'): void {\n  switch (y) {\n    case 'a':\n  }\n}",
      '@typescript-eslint/switch-exhaustiveness-check',
    ],
    ['the console', "console.log('x');", 'no-console'],
    ['a default export', 'export default 1;', 'no-restricted-syntax'],
    [
      'a test that keeps others out',
      "import { it } from '@jest/globals';\nit.only('x', () => undefined);",
      'no-restricted-syntax',
    ],
    ['301 lines', 'export {};\n'.padEnd(310, '\n'), 'max-lines'],
    ['an import that goes up', "export { x } from '../../gateway/main.ts';", 'boundaries/dependencies'],
    ['raw SQL', "export const x = 'SELECT id FROM goals';", 'leadmetrics/no-raw-sql'],
    ['every column', 'export const x = (p: { findMany(): void }): void => p.findMany();', 'leadmetrics/no-select-star'],
    ['a bare cast', 'export const x = (y: object): Date => y as Date;', 'leadmetrics/require-cast-reason'],
    [
      'an exception without a reason',
      "// eslint-disable-next-line no-console\nconsole.log('x');",
      'leadmetrics/require-disable-reason',
    ],
  ])('refuses %s', async (_what, code, rule) => {
    expect(await broken(`${code}\n`)).toEqual([rule]);
  });

  it('refuses an exception that nothing needs', async () => {
    const code = '// eslint-disable-next-line no-console -- the banner\nexport const x = 1;\n';
    expect(await broken(code)).toEqual([null]);
  });
});

describe('what only some floors may', () => {
  it.each([
    ['leadmetrics/no-raw-sql', 'platform/batching/page.ts', true],
    ['leadmetrics/no-raw-sql', 'subgraphs/strategy/loaders.ts', true],
    ['leadmetrics/no-raw-sql', 'platform/database/pool.ts', false],
    ['leadmetrics/no-raw-sql', 'platform/paging/keyset.test.ts', false],
    ['leadmetrics/no-select-star', 'platform/database/pool.ts', true],
    ['leadmetrics/no-select-star', 'tests/isolation.test.ts', true],
    ['no-console', 'gateway/server.ts', true],
    ['no-console', 'gateway/main.ts', false],
    ['no-console', 'scripts/token.ts', false],
    ['no-console', 'tests/house.ts', false],
    ['no-restricted-imports', 'domain/strategy/goal.ts', true],
    ['no-restricted-imports', 'subgraphs/strategy/goal.ts', false],
    ['@typescript-eslint/no-restricted-imports', 'subgraphs/strategy/loaders.ts', true],
    ['@typescript-eslint/no-restricted-imports', 'platform/batching/page.ts', false],
  ])('%s in %s: %s', async (rule, file, on) => {
    expect(await isOn(rule, file)).toBe(on);
  });

  it.each([
    'dist/gateway/main.js',
    'prisma/generated/client.ts',
    'subgraphs/strategy/generated/types.ts',
    'bench/x.ts',
  ])('leaves %s unread', async (file) => {
    expect(await eslint.isPathIgnored(join(root, file))).toBe(true);
  });
});
