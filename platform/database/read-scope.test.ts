import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { appUrl, migratorUrl } from '../../tests/support/database.ts';
import { makeTenant, twoTenants } from '../../tests/support/make.ts';
import { poolAtRest } from '../../tests/support/pool-at-rest.ts';
import { createPool } from './pool.ts';
import { ReadScope, type TenantScope } from './read-scope.ts';
import { identifier, sql, type Sql } from './sql.ts';
import { StatementLog } from './statement-log.ts';

let pool: pg.Pool;
let writer: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 2 });
  writer = createPool({ url: migratorUrl(), maximum: 1 });
});
afterAll(() => Promise.all([pool.end(), writer.end()]));

const nobody: TenantScope = { tenantId: null, platform: false };
const everyone: TenantScope = { tenantId: null, platform: true };
const only = (tenantId: string): TenantScope => ({ tenantId, platform: false });

/** Runs statements in one scope, all sent at once unless `use` awaits between them. */
async function within<Result>(
  scope: TenantScope,
  use: (query: <Row extends object>(statement: Sql) => Promise<Row[]>, log: StatementLog) => Promise<Result>,
): Promise<Result> {
  const reads = new ReadScope(pool, scope);
  const log = new StatementLog({ keepTexts: true });
  const reader = reads.reader(log);
  try {
    return await use((statement) => reader.query(statement), log);
  } finally {
    await reads.end();
  }
}

/** Names of the goals among some tenants' that the scope sees. */
const goalsOf = (...tenants: readonly { readonly id: string }[]): Sql =>
  sql`SELECT name FROM goals WHERE tenant_id = ANY(${tenants.map(({ id }) => id)}::uuid[]) ORDER BY ref_id`;

/** A tenant with a goal of each name. */
async function tenantWithGoals(...names: readonly string[]) {
  const tenant = await makeTenant();
  const goals = await tenant.makeMany.goal(names.length, (index) => ({ name: names[index] ?? '' }));
  return { ...tenant, goals };
}

describe('a tenant scope', () => {
  it("sees its tenant's rows and no other's", async () => {
    const [mine, theirs] = await Promise.all([tenantWithGoals('Mine'), tenantWithGoals('Theirs')]);
    expect(await within(only(mine.id), (query) => query(goalsOf(mine, theirs)))).toEqual([{ name: 'Mine' }]);
    expect(await within(only(theirs.id), (query) => query(goalsOf(mine, theirs)))).toEqual([{ name: 'Theirs' }]);
  });

  it('sees no row at all without a tenant, not even of the tables that all tenants share', async () => {
    const counts = await within(nobody, (query) =>
      Promise.all(
        ['tenants', 'users', 'goals', 'activities', 'activity_templates', 'llm_calls', 'documents'].map((table) =>
          query(sql`SELECT count(*)::int AS rows FROM ${identifier(table)}`),
        ),
      ),
    );
    expect(counts).toEqual(Array.from({ length: 7 }, () => [{ rows: 0 }]));
  });

  it('sees every tenant in platform scope', async () => {
    const [one, other] = await Promise.all([tenantWithGoals('One'), tenantWithGoals('Other')]);
    const seen = await within(everyone, (query) => query<{ name: string }>(goalsOf(one, other)));
    expect(seen.map(({ name }) => name).sort()).toEqual(['One', 'Other']);
  });

  it.each([
    ['a tenant', false],
    ['the platform', true],
  ])('cannot write as %s, and nothing moves', async (_name, platform) => {
    const tenant = await tenantWithGoals('Kept');
    for (const write of [
      sql`UPDATE goals SET name = 'Gone' WHERE tenant_id = ${tenant.id}`,
      sql`DELETE FROM goals WHERE tenant_id = ${tenant.id}`,
    ]) {
      await expect(within({ tenantId: tenant.id, platform }, (query) => query(write))).rejects.toMatchObject({
        code: '25006',
      });
    }
    expect((await writer.query(goalsOfText, [tenant.id])).rows).toEqual([{ name: 'Kept' }]);
  });

  it('refuses a tenant that is no UUID by an error rather than by an empty answer', async () => {
    const tenant = await tenantWithGoals('Mine');
    await expect(within(only('x'), (query) => query(goalsOf(tenant)))).rejects.toMatchObject({ code: '22P02' });
  });
});

const goalsOfText = 'SELECT name FROM goals WHERE tenant_id = $1';

describe('one scope', () => {
  it('shows one moment while others commit in between', async () => {
    const tenant = await tenantWithGoals('Before');
    const seen = await within(only(tenant.id), async (query) => {
      const first = await query(goalsOf(tenant));
      await writer.query("UPDATE goals SET name = 'After' WHERE tenant_id = $1", [tenant.id]);
      await tenant.make.goal({ name: 'New' });
      return [first, await query(goalsOf(tenant))];
    });
    expect(seen).toEqual([[{ name: 'Before' }], [{ name: 'Before' }]]);
    const later = await within(only(tenant.id), (query) => query<{ name: string }>(goalsOf(tenant)));
    expect(later.map(({ name }) => name)).toEqual(['After', 'New']);
  });

  it('sends all its statements over one connection and gives that back', async () => {
    const pids = await within(nobody, (query) =>
      Promise.all([1, 2, 3].map(() => query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`))),
    );
    expect(new Set(pids.flat().map(({ pid }) => pid)).size).toBe(1);
    await poolAtRest(pool);
  });

  it('takes no connection when nothing is read, and ends as often as it is told to', async () => {
    const unused = new ReadScope(pool, nobody);
    const connected = pool.totalCount;
    await unused.end();
    await unused.end();
    expect(pool.totalCount).toBe(connected);
    const used = new ReadScope(pool, nobody);
    await used.reader(new StatementLog({ keepTexts: false })).query(sql`SELECT 1`);
    await used.end();
    await used.end();
    expect(pool.idleCount).toBe(pool.totalCount);
  });

  it('refuses a statement after its end: it would begin a transaction that nobody ends', async () => {
    const reads = new ReadScope(pool, nobody);
    await reads.end();
    await expect(reads.reader(new StatementLog({ keepTexts: false })).query(sql`SELECT 1`)).rejects.toThrow(
      'a statement was sent after its query had been answered',
    );
  });

  it('records each statement, BEGIN, set_config and COMMIT aside', async () => {
    const [mine] = await twoTenants();
    await within(only(mine.id), async (query, log) => {
      await Promise.all([query(sql`SELECT 1 AS one`), query(sql`SELECT generate_series(1, 3)`)]);
      expect(log.count).toBe(2);
      expect(log.statements.map(({ text, rows }) => [text, rows])).toEqual([
        ['SELECT 1 AS one', 1],
        ['SELECT generate_series(1, 3)', 3],
      ]);
    });
  });
});

const codeOf = (error: unknown): unknown => (error instanceof pg.DatabaseError ? error.code : error);

describe('after a failed statement', () => {
  it('the others go on, in a new transaction of the same tenant', async () => {
    const tenant = await tenantWithGoals('Mine');
    const outcomes = await within(only(tenant.id), (query) =>
      Promise.allSettled([query(goalsOf(tenant)), query(sql`SELECT 1 / 0`), query(goalsOf(tenant))]),
    );
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: [{ name: 'Mine' }] },
      { status: 'rejected', reason: { code: '22012' } },
      { status: 'fulfilled', value: [{ name: 'Mine' }] },
    ]);
  });

  it('each failure is its own: those between and behind several of them go on', async () => {
    const tenant = await tenantWithGoals('Mine');
    const outcomes = await within(only(tenant.id), (query) =>
      Promise.allSettled([
        query(sql`SELECT 1 / 0 AS first`),
        query(goalsOf(tenant)),
        query(sql`SELECT 'x'::int AS second`),
        query(goalsOf(tenant)),
        query(sql`SELECT no_such_column`),
        query(goalsOf(tenant)),
      ]),
    );
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? codeOf(outcome.reason) : outcome.value))).toEqual(
      ['22012', [{ name: 'Mine' }], '22P02', [{ name: 'Mine' }], '42703', [{ name: 'Mine' }]],
    );
  });

  it('statements of one new text behind it go on too, though none of them could be prepared', async () => {
    const tenant = await tenantWithGoals('Mine');
    const fresh = (): Sql =>
      sql`SELECT name, ${tenant.id}::text IS NOT NULL AS fresh FROM goals WHERE tenant_id = ${tenant.id}`;
    const outcomes = await within(only(tenant.id), (query) =>
      Promise.allSettled([query(sql`SELECT 1 / 0`), query(fresh()), query(fresh()), query(fresh())]),
    );
    const [failed, ...others] = outcomes;
    expect(failed).toMatchObject({ status: 'rejected', reason: { code: '22012' } });
    expect(others).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'fulfilled', value: [{ name: 'Mine', fresh: true }] })),
    );
  });

  it('counts it once, and the others once', async () => {
    await within(nobody, async (query, log) => {
      await Promise.allSettled([query(sql`SELECT 1 / 0`), query(sql`SELECT 1`), query(sql`SELECT 2`)]);
      expect(log.statements.map(({ text, rows }) => [text, rows])).toEqual([
        ['SELECT 1 / 0', 0],
        ['SELECT 1', 1],
        ['SELECT 2', 1],
      ]);
    });
  });

  it('gives its connection back', async () => {
    await within(nobody, (query) => Promise.allSettled([query(sql`SELECT 1 / 0`), query(sql`SELECT 1 / 0`)]));
    await within(nobody, (query) => query(sql`SELECT 1`));
    await poolAtRest(pool);
  });
});
