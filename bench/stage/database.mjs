import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { hireAgents } from './agents.mjs';
import { hireCrowd } from './crowd.mjs';
import { product, projectRoot } from './product.mjs';

const name = 'leadmetrics';
const copyName = 'leadmetrics_without_rls';

/**
 * A PostgreSQL of its own with the demo data, and a copy of that database whose tables have row-level security switched
 * off: only here, never by a switch of the product.
 * @param {string} folder where its files go
 * @param {string} encryptionKeys in the form of ENCRYPTION_KEYS
 */
export async function openDatabase(folder, encryptionKeys) {
  const { startEmbeddedPostgres } = await product('platform/database/embedded/start.js');
  const server = await startEmbeddedPostgres({
    dataDir: join(folder, 'postgres'),
    // All contestants stay connected while one of them is measured.
    settings: { max_connections: '400' },
    log: () => undefined,
  });
  try {
    const password = randomBytes(12).toString('base64url');
    const urlOf = (role, database = name) =>
      `postgresql://${role}:${password}@${server.host}:${server.port}/${database}`;
    await prepare(server.adminUrl, urlOf, password);
    const { crowd, agents } = await fill(urlOf('migrator_user'), encryptionKeys);
    await copyWithoutRowSecurity(server.adminUrl);
    return {
      crowd,
      agents,
      appUrl: urlOf('app_user'),
      migratorUrl: urlOf('migrator_user'),
      withoutRowSecurityUrl: urlOf('app_user', copyName),
      adminUrl: server.adminUrl,
      postmasterPid: await pidOf(server.adminUrl),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function prepare(adminUrl, urlOf, password) {
  const { bootstrapDatabase } = await product('platform/database/bootstrap.js');
  const { applyMigrations } = await product('platform/database/migrations/apply.js');
  const { ensurePartitions } = await product('platform/database/partitions.js');
  const log = () => undefined;
  const roles = Object.fromEntries(
    ['app', 'migrator', 'readonly'].map((role) => [role, { name: `${role}_user`, password }]),
  );
  await bootstrapDatabase({ adminUrl, databaseName: name, roles, log });
  await applyMigrations({ url: urlOf('migrator_user'), folder: join(projectRoot, 'prisma', 'migrations'), log });
  await withClient(urlOf('app_user'), (client) => ensurePartitions(client));
}

async function fill(migratorUrl, encryptionKeys) {
  const { createPool } = await product('platform/database/pool.js');
  const { openDocumentStore } = await product('platform/documents/open.js');
  const { createColumnCipher } = await product('platform/crypto/column-cipher.js');
  const { parseEncryptionKeys } = await product('platform/crypto/keyring.js');
  const { loadDemo } = await product('seed/demo/index.js');
  const pool = createPool({ url: migratorUrl, maximum: 4, acquireTimeoutMs: 10_000 });
  const documents = await openDocumentStore({ pool });
  const cipher = createColumnCipher(parseEncryptionKeys(encryptionKeys));
  await loadDemo({ pool, documents, cipher, now: new Date(), log: () => undefined });
  const crowd = await hireCrowd(pool);
  const agents = await hireAgents(pool);
  await documents.close();
  await pool.end();
  // Statistics and visibility of a database that has been running for a while.
  await withClient(migratorUrl, (client) => client.query('VACUUM (ANALYZE)'));
  return { crowd, agents };
}

async function copyWithoutRowSecurity(adminUrl) {
  await withClient(adminUrl, async (client) => {
    await client.query(`CREATE DATABASE ${copyName} OWNER migrator_user TEMPLATE ${name}`);
    await client.query(`GRANT CONNECT ON DATABASE ${copyName} TO app_user`);
  });
  const url = new URL(adminUrl);
  url.pathname = `/${copyName}`;
  await withClient(url.href, async (client) => {
    const { rows } = await client.query(
      "SELECT oid::regclass::text AS table FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p')",
    );
    for (const { table } of rows) {
      await client.query(`ALTER TABLE ${table} NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY`);
    }
    await client.query('VACUUM (ANALYZE)');
  });
}

/** The server's first process: all others of it are its children. */
async function pidOf(adminUrl) {
  return withClient(adminUrl, async (client) => {
    const { rows } = await client.query("SELECT pg_read_file('postmaster.pid') AS file");
    return Number.parseInt(rows[0].file, 10);
  });
}

/** Uses a connection and closes it again. */
export async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
