import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { appUrl } from '../../../tests/support/database.ts';
import { closeFactories, makeTenant, type CustomerTenant } from '../../../tests/support/make.ts';
import { only, RoleConnection } from '../../../tests/support/role-connection.ts';

/** Kept by triggers in activity_counts; what stands here stands in the database alone. */
describe("the numbers of a tenant's activities", () => {
  let app: RoleConnection;
  beforeAll(async () => void (app = await RoleConnection.open(appUrl())));
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  const told = `SELECT status, sum(count)::int AS count FROM activity_counts WHERE tenant_id = $1
    GROUP BY status HAVING sum(count) <> 0 ORDER BY status`;
  const counted = `SELECT status, count(*)::int AS count FROM activities WHERE tenant_id = $1 AND deleted_on IS NULL
    GROUP BY status ORDER BY status`;

  const status = fc.constantFrom('created' as const, 'assigned' as const, 'completed' as const);
  const write = fc.oneof(
    fc.record({ does: fc.constant('add' as const), rows: fc.integer({ min: 1, max: 5 }), status }),
    fc.record({ does: fc.constant('move' as const), from: status, to: status, takenBack: fc.boolean() }),
    fc.record({
      does: fc.constantFrom('remove' as const, 'restore' as const, 'rename' as const, 'delete' as const),
      of: status,
    }),
  );

  it('are what counting them tells, whatever was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(write, { minLength: 1, maxLength: 8 }), async (writes) => {
        const tenant = await makeTenant();
        const scope = only(tenant);
        for (const one of writes) {
          if (one.does === 'add') await tenant.makeMany.activity(one.rows, () => ({ status: one.status }));
          else if (one.does === 'move')
            await app[one.takenBack ? 'attempt' : 'rows'](
              scope,
              'UPDATE activities SET status = $2 WHERE tenant_id = $1 AND status = $3',
              ...[tenant.id, one.to, one.from],
            );
          else
            await app.rows(
              scope,
              {
                remove: `UPDATE activities SET deleted_on = created_on, deleted_by = created_by WHERE tenant_id = $1 AND status = $2`,
                restore: `UPDATE activities SET deleted_on = NULL, deleted_by = NULL WHERE tenant_id = $1 AND status = $2`,
                rename: `UPDATE activities SET title = 'Again' WHERE tenant_id = $1 AND status = $2`,
                delete: `DELETE FROM activities WHERE tenant_id = $1 AND status = $2`,
              }[one.does],
              ...[tenant.id, one.of],
            );
        }
        expect(await app.rows(scope, told, tenant.id)).toEqual(await app.rows(scope, counted, tenant.id));
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  describe('written by several transactions at the same time', () => {
    async function writer(tenant: CustomerTenant): Promise<pg.Client> {
      const client = new pg.Client(appUrl());
      await client.connect();
      await client.query(`SELECT set_config('app.tenant_id', $1, false), set_config('lock_timeout', '2s', false)`, [
        tenant.id,
      ]);
      return client;
    }
    const move = `UPDATE activities SET status = $2 WHERE id = $1`;

    it('make none of them wait for another, in whatever order they write', async () => {
      const tenant = await makeTenant();
      const rows = await tenant.makeMany.activity(4, (index) => ({ status: index < 2 ? 'created' : 'assigned' }));
      const [one, other] = [await writer(tenant), await writer(tenant)];
      try {
        for (const client of [one, other]) await client.query('BEGIN');
        await one.query(move, [rows[0]?.id, 'assigned']);
        await other.query(move, [rows[2]?.id, 'completed']);
        await one.query(move, [rows[3]?.id, 'completed']);
        await other.query(move, [rows[1]?.id, 'assigned']);
        for (const client of [one, other]) await client.query('COMMIT');
      } finally {
        for (const client of [one, other]) await client.end();
      }
      expect(await app.rows(only(tenant), told, tenant.id)).toEqual([
        { status: 'assigned', count: 2 },
        { status: 'completed', count: 2 },
      ]);
    });

    it('stand in as many rows as there were writers at most', async () => {
      const tenant = await makeTenant();
      const rows = await tenant.makeMany.activity(40);
      const writers = await Promise.all(Array.from({ length: 4 }, () => writer(tenant)));
      await Promise.all(
        writers.map(async (client, index) => {
          for (const row of rows.slice(index * 10, index * 10 + 10)) await client.query(move, [row.id, 'assigned']);
          await client.end();
        }),
      );
      expect(await app.rows(only(tenant), told, tenant.id)).toEqual([{ status: 'assigned', count: 40 }]);
      const slots = await app.rows(
        only(tenant),
        'SELECT status FROM activity_counts WHERE tenant_id = $1 GROUP BY status HAVING count(*) > $2',
        ...[tenant.id, writers.length],
      );
      expect(slots).toEqual([]);
    });
  });
});
