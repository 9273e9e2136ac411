import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ulid } from 'ulid';
import { adminUrl, appUrl, migratorUrl, onDatabase } from '../../tests/support/database.ts';
import { applyMigrations } from './migrations/apply.ts';
import { createPool } from './pool.ts';
import { ensurePartitions, schedulePartitions } from './partitions.ts';

/** On a database of its own: partitions belong to all tests that share one. */
describe('partitions of llm_calls', () => {
  let admin: pg.Client;
  let database: string;
  let pool: pg.Pool;
  beforeEach(async () => {
    database = `partitions_${randomBytes(6).toString('hex')}`;
    const server = new pg.Client(adminUrl());
    await server.connect();
    await server.query(`CREATE DATABASE ${database} OWNER migrator_user`);
    await server.end();
    admin = new pg.Client(onDatabase(adminUrl(), database));
    await admin.connect();
    const folder = join(process.cwd(), 'prisma', 'migrations');
    await applyMigrations({ url: onDatabase(migratorUrl(), database), folder, log: () => undefined });
    pool = createPool({ url: onDatabase(appUrl(), database), maximum: 1 });
  });
  afterEach(async () => {
    await pool.end();
    await admin.end();
    const server = new pg.Client(adminUrl());
    await server.connect();
    await server.query(`DROP DATABASE ${database}`);
    await server.end();
  });

  /** `llm_calls_2026_11` for the month so many months from now, in UTC. */
  function monthAhead(months: number): string {
    const now = new Date();
    const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months));
    return `llm_calls_${month.toISOString().slice(0, 7).replace('-', '_')}`;
  }

  /** A call of this month, without the tenant and activity it belongs to: they are of no concern to partitions. */
  async function insertCall(): Promise<void> {
    await admin.query('DROP TRIGGER IF EXISTS count_llm_calls ON llm_calls');
    await admin.query(`DO $$ DECLARE name text; BEGIN
      FOR name IN SELECT conname FROM pg_constraint WHERE conrelid = 'llm_calls'::regclass AND contype = 'f' LOOP
        EXECUTE format('ALTER TABLE llm_calls DROP CONSTRAINT %I', name);
      END LOOP;
    END $$`);
    const now = Date.now();
    await admin.query(
      `INSERT INTO llm_calls (ref_id, tenant_id, activity_run_id, adapter_type, model_id, prompt_hash, input_tokens,
         output_tokens, cost_usd, agent_role, activity_type, activity_id, created_by, created_on)
       SELECT $1, none, none, (enum_range(NULL::adapter_type))[1], 'model', 'hash', 1, 1, 0.5, 'writer',
         (enum_range(NULL::activity_type))[1], none, none, $2
       FROM (SELECT '00000000-0000-0000-0000-000000000000'::uuid AS none) AS ids`,
      [ulid(now), new Date(now)],
    );
  }

  it('are made by app_user for this month and three more, and then are there', async () => {
    expect(await ensurePartitions(pool)).toEqual([0, 1, 2, 3].map((n) => ({ partition: monthAhead(n), moved: 0 })));
    expect(await ensurePartitions(pool)).toEqual([]);
    expect(await ensurePartitions(pool, { monthsAhead: 4 })).toEqual([{ partition: monthAhead(4), moved: 0 }]);
  });

  it('are made again and again, and what was moved is told', async () => {
    await insertCall();
    const lines: string[] = [];
    const schedule = schedulePartitions({ database: pool, log: (line) => lines.push(line), intervalMs: 20 });
    while (lines.length === 0) await sleep(5);
    await schedule.stop();
    expect(lines).toEqual([`1 rows of llm_calls moved from the default partition to ${monthAhead(0)}.`]);
  });

  it('are tried again after a failure, which is told', async () => {
    await admin.query(`REVOKE CONNECT ON DATABASE ${database} FROM PUBLIC`);
    const lines: string[] = [];
    const schedule = schedulePartitions({ database: pool, log: (line) => lines.push(line), intervalMs: 20 });
    while (lines.length === 0) await sleep(5);
    expect(lines[0]).toMatch(/^Partitions of llm_calls could not be made: permission denied for database/);
    await admin.query(`GRANT CONNECT ON DATABASE ${database} TO PUBLIC`);
    while ((await admin.query('SELECT 1 FROM pg_class WHERE relname = $1', [monthAhead(3)])).rowCount === 0)
      await sleep(5);
    await schedule.stop();
    expect(await ensurePartitions(pool)).toEqual([]);
  });
});
