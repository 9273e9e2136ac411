import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { adminUrl, appUrl, migratorUrl, onDatabase } from '../../tests/support/database.ts';
import { expectMigrated, migrate } from './migrate.ts';

describe('expectMigrated', () => {
  const name = `behind_${randomBytes(6).toString('hex')}`;
  const access = { appUrl: onDatabase(appUrl(), name), migrationUrl: onDatabase(migratorUrl(), name) };
  const asAdmin = async (statement: string): Promise<void> => {
    const client = new pg.Client(adminUrl());
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  beforeAll(() => asAdmin(`CREATE DATABASE ${name} OWNER migrator_user TEMPLATE template0`));
  afterAll(() => asAdmin(`DROP DATABASE ${name}`));

  it('refuses what is pending, applies nothing even where it could, and says who does', async () => {
    await expect(expectMigrated(access)).rejects.toThrow(
      /^The database lacks the migrations 20260401000000_app_schema, .*, expected it to be up to date: this process applies none, so run "npm run db:migrate" or start the gateway with MIGRATION_DATABASE_URL first\.$/,
    );
    const log = { info: () => undefined, error: () => undefined };
    expect(await migrate({ access, apply: true, log })).toBeGreaterThan(10);
    await expect(expectMigrated(access)).resolves.toBeUndefined();
  });
});
