import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { migratorUrl } from '../support/database.ts';
import { everyRow, insertStatement, type Row } from '../support/every-row.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../support/make.ts';
import { nobody, onEach, RoleConnection } from '../support/role-connection.ts';

/** What a row is known by, and what of it is history: kept whoever writes, so tried as migrator_user, who may write all. */
describe('the rules of records', () => {
  let migrator: RoleConnection;
  let tenant: CustomerTenant;
  let rows: ReadonlyMap<string, Row>;
  /** All tables but documents, which have no ULID. */
  let tables: string[];
  beforeAll(async () => {
    migrator = await RoleConnection.open(migratorUrl());
    tenant = await makeTenant();
    rows = await everyRow(tenant);
    tables = [...rows.keys()].filter((table) => table !== 'documents');
  }, 60_000);
  afterAll(async () => {
    await migrator.close();
    await closeFactories();
  });

  const expected = (refusal: (table: string) => string): Record<string, string> =>
    Object.fromEntries(tables.map((table) => [table, refusal(table)]));

  it.each([
    ['id', 'gen_random_uuid()'],
    ['ref_id', `'${mintUlid()}'`],
    ['created_on', "created_on + interval '1 ms'"],
  ])('keep %s, in every table', async (column, value) => {
    const change = (table: string, to: string) =>
      migrator.refusal(nobody, `UPDATE ${table} SET ${column} = ${to} WHERE id = $1`, rows.get(table)?.['id']);
    expect(await onEach(tables, (table) => change(table, value))).toEqual(expected(() => '23000'));
    expect(await onEach(tables, (table) => change(table, column))).toEqual(expected(() => 'not refused: 1 rows'));
  });

  it("keep a row's tenant, in every table", async () => {
    const other = await makeTenant();
    const owned = tables.filter((table) => table !== 'tenants');
    const outcomes = await onEach(owned, (table) =>
      migrator.refusal(nobody, `UPDATE ${table} SET tenant_id = $1 WHERE id = $2`, other.id, rows.get(table)?.['id']),
    );
    expect(outcomes).toEqual(Object.fromEntries(owned.map((table) => [table, '23000'])));
  });

  /** What becomes of a copy of each row with another identity. */
  const copied = (identity: Row): ReturnType<typeof onEach> =>
    onEach(tables, async (table) =>
      migrator.refusal(nobody, await insertStatement(table), JSON.stringify({ ...rows.get(table), ...identity })),
    );

  it.each([
    '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
    '01arz3ndektsv4rrffq69g5fav',
    '01ARZ3NDEKTSV4RRFFQ69G5FAI',
    '01ARZ3NDEKTSV4RRFFQ69G5FA',
  ])('take %s for no ULID, in every table', async (ref_id) => {
    expect(await copied({ ref_id })).toEqual(expected((table) => `23514 ${table}_ref_id_check`));
  });

  it("date a row by its ULID's own millisecond, in every table", async () => {
    const ref_id = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
    expect(await copied({ ref_id, created_on: '2016-07-30T23:54:10.258Z' })).toEqual(
      expected((table) => `23514 ${table}_ref_id_time_check`),
    );
    // Past both checks, the id that is there already is refused.
    const outcomes = Object.entries(await copied({ ref_id, created_on: '2016-07-30T23:54:10.259Z' }));
    expect(outcomes.filter(([, refusal]) => !String(refusal).startsWith('23505 '))).toEqual([
      // In another month's partition it is there for the first time.
      ['llm_calls', 'not refused: 1 rows'],
    ]);
  });

  it.each(['completed', 'missed'] as const)('keep a deliverable period that is %s', async (status) => {
    const { id } = await tenant.make.deliverablePeriod({ status });
    for (const statement of [
      "UPDATE deliverable_periods SET status = 'in_progress' WHERE id = $1",
      'UPDATE deliverable_periods SET completed_count = completed_count + 1 WHERE id = $1',
      'DELETE FROM deliverable_periods WHERE id = $1',
    ]) {
      expect(await migrator.refusal(nobody, statement, id)).toBe('23000 deliverable_periods_closed');
    }
  });

  it.each(['not_started', 'in_progress', 'at_risk'] as const)(
    'let a deliverable period that is %s be closed',
    async (status) => {
      const { id } = await tenant.make.deliverablePeriod({ status });
      const close = "UPDATE deliverable_periods SET status = 'completed' WHERE id = $1";
      expect(await migrator.attempt(nobody, close, id)).toBe(1);
      expect(await migrator.attempt(nobody, 'DELETE FROM deliverable_periods WHERE id = $1', id)).toBe(1);
    },
  );
});
