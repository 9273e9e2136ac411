import type pg from 'pg';
import { reasonOf } from './system-error.ts';

/** Where the function is called: a pool or a client as app_user, which may execute it and nothing more, or as its owner. */
export type PartitionDatabase = Pick<pg.Pool, 'query'>;

/** One monthly partition of llm_calls that was made. */
export interface Partition {
  readonly partition: string;
  /** Rows that waited in the default partition and were moved into this one. */
  readonly moved: number;
}

/**
 * Makes the monthly partitions of llm_calls that are missing for this month, `monthsAhead` after and `monthsBehind` before
 * it, and for every earlier month with rows in the default partition; those rows move first.
 * @returns what was made, none when all were there
 */
export async function ensurePartitions(
  database: PartitionDatabase,
  { monthsAhead = 3, monthsBehind = 0 }: { readonly monthsAhead?: number; readonly monthsBehind?: number } = {},
): Promise<Partition[]> {
  const { rows } = await database.query<{ partition: string; moved: string | number }>(
    'SELECT partition_name AS partition, moved FROM ensure_llm_call_partitions($1, $2)',
    [monthsAhead, monthsBehind],
  );
  return rows.map(({ partition, moved }) => ({ partition, moved: Number(moved) }));
}

/** Whether the partition that today's rows belong into is there; its name. */
export async function hasPartitionOfThisMonth(
  database: PartitionDatabase,
): Promise<{ readonly name: string; readonly found: boolean }> {
  const { rows } = await database.query<{ name: string; found: boolean }>(
    `SELECT name, to_regclass('public.' || name) IS NOT NULL AS found
       FROM (SELECT 'llm_calls_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM') AS name) AS month`,
  );
  const [month] = rows;
  if (month === undefined) throw new Error('expected one row of a statement without a table');
  return month;
}

/** What is repeated, and how often. */
export interface PartitionSchedule {
  readonly database: PartitionDatabase;
  /** Takes one line for the person who runs the platform. */
  readonly log: (line: string) => void;
  readonly monthsAhead?: number;
  /** Milliseconds between two runs. */
  readonly intervalMs?: number;
}

const day = 24 * 60 * 60 * 1_000;

/**
 * Repeats `ensurePartitions`, first after one interval; tells which rows were moved, and of a run that failed, which the
 * next one makes good: partitions are made months before they are needed.
 */
export function schedulePartitions(schedule: PartitionSchedule): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running.then(() => runOnce(schedule));
  }, schedule.intervalMs ?? day);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return running;
    },
  };
}

async function runOnce({ database, log, monthsAhead = 3 }: PartitionSchedule): Promise<void> {
  try {
    logMoved(await ensurePartitions(database, { monthsAhead }), log);
  } catch (error) {
    log(`Partitions of llm_calls could not be made: ${reasonOf(error)}`);
  }
}

/** Tells which rows had to be moved out of the default partition: each was written after its month's partition was due. */
export function logMoved(partitions: readonly Partition[], log: (line: string) => void): void {
  for (const { partition, moved } of partitions) {
    if (moved > 0) log(`${moved} rows of llm_calls moved from the default partition to ${partition}.`);
  }
}
