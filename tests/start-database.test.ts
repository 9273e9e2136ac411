import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { adminUrl, appUrl, migratorUrl, onDatabase, readonlyUrl } from './support/database.ts';
import { serverOf } from '../platform/startup/database.ts';
import { temporaryFolder } from './support/folder.ts';
import { madeUpSecret, madeUpSecrets } from './support/secrets.ts';
import { startProgram, stopAll, type Started } from './support/started.ts';

const ready = /The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//;

/** On a database of one's own: made by `npm run db:bootstrap`, then started with its connection strings, in this order. */
describe('with DATABASE_URL, the start', () => {
  const name = `given_${randomBytes(6).toString('hex')}`;
  const DATABASE_URL = onDatabase(appUrl(), name);
  const MIGRATION_DATABASE_URL = onDatabase(migratorUrl(), name);
  const production = {
    NODE_ENV: 'production',
    LOG_FORMAT: 'text',
    JWKS_URL: 'http://127.0.0.1:9/jwks.json',
    TOKEN_ISSUER: 'https://login.example.com/',
    TOKEN_AUDIENCE: 'leadmetrics-graph',
    ENCRYPTION_KEYS: madeUpSecrets.ENCRYPTION_KEYS,
    LINK_SECRET: madeUpSecrets.LINK_SECRET,
    CLIENT_TOKEN_SECRET: madeUpSecrets.CLIENT_TOKEN_SECRET,
    AUDIT_KEYS: madeUpSecrets.AUDIT_KEYS,
  };
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => void (folder = await temporaryFolder()));
  afterEach(stopAll);
  afterAll(async () => {
    await query(adminUrl(), `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await folder.remove();
  });

  function run(program: string, env: Record<string, string>): Started {
    return startProgram(program, { DATA_DIR: join(folder.path, 'data'), PORT: '0', ...env });
  }
  const start = (env: Record<string, string>): Started => run('gateway/main.js', env);
  async function refusal(started: Started): Promise<string> {
    expect(await started.ended).toBe(1);
    return started.complaints();
  }

  it('finds a database that db:bootstrap has made', async () => {
    const bootstrap = run('scripts/bootstrap.js', {
      ADMIN_DATABASE_URL: adminUrl(),
      DATABASE_URL,
      MIGRATION_DATABASE_URL,
      READONLY_DATABASE_URL: onDatabase(readonlyUrl(), name),
    });
    expect(await bootstrap.ended).toBe(0);
    expect(bootstrap.output()).toBe(
      `Database ${name} made.\nThe database ${name} is ready for its migrations: "npm start" applies them.\n`,
    );
    expect(await query(DATABASE_URL, 'SELECT current_user AS name')).toEqual([{ name: 'app_user' }]);
  });

  it('applies nothing without MIGRATION_DATABASE_URL, and names what is pending', async () => {
    expect(await refusal(start({ DATABASE_URL }))).toMatch(
      /^The database lacks the migrations 20260401000000_app_schema, .*, expected it to be up to date: give MIGRATION_DATABASE_URL to have pending migrations applied at the start\.\n$/,
    );
    expect(await query(DATABASE_URL, "SELECT to_regclass('public._prisma_migrations') AS found")).toEqual([
      { found: null },
    ]);
  });

  it('applies nothing either where MIGRATE_ON_START forbids it', async () => {
    expect(await refusal(start({ DATABASE_URL, MIGRATION_DATABASE_URL, MIGRATE_ON_START: 'false' }))).toMatch(
      /^The database lacks the migrations .*: MIGRATE_ON_START is false, so apply them with "npm run db:migrate", in a container with "node dist\/scripts\/migrate\.js"\.\n$/,
    );
  });

  it('migrates in production, and has neither demo data nor a token to give', async () => {
    const dataDir = join(folder.path, 'production');
    const started = start({
      ...production,
      DATABASE_URL,
      MIGRATION_DATABASE_URL,
      DEMO_DATA: 'true',
      DATA_DIR: dataDir,
    });
    const [, url = ''] = await started.until(ready);
    expect(started.output()).toMatch(/^Applying \d+ migrations\.$/m);
    expect(started.output()).not.toMatch(/eyJ|demo/i);
    expect(await (await fetch(`${url}/explorer/config.json`)).json()).toMatchObject({ personas: [], examples: [] });
    expect(await query(MIGRATION_DATABASE_URL, 'SELECT count(*)::int AS tenants FROM tenants')).toEqual([
      { tenants: 0 },
    ]);
    started.signal('SIGTERM');
    expect(await started.ended).toBe(0);
    await expect(access(dataDir)).rejects.toThrow('ENOENT');
  });

  it('needs no MIGRATION_DATABASE_URL once nothing is pending', async () => {
    const started = start({ ...production, DATABASE_URL });
    await started.until(ready);
    expect(started.output()).not.toMatch(/Applying/);
  });

  it.each([
    [
      'under another id',
      'k2',
      'ENCRYPTION_KEYS lacks the key "k1", under which this database has encrypted columns, expected it among them: a new key goes in front, and the old ones stay.\n',
    ],
    [
      'under the same id',
      'k1',
      'The key "k1" of ENCRYPTION_KEYS is not the one under which this database has encrypted columns, expected that one (where ENCRYPTION_KEYS is not given, it stands in secrets.json of the data folder): a new key has an id of its own.\n',
    ],
  ])('is refused with another encryption key %s', async (_, id, complaint) => {
    const ENCRYPTION_KEYS = `${id}:${madeUpSecret('another key').toString('base64')}`;
    expect(await refusal(start({ ...production, DATABASE_URL, ENCRYPTION_KEYS }))).toBe(complaint);
  });

  it('is refused on a database that is ahead of it', async () => {
    await query(
      MIGRATION_DATABASE_URL,
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('ahead', '', '29990101000000_ahead', now())`,
    );
    expect(await refusal(start({ ...production, DATABASE_URL, MIGRATION_DATABASE_URL }))).toBe(
      'The database has the migration 29990101000000_ahead, which this version lacks, expected none that it does not know: start the version that brought it.\n',
    );
    await query(MIGRATION_DATABASE_URL, `DELETE FROM _prisma_migrations WHERE id = 'ahead'`);
  });

  it('is refused as a user whom row-level security does not hold', async () => {
    expect(await refusal(start({ ...production, DATABASE_URL: MIGRATION_DATABASE_URL }))).toBe(
      'The user migrator_user of DATABASE_URL bypasses row-level security, expected app_user, which it holds.\n',
    );
  });

  it('is refused as a user for whom no policy is made', async () => {
    expect(await refusal(start({ ...production, DATABASE_URL: onDatabase(readonlyUrl(), name) }))).toBe(
      'The user of DATABASE_URL is readonly_user, expected app_user: row-level security holds that one to its tenant.\n',
    );
  });

  it('is refused where app_user may not see what is pending', async () => {
    await query(MIGRATION_DATABASE_URL, 'REVOKE SELECT ON _prisma_migrations FROM app_user');
    expect(await refusal(start({ ...production, DATABASE_URL }))).toBe(
      `The user app_user may not read which migrations the database ${serverOf(DATABASE_URL)} has (permission denied for table _prisma_migrations), expected its owner to have run: GRANT SELECT ON _prisma_migrations TO app_user.\n`,
    );
    await query(MIGRATION_DATABASE_URL, 'GRANT SELECT ON _prisma_migrations TO app_user');
  });

  it('is refused where the document store is away while demo data is to be loaded', async () => {
    const { ENCRYPTION_KEYS } = production;
    const MONGODB_URL = 'mongodb://127.0.0.1:1/documents';
    const started = start({ DATABASE_URL, MIGRATION_DATABASE_URL, ENCRYPTION_KEYS, MONGODB_URL });
    expect(await refusal(started)).toBe(
      'The demo data cannot be loaded: the document store (MongoDB) is unavailable (connect ECONNREFUSED 127.0.0.1:1), expected it to answer: start it, or start with DEMO_DATA=false.\n',
    );
  });

  it('is refused where nothing answers', async () => {
    expect(await refusal(start({ DATABASE_URL: 'postgresql://app_user:hidden@127.0.0.1:1/leadmetrics' }))).toBe(
      "The database 127.0.0.1:1/leadmetrics cannot be reached (connect ECONNREFUSED 127.0.0.1:1), expected it to take app_user's connection.\n",
    );
  });

  it('is refused in production without what development generates', async () => {
    const complaints = await refusal(start({ NODE_ENV: 'production' }));
    expect(complaints.split('\n').map((line) => line.split(' ')[0])).toEqual([
      'DATABASE_URL',
      'JWKS_URL',
      'TOKEN_ISSUER',
      'TOKEN_AUDIENCE',
      'ENCRYPTION_KEYS',
      'LINK_SECRET',
      'CLIENT_TOKEN_SECRET',
      'AUDIT_KEYS',
      '',
    ]);
  });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
