import type pg from 'pg';
import { identifier, join, sql } from '../../platform/database/sql.ts';
import { tables } from '../../platform/database/tables.ts';
import { ensurePartitions } from '../../platform/database/partitions.ts';
import { StartError } from '../../platform/errors/start-error.ts';
import { run } from '../demo/insert-rows.ts';
import { activities } from './activities.ts';
import { ads } from './ads.ts';
import { agents } from './agents.ts';
import { content } from './content.ts';
import { copyRows } from './copy.ts';
import { crm } from './crm.ts';
import { setAsideIndexes } from './indexes.ts';
import { people } from './people.ts';
import { monthsPlanned, ScalePlan, type ScaleSize } from './plan.ts';
import { strategy } from './strategy.ts';

/** How far a step is: rows of a table, or indexes. */
export interface ScaleProgress {
  readonly step: string;
  readonly done: number;
  readonly of: number;
}

export interface ScaleOptions extends ScaleSize {
  /** As migrator_user, whom no policy holds; not of a pool in pipeline mode, and free: it runs one long transaction. */
  readonly client: pg.Client;
  /** Deletes all that the database holds first, whatever it is. */
  readonly replace?: boolean;
  readonly progress: (progress: ScaleProgress) => void;
}

/**
 * Fills a database with a year's work of many tenants, all or nothing: the same rows for the same size and time, by COPY.
 * While it runs nobody else can use the tables.
 * @returns how many rows were written
 * @throws StartError when the database has a tenant already and is not to be replaced
 */
export async function fillToScale({ client, replace = false, progress, ...size }: ScaleOptions): Promise<number> {
  const plan = new ScalePlan(size);
  await run(client, sql`BEGIN`);
  try {
    await run(client, sql`SET LOCAL maintenance_work_mem = '256MB'`);
    await run(client, sql`LOCK TABLE tenants IN ACCESS EXCLUSIVE MODE`);
    if (!replace) await refuseOthers(client);
    const rows = await load(client, plan, progress);
    await run(client, sql`COMMIT`);
    progress({ step: 'statistics', done: 0, of: 1 });
    // With the visibility map, so that what an index alone can answer is answered by it alone.
    const names = Object.values(tables).map(({ name }) => identifier(name));
    await run(client, sql`VACUUM (ANALYZE) ${join(names, ', ')}`);
    progress({ step: 'statistics', done: 1, of: 1 });
    return rows;
  } catch (error) {
    await run(client, sql`ROLLBACK`).catch(() => undefined); // a connection that is lost has rolled back
    throw error;
  }
}

async function load(client: pg.Client, plan: ScalePlan, progress: ScaleOptions['progress']): Promise<number> {
  // Files that are new in this transaction need no log where the server keeps none for replicas (wal_level minimal).
  const names = Object.values(tables).map(({ name }) => identifier(name));
  await run(client, sql`TRUNCATE ${join(names, ', ')}`);
  await ensurePartitions(client, { monthsBehind: monthsSince(plan.months[0] ?? plan.from) });
  const restoreIndexes = await setAsideIndexes(client);
  let rows = 0;
  for (const part of [people, strategy, activities, agents, content, ads, crm]) {
    for (const { table, count, rows: make } of part(plan)) {
      const tell = (done: number): void => progress({ step: table.name, done, of: Math.max(done, Math.round(count)) });
      const written = await copyRows(client, table, make(), tell);
      progress({ step: table.name, done: written, of: written });
      rows += written;
    }
  }
  await spendOfTheMonth(client, plan);
  await restoreIndexes((done, of) => progress({ step: 'indexes and keys', done, of }));
  return rows;
}

/** Whole months from the one of an instant to the current one. */
function monthsSince(at: number): number {
  const [then, now] = [new Date(at), new Date()];
  return Math.max(0, (now.getUTCFullYear() - then.getUTCFullYear()) * 12 + now.getUTCMonth() - then.getUTCMonth());
}

/** What is there would be mixed up with rows that nobody made. */
async function refuseOthers(client: pg.Client): Promise<void> {
  const found = await run<{ slug: string }>(client, sql`SELECT slug FROM tenants ORDER BY ref_id LIMIT 1`);
  const [tenant] = found;
  if (tenant === undefined) return;
  throw new StartError(
    `The database has the tenant "${tenant.slug}", expected none: give DATA_DIR a new folder, name an empty database, or let --force delete all that is there.`,
  );
}

/** The copy of the month's sum that each tenant carries (docs/api-contract.md#i-45). */
async function spendOfTheMonth(client: pg.Client, plan: ScalePlan): Promise<void> {
  const month = new Date(plan.months[monthsPlanned - 1] ?? 0).toISOString();
  await run(
    client,
    sql`UPDATE tenants SET current_month_spend_usd = spent.cost
        FROM (SELECT tenant_id, sum(cost_usd) AS cost FROM llm_calls WHERE created_on >= ${month}::timestamptz GROUP BY tenant_id) spent
        WHERE spent.tenant_id = tenants.id`,
  );
}
