import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { factoryPool, rowsOf } from '../../tests/support/make/pool.ts';
import { createPool } from '../database/pool.ts';
import { ReadScope } from '../database/read-scope.ts';
import { sql } from '../database/sql.ts';
import { StatementLog } from '../database/statement-log.ts';
import type { Viewer } from '../identity/viewer.ts';
import { addDeprecationUses, readDeprecationUses } from './deprecation-uses.ts';

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 2 });
});
afterAll(async () => {
  await pool.end();
  await closeFactories();
});

/** One use of a tenant's admin more, or as many as are given. */
function add({ id, admin }: CustomerTenant, day: string, uses = 1, callerRefId = admin.refId, deletedRows = 100) {
  return addDeprecationUses(pool, id, [{ callerRefId, day, coordinate: 'Goal.name', uses }], deletedRows);
}

/** Rows of a tenant: the day of each and its uses. */
function rowsBy({ id }: CustomerTenant): Promise<{ day: string; uses: string }[]> {
  return rowsOf(
    factoryPool(),
    sql`SELECT day::text, uses::text FROM deprecation_uses WHERE tenant_id = ${id} ORDER BY day`,
  );
}

describe('uses of a deprecated element', () => {
  it('are deleted once they are older than thirty days, when their caller has some of a new day', async () => {
    const [mine, theirs] = [await makeTenant(), await makeTenant()];
    for (const tenant of [mine, theirs]) for (const day of ['2026-04-01', '2026-04-02']) await add(tenant, day);
    await add(mine, '2026-04-01', 7, '0'.repeat(26));
    await add(mine, '2026-05-01');
    expect(await rowsBy(mine)).toEqual([
      { day: '2026-04-01', uses: '7' },
      { day: '2026-04-02', uses: '1' },
      { day: '2026-05-01', uses: '1' },
    ]);
    expect(await rowsBy(theirs)).toEqual([
      { day: '2026-04-01', uses: '1' },
      { day: '2026-04-02', uses: '1' },
    ]);
  });

  it('are deleted in portions, one with each day', async () => {
    const tenant = await makeTenant();
    const { refId } = tenant.admin;
    for (const day of ['2026-04-01', '2026-04-02', '2026-04-03', '2026-05-10']) await add(tenant, day, 1, refId, 2);
    expect((await rowsBy(tenant)).map(({ day }) => day)).toEqual([expect.stringMatching(/^2026-04-0/), '2026-05-10']);
    await add(tenant, '2026-05-11', 1, refId, 2);
    expect((await rowsBy(tenant)).map(({ day }) => day)).toEqual(['2026-05-10', '2026-05-11']);
  });

  it('are looked through once a day of a caller', async () => {
    const tenant = await makeTenant();
    await add(tenant, '2026-05-01');
    await add(tenant, '2026-04-01', 3);
    await add(tenant, '2026-05-01');
    expect(await rowsBy(tenant)).toEqual([
      { day: '2026-04-01', uses: '3' },
      { day: '2026-05-01', uses: '2' },
    ]);
    await add(tenant, '2026-05-02');
    expect(await rowsBy(tenant)).toEqual([
      { day: '2026-05-01', uses: '2' },
      { day: '2026-05-02', uses: '1' },
    ]);
  });

  it('that another writer deletes keep no write waiting', async () => {
    const tenant = await makeTenant();
    await add(tenant, '2026-04-01');
    const other = await factoryPool().connect();
    try {
      await rowsOf(other, sql`BEGIN`);
      await rowsOf(other, sql`SELECT FROM deprecation_uses WHERE tenant_id = ${tenant.id} FOR UPDATE`);
      await add(tenant, '2026-05-01');
      await rowsOf(other, sql`ROLLBACK`);
    } finally {
      other.release();
    }
    expect(await rowsBy(tenant)).toEqual([
      { day: '2026-04-01', uses: '1' },
      { day: '2026-05-01', uses: '1' },
    ]);
  });

  it('have no bound, and are told as far as an Int goes', async () => {
    const tenant = await makeTenant();
    for (let time = 0; time < 2; time++) await add(tenant, '2026-04-01', 2_147_483_647);
    expect(await rowsBy(tenant)).toEqual([{ day: '2026-04-01', uses: '4294967294' }]);
    const viewer = { tenant: { id: tenant.id }, user: { refId: tenant.admin.refId }, clientId: null } as Viewer; // all that is read by
    const reads = new ReadScope(pool, { tenantId: tenant.id, platform: false });
    try {
      const told = await readDeprecationUses(
        reads.reader(new StatementLog({ keepTexts: false })),
        viewer,
        '2026-04-01',
      );
      expect([...told]).toEqual([['Goal.name', 2_147_483_647]]);
    } finally {
      await reads.end();
    }
  });
});
