import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { migratorUrl } from '../support/database.ts';
import { everyRow, type Row } from '../support/every-row.ts';
import { closeFactories, twoTenants } from '../support/make.ts';
import { factoryPool, rowsOf } from '../support/make/pool.ts';
import { nobody, RoleConnection } from '../support/role-connection.ts';

/** A foreign key between two tenants' tables: `column` beside tenant_id, on both sides. */
interface CompositeKey {
  readonly name: string;
  readonly table: string;
  readonly column: string;
  readonly target: string;
}

/** Composite foreign keys alone: as migrator_user, whom row-level security does not hold and who may write every table. */
describe('composite foreign keys', () => {
  let migrator: RoleConnection;
  let keys: CompositeKey[];
  let myRows: ReadonlyMap<string, Row>;
  let theirRows: ReadonlyMap<string, Row>;
  beforeAll(async () => {
    migrator = await RoleConnection.open(migratorUrl());
    const [mine, theirs] = await twoTenants();
    [myRows, theirRows] = await Promise.all([everyRow(mine), everyRow(theirs)]);
    // An agent's activity has no user: the one whose assignee is tried is a human's.
    const human = await mine.make.activity({ assigneeUserId: mine.admin.id });
    myRows = new Map([...myRows, ['activities', { ...myRows.get('activities'), id: human.id }]]);
    // A pair has no id: it is found by one half, which stays as it is whatever the other becomes.
    const [step, before] = [await mine.make.activity(), await mine.make.activity()];
    await rowsOf(
      factoryPool(),
      sql`INSERT INTO activity_dependencies (tenant_id, activity_id, depends_on_id) VALUES (${mine.id}, ${step.id}, ${before.id})`,
    );
    myRows = new Map([...myRows, ['activity_dependencies', { id: before.id }]]);
    keys = (await migrator.rows(
      nobody,
      `SELECT k.conname AS name, k.conrelid::regclass::text AS table, a.attname AS column, k.confrelid::regclass::text AS target
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid AND NOT c.relispartition
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey) AND a.attname <> 'tenant_id'
        WHERE k.contype = 'f' AND cardinality(k.conkey) = 2 AND c.relnamespace = 'public'::regnamespace
          AND EXISTS (SELECT FROM pg_attribute t WHERE t.attrelid = k.conrelid AND t.attnum = ANY(k.conkey) AND t.attname = 'tenant_id')
        ORDER BY 1`,
    )) as unknown as CompositeKey[]; // the columns of the statement above
  }, 60_000);
  afterAll(async () => {
    await migrator.close();
    await closeFactories();
  });

  /** What becomes of my row of each table once it points to a row of somebody's. */
  async function pointedAt(rows: ReadonlyMap<string, Row>): Promise<string[]> {
    const outcomes: string[] = [];
    for (const { table, column, target } of keys) {
      const key = table === 'activity_dependencies' ? 'depends_on_id' : 'id';
      const point = `UPDATE ${table} SET ${column} = $1 WHERE ${key} = $2`;
      const ids = [rows.get(target)?.['id'], myRows.get(table)?.['id']];
      outcomes.push(`${table}.${column}: ${await migrator.refusal(nobody, point, ...ids)}`);
    }
    return outcomes;
  }

  it('refuse a row that points to another tenant, each of them', async () => {
    expect(keys.map(({ table, column }) => `${table}.${column}`)).toEqual(
      expect.arrayContaining(['goals.strategy_id', 'llm_calls.activity_run_id', 'social_posts.channel_id']),
    );
    expect(await pointedAt(theirRows)).toEqual(
      keys.map(({ table, column, name }) => `${table}.${column}: 23503 ${name}`),
    );
  });

  it('let a row point to one of its own tenant, each of them', async () => {
    expect(await pointedAt(myRows)).toEqual(keys.map(({ table, column }) => `${table}.${column}: not refused: 1 rows`));
  });
});
