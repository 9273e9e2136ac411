import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { SealSigner, verifierOf } from '../../platform/audit/seal-keys.ts';
import { Sealer, type SealerOptions } from '../../platform/audit/sealer.ts';
import { auditEvent } from '../../platform/commands/audit.ts';
import { parseEncryptionKeys } from '../../platform/crypto/keyring.ts';
import { createPool } from '../../platform/database/pool.ts';
import { compile, sql, type Sql } from '../../platform/database/sql.ts';
import { tables } from '../../platform/database/tables.ts';
import { inTransaction, type Run } from '../../platform/database/transaction.ts';
import { mintUlid, ulidTime } from '../../platform/ids/ulid.ts';
import { adminUrl, onDatabase } from './database.ts';
import { temporaryFolder } from './folder.ts';
import { insertRows } from './make/insert.ts';
import { ownDatabase } from './own-database.ts';
import { madeUpSecrets } from './secrets.ts';

export const auditKeys = parseEncryptionKeys(madeUpSecrets.AUDIT_KEYS);
export const auditVerifier = verifierOf(auditKeys);

/** A database of a test's own with tenants, whose commands leave audit events. */
export interface Audited {
  readonly appUrl: string;
  /** As app_user. */
  readonly pool: pg.Pool;
  /** As the superuser, whom no policy, trigger or grant holds. */
  readonly admin: pg.Pool;
  readonly headsFile: string;
  /** UUID of a new tenant, and of its one user. */
  makeTenant(): Promise<string>;
  /** A sealer of its own, as each process has one. */
  sealer(options?: Partial<SealerOptions>): Sealer;
  close(): Promise<void>;
}

/** Makes a database for tests of the audit. */
export async function auditedDatabase(): Promise<Audited> {
  const database = await ownDatabase();
  const folder = await temporaryFolder();
  const name = new URL(database.appUrl).pathname.slice(1);
  const pool = createPool({ url: database.appUrl, maximum: 8, acquireTimeoutMs: 10_000 });
  const admin = createPool({ url: onDatabase(adminUrl(), name), maximum: 2, acquireTimeoutMs: 10_000 });
  const headsFile = join(folder.path, 'heads.jsonl');
  return {
    appUrl: database.appUrl,
    pool,
    admin,
    headsFile,
    makeTenant: () => insertTenant(admin),
    sealer: (options) =>
      new Sealer({ pool, signer: new SealSigner(auditKeys), headsFile, eventsPerRound: 1_000, ...options }),
    async close() {
      await Promise.all([pool.end(), admin.end()]);
      await database.drop();
      await folder.remove();
    },
  };
}

/** The insert of an audit event as commands write it. */
export function anEvent(tenantId: string, name = 'Traffic'): Sql {
  const user = { id: tenantId, refId: mintUlid(), tenantId, role: 'admin', appAccess: [] } as const;
  const tenant = { id: tenantId, tenantId, refId: mintUlid(), status: 'active', contractAccepted: true } as const;
  return auditEvent(
    {
      command: 'renameGoal',
      viewer: { persona: 'admin', tenant, user, agentRole: null, clientId: null, scopes: [] },
      tenantId,
      requestId: 'r1',
      origin: { ip: '192.0.2.1', userAgent: null },
    },
    [{ type: 'Goal', id: mintUlid(), fields: { name: ['Visits', name] } }],
  );
}

/** Commits audit events, each in a transaction of its own. */
export async function commitEvents(pool: pg.Pool, tenantId: string, count = 1): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await inTransaction(pool, { tenantId }, 'write', (run) => run(anEvent(tenantId, `Traffic ${index}`)));
}

/**
 * Waits until the transactions that were running when the events there are were written are over: other databases of the server, in
 * which other tests run, have some too, and what is above the oldest of all is not sealed.
 */
export async function untilSealable(pool: pg.Pool): Promise<void> {
  const statement = sql`SELECT coalesce(max(xact), 0) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS over FROM audit_events`;
  for (;;) {
    const [found] = await inTransaction(pool, 'platform', 'read', (run) => run<{ readonly over: boolean }>(statement));
    if (found?.over === true) return;
    await sleep(20);
  }
}

/** Runs statements of one connection. */
export function runOn(client: pg.ClientBase): Run {
  return async <Row extends object>(statement: Sql) => {
    const { text, values } = compile(statement);
    return (await client.query<Row>(text, [...values])).rows;
  };
}

/** Runs work as the superuser, past triggers and foreign keys, and undoes whatever it has done. */
export async function undone<Result>(admin: pg.Pool, work: (run: Run) => Promise<Result>): Promise<Result> {
  const client = await admin.connect();
  try {
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    return await work(runOn(client));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}

async function insertTenant(admin: pg.Pool): Promise<string> {
  const client = await admin.connect();
  try {
    await client.query('BEGIN');
    // The two refer to each other.
    await client.query('SET LOCAL session_replication_role = replica');
    const id = randomUUID();
    const refId = mintUlid();
    const base = { id, refId, createdById: id, createdAt: new Date(ulidTime(refId)).toISOString() };
    await insertRows(client, tables.tenant, [
      {
        ...base,
        slug: `tenant-${refId.toLowerCase()}`,
        name: 'Tenant',
        plan: 'pro',
        status: 'active',
        dataPrivacyLevel: 'cloud_ok',
        deploymentMode: 'saas',
      },
    ]);
    const person = {
      kind: 'human',
      name: 'Person',
      email: `${refId.toLowerCase()}@example.test`,
      role: 'admin',
      status: 'active',
    } as const;
    await insertRows(client, tables.user, [{ ...base, tenantId: id, appAccess: [], ...person }]);
    await client.query('COMMIT');
    return id;
  } finally {
    client.release();
  }
}
