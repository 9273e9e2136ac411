import boundaries from 'eslint-plugin-boundaries';

/**
 * The floors: imports go down only. gateway → platform and each subgraph's index.ts; subgraphs → domain and platform;
 * domain → platform; platform → prisma's generated client. A subgraph never imports another subgraph; neither it nor the gateway
 * writes SQL.
 *
 * Every file has one kind, the first of this list that fits; a file of no kind is refused, so that no folder evades.
 */
const kinds = [
  { category: 'test', pattern: ['**/*.test.ts', 'tests/**'] },
  { category: 'client', pattern: 'prisma/generated/**' },
  { category: 'demo', pattern: ['seed/demo/**', 'seed/scale/**'] },
  { category: 'demo-door', pattern: 'gateway/demo.ts' },
  { category: 'gateway', pattern: 'gateway/**' },
  { category: 'door', pattern: 'subgraphs/*/index.ts', capture: ['subgraph'] },
  { category: 'subgraph', pattern: 'subgraphs/*/**', capture: ['subgraph'] },
  { category: 'runner', pattern: 'subgraphs/main.ts' },
  { category: 'subgraph-kit', pattern: 'subgraphs/*.ts' },
  { category: 'domain', pattern: 'domain/*/**', capture: ['domain'] },
  { category: 'domain-kit', pattern: 'domain/*.ts' },
  { category: 'sql', pattern: 'platform/database/sql.ts' },
  { category: 'platform', pattern: 'platform/**' },
  {
    category: 'tool',
    pattern: ['scripts/**', 'eslint/**', 'prisma/validator/**', 'prisma/*.{ts,mjs}', '*.{ts,js,mjs}'],
  },
];

/**
 * Files of these kinds may import files of those.
 *
 * @param {string[]} from
 * @param {string[]} to
 */
const allow = (from, to) => ({
  from: { file: { categories: { anyOf: from } } },
  allow: { to: { file: { categories: { anyOf: to } } } },
});

/**
 * A domain may call another domain's command when one commit must cover both. Those calls form no cycle: `spend` is the base
 * every domain may call and calls none, `activities` stands on it alone and carries the others, `approvals` is on top, may call
 * every domain and is called by none.
 */
const domainCalls = [
  { from: '*', to: '{{ from.file.captured.domain }}' },
  { from: '!spend', to: 'spend' },
  { from: '!{activities,spend}', to: 'activities' },
  { from: 'approvals', to: '*' },
].map(({ from, to }) => ({
  from: { file: { categories: 'domain', captured: { domain: from } } },
  allow: { to: { file: { categories: 'domain', captured: { domain: to } } } },
}));

const policies = [
  allow(['gateway', 'demo-door'], ['gateway', 'demo-door', 'platform', 'door']),
  // Outside production the start fills an empty database; only there does anything reach up to the demo data.
  allow(['demo-door'], ['demo']),
  allow(['runner', 'subgraph-kit'], ['door', 'subgraph-kit', 'domain', 'domain-kit', 'platform']),
  allow(['door', 'subgraph'], ['subgraph-kit', 'domain', 'domain-kit', 'platform']),
  {
    from: { file: { categories: { anyOf: ['door', 'subgraph'] } } },
    allow: {
      to: {
        file: {
          categories: { anyOf: ['door', 'subgraph'] },
          captured: { subgraph: '{{ from.file.captured.subgraph }}' },
        },
      },
    },
  },
  ...domainCalls,
  allow(['domain', 'domain-kit'], ['domain-kit', 'platform', 'sql']),
  allow(['platform', 'sql'], ['platform', 'sql', 'client']),
  allow(['demo'], ['demo', 'platform', 'sql', 'domain', 'domain-kit', 'client']),
  { from: { file: { categories: { anyOf: ['test', 'tool'] } } }, allow: { to: { module: { origin: 'local' } } } },
];

/**
 * The lint configuration that holds the floors apart.
 *
 * @param {string} rootPath absolute path of the repository
 * @returns {import('eslint').Linter.Config}
 */
export function floors(rootPath) {
  return {
    plugins: { boundaries },
    settings: {
      'boundaries/root-path': rootPath,
      'boundaries/files': kinds,
      'boundaries/files-single-match': true,
      'boundaries/dependency-nodes': ['import', 'dynamic-import', 'export'],
      'boundaries/legacy-templates': false,
      'import/resolver': { typescript: { alwaysTryTypes: false } },
      'import/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkUnknownLocals: true,
          checkInternals: true,
          policies,
          message: '{{ from.file.path }} may not import {{ dependency.source }}: imports go down the floors only.',
        },
      ],
    },
  };
}
