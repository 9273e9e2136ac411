import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { floors } from './eslint/floors.js';
import { leadmetrics } from './eslint/index.js';

const typescript = ['**/*.ts', '**/*.tsx'];
const tests = ['**/*.test.ts', 'tests/**'];
/** Run by a person at a terminal: what they print is their answer. */
const programs = ['scripts/**', 'gateway/main.ts', 'subgraphs/main.ts'];
/** Where the statements of the wire itself live (BEGIN, set_config, roles, migrations), or no database is in reach. */
const sqlAtHome = ['platform/database/**', 'prisma/migrations/**', 'gateway/explorer/**', 'eslint/**', ...tests];

export default defineConfig(
  {
    ignores: [
      'dist/**',
      'bench/**',
      'coverage/**',
      '.data/**',
      '.cache/**',
      '**/node_modules/**',
      '**/generated/**',
      '**/*.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error', reportUnusedInlineConfigs: 'error' } },
  js.configs.recommended,
  floors(import.meta.dirname),
  {
    plugins: { leadmetrics },
    rules: {
      'leadmetrics/no-raw-sql': 'error',
      'leadmetrics/no-select-star': 'error',
      'leadmetrics/require-disable-reason': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: typescript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'Expected a named export.' },
        { selector: 'MemberExpression[property.name="only"]', message: 'Expected every test of the file to run.' },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-nocheck': true, 'ts-expect-error': 'allow-with-description' },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // An interface may ask for a promise where one implementation has nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      // The project has no enums (erasableSyntaxOnly); those of packages stand for plain numbers on the wire.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      'leadmetrics/require-cast-reason': 'error',
    },
  },
  {
    files: ['domain/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['graphql', 'graphql-*', '@apollo/*'], message: 'Domains know no GraphQL.' }] },
      ],
    },
  },
  {
    files: ['domain/**', 'subgraphs/**', 'gateway/**', 'seed/demo/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/database/sql.ts'],
              importNames: ['Sql', 'literal'],
              allowTypeImports: true,
              message: 'They take text as it is: expected sql`…`.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: { console: 'readonly', performance: 'readonly', process: 'readonly', URL: 'readonly' },
    },
  },
  // GraphiQL and Monaco type as methods what they hand out as plain functions.
  { files: ['gateway/explorer/**'], rules: { '@typescript-eslint/unbound-method': 'off' } },
  // A tool's configuration is read as its default export.
  { files: ['codegen.ts', 'prisma.config.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: sqlAtHome, rules: { 'leadmetrics/no-raw-sql': 'off' } },
  { files: tests, rules: { 'leadmetrics/no-select-star': ['error', { calls: false }] } },
  { files: ['gateway/explorer/**', 'eslint/**'], rules: { 'leadmetrics/no-select-star': 'off' } },
  // Matchers such as expect.any() are typed as any, and what a test casts it also checks.
  {
    files: tests,
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off', 'leadmetrics/require-cast-reason': 'off' },
  },
  { files: [...programs, ...tests], rules: { 'no-console': 'off' } },
);
