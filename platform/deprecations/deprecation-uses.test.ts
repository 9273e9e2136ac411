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
function add({ id, admin }: CustomerTenant, day: string, uses = 1, callerRefId = admin.refId): Promise<void> {
  return addDeprecationUses(pool, id, [{ callerRefId, day, coordinate: 'Goal.name', uses }]);
}

/** Rows of a tenant: the day of each and its uses. */
function rowsBy({ id }: CustomerTenant): Promise<{ day: string; uses: string }[]> {
  return rowsOf(
    factoryPool(),
    sql`SELECT day::text, uses::text FROM deprecation_uses WHERE tenant_id = ${id} ORDER BY day`,
  );
}

describe('uses of a deprecated element', () => {
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
