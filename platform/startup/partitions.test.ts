import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { readConfig } from '../config/config.ts';
import { ensurePartitions } from '../database/partitions.ts';
import { createPool } from '../database/pool.ts';
import type { DatabaseAccess } from './database.ts';
import { Lifetime } from './lifetime.ts';
import { keepPartitions } from './partitions.ts';

const reason = 'canceling statement due to statement timeout';

/** On a database of its own, whose app_user may not wait long for what a reader holds. */
describe('the partitions at a start', () => {
  let database: OwnDatabase;
  let impatient: DatabaseAccess;
  let pool: pg.Pool;
  let reader: pg.Client;
  let life: Lifetime;
  let told: string[];
  beforeEach(async () => {
    database = await ownDatabase();
    const appUrl = `${database.appUrl}?options=${encodeURIComponent('-c statement_timeout=200ms')}`;
    impatient = { appUrl, migrationUrl: null };
    pool = createPool({ url: database.appUrl, maximum: 1 });
    reader = new pg.Client(database.migratorUrl);
    await reader.connect();
    [life, told] = [new Lifetime(), []];
  });
  afterEach(async () => {
    await life.close((problem) => told.push(problem));
    await Promise.all([pool.end(), reader.end()]);
    await database.drop();
  });

  const keep = (access: DatabaseAccess): Promise<void> =>
    keepPartitions(life, {
      pool,
      access,
      config: readConfig({}),
      log: { info: (line) => told.push(line), error: (line) => told.push(line) },
    });
  /** A long transaction that has read llm_calls. */
  const hold = (): Promise<unknown> => reader.query('BEGIN; SELECT count(*) FROM llm_calls');

  it('of later months may wait: that is told, and the start goes on', async () => {
    await ensurePartitions(pool, { monthsAhead: 0 });
    await hold();
    await keep(impatient);
    expect(told).toEqual([`Partitions of llm_calls could not be made, expected one for each month to come: ${reason}`]);
  });

  it('of this month may not: the start is refused', async () => {
    await hold();
    const month = new Date().toISOString().slice(0, 7).replace('-', '_');
    await expect(keep(impatient)).rejects.toThrow(
      `The partition llm_calls_${month} of this month is missing and could not be made (${reason}), expected llm_calls to be free for a moment: end the transactions that hold it, then start again.`,
    );
  });

  it('are made as migrator_user where there is one, however long a statement of app_user may run', async () => {
    await hold();
    const keeping = keep({ ...impatient, migrationUrl: database.migratorUrl });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await reader.query('COMMIT');
    await keeping;
    expect(told).toEqual([]);
    expect(await ensurePartitions(pool)).toEqual([]);
  });
});
