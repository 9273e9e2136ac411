import { spawn } from 'node:child_process';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expand } from './fingerprint.mjs';

/**
 * One step of the build. It is due when its inputs or its outputs are not those of its last run.
 * @typedef {object} Step
 * @property {string} name what it makes, as its progress line says
 * @property {readonly string[]} inputs files and folders; `*` stands for every folder there
 * @property {(file: string) => boolean} [counts] which files inside those folders do
 * @property {readonly string[]} outputs files and folders, likewise
 * @property {readonly string[]} after names of steps whose outputs it reads
 * @property {(root: string) => Promise<unknown>} run
 */

/** Versions of all tools: whatever they make may change with them. */
const tools = 'package-lock.json';
const isSource = (file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing\/|^gateway\/explorer\//.test(file);

/** @type {Step} */
const client = {
  name: 'Prisma client',
  inputs: ['prisma/schema.prisma', 'prisma/models', 'prisma/tables-generator.mjs', 'prisma.config.ts', tools],
  outputs: ['prisma/generated'],
  after: [],
  // Generating runs no engine; Prisma only looks whether one is there, and would download it.
  run: (root) =>
    node(root, ['node_modules/.bin/prisma', 'generate'], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath }),
};

/** @type {Step} */
const schemas = {
  name: 'subgraph schemas',
  inputs: [
    'supergraph.yaml',
    'subgraphs/prelude.graphql',
    'subgraphs/*/schema',
    'scripts/compose.mjs',
    'scripts/compose',
    'platform/config/subgraph-entries.ts',
    tools,
  ],
  counts: (file) => !file.endsWith('.test.ts'),
  outputs: ['subgraphs/*/schema.graphql'],
  after: [],
  run: (root) => node(root, ['scripts/compose.mjs', '--join']),
};

/** @type {Step} */
const resolverTypes = {
  name: 'resolver types',
  inputs: ['codegen.ts', 'supergraph.yaml', 'prisma/generated/tables.ts', 'subgraphs/*/schema.graphql', tools],
  outputs: ['subgraphs/*/generated'],
  after: [client.name, schemas.name],
  async run(root) {
    // The generator leaves a file as it is when only its own plugins' settings changed.
    for (const folder of expand(root, 'subgraphs/*/generated')) await rm(join(root, folder), { recursive: true });
    await node(root, ['node_modules/.bin/graphql-codegen', '--config', 'codegen.ts']);
  },
};

/** @type {Step} */
const supergraph = {
  name: 'supergraph',
  inputs: [
    'supergraph.yaml',
    'subgraphs/*/schema.graphql',
    'gateway/api-info/schema.graphql',
    'scripts/compose.mjs',
    'gateway/supergraph.ts',
    'gateway/api-info/deprecations.ts',
    'platform/config/subgraph-entries.ts',
    tools,
  ],
  outputs: ['gateway/supergraph.graphql'],
  after: [schemas.name],
  run: (root) => node(root, ['scripts/compose.mjs']),
};

/** @type {Step} */
const explorer = {
  name: 'explorer',
  inputs: ['gateway/explorer', 'scripts/build-explorer.mjs', tools],
  counts: (file) => !file.endsWith('.test.ts'),
  outputs: ['dist/explorer'],
  after: [],
  run: (root) => node(root, ['scripts/build-explorer.mjs']),
};

const sources = ['gateway', 'subgraphs', 'domain', 'platform', 'prisma', 'seed', 'scripts'];

/** @type {Step} */
const program = {
  name: 'program',
  inputs: [...sources, 'tsconfig.json', 'tsconfig.build.json', tools],
  counts: isSource,
  outputs: sources.map((folder) => `dist/${folder}`),
  after: [client.name, resolverTypes.name],
  async run(root) {
    // Compiled aside and put in place with renames: a program that runs meanwhile finds its modules, and one whose source
    // is gone is gone too.
    const draft = join(root, '.cache', 'program');
    await rm(draft, { recursive: true, force: true });
    await node(root, ['node_modules/.bin/tsc', '--project', 'tsconfig.build.json', '--outDir', draft]);
    await mkdir(join(root, 'dist'), { recursive: true });
    for (const folder of sources) {
      const place = join(root, 'dist', folder);
      await rename(place, join(draft, `${folder}.old`)).catch(ignoreMissing);
      await rename(join(draft, folder), place);
    }
    await rm(draft, { recursive: true });
  },
};

/** What `npm run generate` makes. */
export const generatedSources = [client, schemas, resolverTypes];

/** What a start needs. */
export const everything = [client, schemas, resolverTypes, supergraph, explorer, program];

function ignoreMissing(error) {
  if (error.code !== 'ENOENT') throw error;
}

/**
 * Runs a Node program; it is quiet unless it fails.
 * @param {string} root
 * @param {readonly string[]} parameters
 * @param {Readonly<Record<string, string>>} [environment]
 * @returns {Promise<void>} rejects with all that it wrote
 */
function node(root, parameters, environment = {}) {
  const env = { ...process.env, ...environment };
  const child = spawn(process.execPath, parameters, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      words += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${parameters[0]} ended with ${signal ?? `exit code ${code}`}:\n${words.trim()}`));
    });
  });
}
