import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TenantScope } from '../../platform/database/read-scope.ts';
import { appendOnlyTables, hybridTables } from '../../prisma/validator/schema.ts';
import { appUrl } from '../support/database.ts';
import { everyRow, insertStatement, type Row } from '../support/every-row.ts';
import { closeFactories, makeGlobal, twoTenants, type CustomerTenant } from '../support/make.ts';
import { each, everyone, nobody, onEach, only, RoleConnection, type Outcome } from '../support/role-connection.ts';

const read = (table: string): string => `SELECT id FROM ${table} WHERE id = $1`;
const change = (table: string): string => `UPDATE ${table} SET created_on = created_on WHERE id = $1`;
const remove = (table: string): string => `DELETE FROM ${table} WHERE id = $1`;

/** Row-level security alone: app_user's plain SQL, which names no tenant or the wrong one. */
describe('row-level security', () => {
  let app: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  let myRows: ReadonlyMap<string, Row>;
  let theirRows: ReadonlyMap<string, Row>;
  let sharedRows: ReadonlyMap<string, Row>;
  beforeAll(async () => {
    app = await RoleConnection.open(appUrl());
    [mine, theirs] = await twoTenants();
    [myRows, theirRows] = await Promise.all([everyRow(mine), everyRow(theirs)]);
    sharedRows = new Map([
      ['activity_templates', { ...myRows.get('activity_templates'), ...(await shared('activityTemplate')) }],
      [
        'recurring_task_templates',
        { ...myRows.get('recurring_task_templates'), ...(await shared('recurringTaskTemplate')) },
      ],
      ['llm_providers', { ...myRows.get('llm_providers'), ...(await shared('llmProvider')) }],
    ]);
  }, 60_000);
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  async function shared(factory: keyof typeof makeGlobal): Promise<Row> {
    return { id: (await makeGlobal[factory]()).id, tenant_id: null };
  }
  const all = (): string[] => [...myRows.keys()];
  const changeable = (): string[] => all().filter((table) => !appendOnlyTables.has(table));
  const hybrids = [...hybridTables];

  /** What becomes of a statement that names the row of each table by its id. */
  function withId(
    scope: TenantScope,
    tables: readonly string[],
    statement: (table: string) => string,
    rows: ReadonlyMap<string, Row>,
  ): Promise<Record<string, Outcome>> {
    return onEach(tables, (table) => app.attempt(scope, statement(table), rows.get(table)?.['id']));
  }

  /** What becomes of a row that is there already: what the policy lets pass, the primary key refuses (23505). */
  function inserted(
    scope: TenantScope,
    tables: readonly string[],
    rows: ReadonlyMap<string, Row>,
  ): Promise<Record<string, Outcome>> {
    return onEach(tables, async (table) =>
      app.attempt(scope, await insertStatement(table), JSON.stringify(rows.get(table))),
    );
  }

  it('shows a statement without a tenant nothing, in every table', async () => {
    expect(await onEach(all(), (table) => app.attempt(nobody, `SELECT id FROM ${table}`))).toEqual(each(all(), 0));
  });

  it("shows a tenant's statement its own row and not the other's, in every table", async () => {
    expect(await withId(only(mine), all(), read, myRows)).toEqual(each(all(), 1));
    expect(await withId(only(mine), all(), read, theirRows)).toEqual(each(all(), 0));
  });

  it('shows platform scope the rows of every tenant', async () => {
    expect(await withId(everyone, all(), read, myRows)).toEqual(each(all(), 1));
    expect(await withId(everyone, all(), read, theirRows)).toEqual(each(all(), 1));
  });

  it("takes no row of another tenant's, into any table", async () => {
    expect(await inserted(only(mine), all(), myRows)).toEqual(each(all(), '23505'));
    expect(await inserted(only(mine), all(), theirRows)).toEqual(each(all(), '42501'));
  });

  it("takes no tenant's row without a tenant or in platform scope, into any table", async () => {
    expect(await inserted(nobody, all(), myRows)).toEqual(each(all(), '42501'));
    expect(await inserted(everyone, all(), myRows)).toEqual(each(all(), '42501'));
  });

  it("changes the rows of the statement's tenant alone, in every table", async () => {
    expect(await withId(only(mine), changeable(), change, myRows)).toEqual(each(changeable(), 1));
    expect(await withId(only(mine), changeable(), change, theirRows)).toEqual(each(changeable(), 0));
    expect(await withId(everyone, changeable(), change, theirRows)).toEqual(each(changeable(), 0));
    expect(await withId(nobody, changeable(), change, myRows)).toEqual(each(changeable(), 0));
  });

  it("deletes the rows of the statement's tenant alone, in every table", async () => {
    const own = Object.values(await withId(only(mine), changeable(), remove, myRows));
    // What others refer to, their foreign key keeps.
    expect(own.filter((outcome) => outcome !== 1 && outcome !== '23503')).toEqual([]);
    expect(await withId(only(mine), changeable(), remove, theirRows)).toEqual(each(changeable(), 0));
    expect(await withId(everyone, changeable(), remove, theirRows)).toEqual(each(changeable(), 0));
    expect(await withId(nobody, changeable(), remove, myRows)).toEqual(each(changeable(), 0));
  });

  it('lets no row be given to another tenant', async () => {
    const give = 'UPDATE documents SET tenant_id = $1';
    expect(await app.attempt(only(mine), give, theirs.id)).toBe('42501');
    expect(await app.attempt(only(mine), give, mine.id)).toBe(1);
  });

  it("shows a hybrid table's shared rows to every tenant, and without one to nobody", async () => {
    expect(await withId(only(mine), hybrids, read, sharedRows)).toEqual(each(hybrids, 1));
    expect(await withId(only(theirs), hybrids, read, sharedRows)).toEqual(each(hybrids, 1));
    expect(await withId(nobody, hybrids, read, sharedRows)).toEqual(each(hybrids, 0));
  });

  it('lets platform scope alone write the shared rows', async () => {
    expect(await withId(only(mine), hybrids, change, sharedRows)).toEqual(each(hybrids, 0));
    expect(await withId(only(mine), hybrids, remove, sharedRows)).toEqual(each(hybrids, 0));
    expect(await inserted(only(mine), hybrids, sharedRows)).toEqual(each(hybrids, '42501'));
    expect(await withId(everyone, hybrids, change, sharedRows)).toEqual(each(hybrids, 1));
    expect(await withId(everyone, hybrids, remove, sharedRows)).toEqual(each(hybrids, 1));
    expect(await inserted(everyone, hybrids, sharedRows)).toEqual(each(hybrids, '23505'));
  });
});
