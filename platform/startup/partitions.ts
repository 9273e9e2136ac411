import pg from 'pg';
import type { Config } from '../config/config.ts';
import {
  ensurePartitions,
  hasPartitionOfThisMonth,
  logMoved,
  schedulePartitions,
  type Partition,
} from '../database/partitions.ts';
import { reasonOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';
import type { DatabaseAccess } from './database.ts';
import type { Lifetime } from './lifetime.ts';
import type { Progress } from './log.ts';

/** What partitions are made with. */
export interface PartitionOptions {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly access: DatabaseAccess;
  readonly config: Config;
  readonly log: Progress;
}

/**
 * Makes the partitions of llm_calls that are missing, now and once a day. Those of later months may wait: where they
 * cannot be made, that is told and the next run makes it good.
 * @throws StartError when this month's partition is missing and cannot be made
 */
export async function keepPartitions(life: Lifetime, { pool, access, config, log }: PartitionOptions): Promise<void> {
  const monthsAhead = config.database.partitionMonthsAhead;
  try {
    logMoved(await ensureAtStart(access, monthsAhead), log.info);
  } catch (error) {
    await expectThisMonth(pool, error);
    log.error(`Partitions of llm_calls could not be made, expected one for each month to come: ${reasonOf(error)}`);
  }
  const schedule = schedulePartitions({ database: pool, log: log.error, monthsAhead });
  life.onClose('The making of partitions', () => schedule.stop());
}

/** As migrator_user where this process may: rows by the million take longer to move than a statement of app_user may run. */
async function ensureAtStart({ appUrl, migrationUrl }: DatabaseAccess, monthsAhead: number): Promise<Partition[]> {
  const client = new pg.Client({ connectionString: migrationUrl ?? appUrl, connectionTimeoutMillis: 10_000 });
  // A connection that breaks fails the statement that follows, which tells the caller.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await ensurePartitions(client, { monthsAhead });
  } finally {
    await client.end();
  }
}

/** Whatever is written without this month's partition lies in the default one, and must be moved before that can be made. */
async function expectThisMonth(pool: pg.Pool, problem: unknown): Promise<void> {
  const { name, found } = await hasPartitionOfThisMonth(pool).catch((error: unknown) => {
    throw new StartError(
      `The partitions of llm_calls cannot be looked at (${reasonOf(error)}), expected them to be there.`,
      {
        cause: error,
      },
    );
  });
  if (found) return;
  throw new StartError(
    `The partition ${name} of this month is missing and could not be made (${reasonOf(problem)}), expected llm_calls to be free for a moment: end the transactions that hold it, then start again.`,
    { cause: problem },
  );
}
