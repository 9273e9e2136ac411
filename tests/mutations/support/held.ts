import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { compile, sql, type Sql } from '../../../platform/database/sql.ts';
import { migratorUrl } from '../../support/database.ts';
import { plain } from './written.ts';

/** A transaction that stays open, and what it holds with it. */
export interface Held {
  /** Runs one more statement in it. */
  run(statement: Sql): Promise<pg.QueryResult>;
  /** Resolves once so many others wait for what it holds. @throws Error where they do not within 30 seconds */
  waitedForBy(others?: number): Promise<void>;
  commit(): Promise<void>;
  /** Undoes it; nothing to do after `commit`. */
  rollback(): Promise<void>;
}

/** Opens a transaction, past every fence, with a statement. */
export async function hold(first: Sql): Promise<Held> {
  const client = new pg.Client(migratorUrl());
  await client.connect();
  const run = async (statement: Sql): Promise<pg.QueryResult> => {
    const { text, values } = compile(statement);
    return client.query(text, [...values]);
  };
  let open = true;
  const end = async (how: 'COMMIT' | 'ROLLBACK'): Promise<void> => {
    if (!open) return;
    open = false;
    await client.query(how);
    await client.end();
  };
  await client.query('BEGIN');
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const pid = rows[0]?.pid ?? 0;
  await run(first);
  return {
    run,
    async waitedForBy(others = 1) {
      for (let tries = 0; tries < 3_000; tries += 1) {
        const [found] = await plain<{ waiting: number }>(
          sql`SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE ${pid}::int = ANY (pg_blocking_pids(pid))`,
        );
        if ((found?.waiting ?? 0) >= others) return;
        await sleep(10);
      }
      throw new Error(`expected ${others} to wait for the transaction`);
    },
    commit: () => end('COMMIT'),
    rollback: () => end('ROLLBACK'),
  };
}
