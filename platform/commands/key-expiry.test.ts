import { afterAll, expect, it } from '@jest/globals';
import { sql } from '../database/sql.ts';
import { closeFactories, makeTenant } from '../../tests/support/make.ts';
import { factoryPool, rowsOf } from '../../tests/support/make/pool.ts';
import { appPool } from '../../tests/support/reading.ts';
import { deleteOldKeys } from './key-expiry.ts';

afterAll(closeFactories);

it('deletes the keys of every tenant that are older than they are kept, and no other', async () => {
  const tenants = [await makeTenant(), await makeTenant()];
  for (const { id } of tenants)
    await rowsOf(
      factoryPool(),
      sql`INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_on)
        SELECT ${id}::uuid, 'key-' || days, sha256('x'), now() - make_interval(days => days) FROM unnest(ARRAY[5, 6, 8, 9]) AS days`,
    );
  await deleteOldKeys(appPool(), { keptDays: 7, deletedAtOnce: 2, intervalMs: 1 });
  for (const { id } of tenants)
    expect(
      await rowsOf(factoryPool(), sql`SELECT key FROM idempotency_keys WHERE tenant_id = ${id} ORDER BY key`),
    ).toEqual([{ key: 'key-5' }, { key: 'key-6' }]);
});
