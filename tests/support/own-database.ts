import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import pg from 'pg';
import { applyMigrations } from '../../platform/database/migrations/apply.ts';
import { adminUrl, appUrl, migratorUrl, onDatabase } from './database.ts';

/** A database with the product's tables and nothing in it, for tests that change what all others share. */
export interface OwnDatabase {
  readonly appUrl: string;
  readonly migratorUrl: string;
  /** Call it once every connection is closed. */
  drop(): Promise<void>;
}

/** Makes a database on the run's server and migrates it. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `own_${randomBytes(6).toString('hex')}`;
  await asAdmin(`CREATE DATABASE ${name} OWNER migrator_user TEMPLATE template0`);
  const folder = join(process.cwd(), 'prisma', 'migrations');
  await applyMigrations({ url: onDatabase(migratorUrl(), name), folder, log: () => undefined });
  return {
    appUrl: onDatabase(appUrl(), name),
    migratorUrl: onDatabase(migratorUrl(), name),
    drop: () => asAdmin(`DROP DATABASE ${name}`),
  };
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client(adminUrl());
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
