import { cpuOf } from '../measure/processes.mjs';
import { withClient } from '../stage/database.mjs';
import { product } from '../stage/product.mjs';

const times = 500;

/** Gates that nobody has approved, and what they wait for. */
const waiting = `SELECT activity_id AS activity, id AS approval FROM approvals
  WHERE tenant_id = $1 AND status = 'pending' AND subject_type = 'Activity' LIMIT $2`;

/**
 * What saving an approved gate and its approval costs by Prisma's client, as approveActivity does, and by two plain statements:
 * the same rows, on a connection as app_user, in one transaction after the other that are rolled back. In this process, so that
 * nothing but the saves is measured.
 * @returns {Promise<Record<'prisma' | 'plain', { client: number, database: number }>>} CPU milliseconds of both saves together
 */
export async function measureSaves({ database, crowd }) {
  const { createPool } = await product('platform/database/pool.js');
  const { CommandTransaction } = await product('platform/commands/transaction.js');
  const { PrismaWriter } = await product('platform/commands/prisma.js');
  const { sql } = await product('platform/database/sql.js');
  const { tables } = await product('platform/database/tables.js');
  const [{ viewer }] = crowd;
  const tenantId = viewer.tenant.id;
  const by = viewer.user.id;
  const pool = createPool({ url: database.appUrl, maximum: 1, acquireTimeoutMs: 10_000 });
  const writer = new PrismaWriter(pool);
  const { rows: pairs } = await withClient(database.migratorUrl, (client) => client.query(waiting, [tenantId, times]));
  const ways = {
    prisma: async (transaction, { activity, approval }, now) => {
      const written = { updatedById: by, updatedAt: now };
      await writer.update(
        transaction,
        tables.activity,
        { id: activity, tenantId },
        { status: 'approved', completedAt: now, ...written },
      );
      await writer.update(
        transaction,
        tables.approval,
        { id: approval, tenantId },
        { status: 'approved', decidedById: by, decidedAt: now, note: 'Fine.', ...written },
      );
    },
    plain: async (transaction, { activity, approval }, now) => {
      await transaction.query(
        sql`UPDATE activities SET status = 'approved', completed_on = ${now}::timestamptz, updated_by = ${by}::uuid,
          updated_on = ${now}::timestamptz WHERE id = ${activity}::uuid AND tenant_id = ${tenantId}::uuid RETURNING id`,
      );
      await transaction.query(
        sql`UPDATE approvals SET status = 'approved', decided_by = ${by}::uuid, decided_on = ${now}::timestamptz, note = 'Fine.',
          updated_by = ${by}::uuid, updated_on = ${now}::timestamptz
          WHERE id = ${approval}::uuid AND tenant_id = ${tenantId}::uuid RETURNING id`,
      );
    },
  };
  const options = { tenantId, lockTimeoutMs: 2_000, log: { record: () => undefined }, signal: undefined };
  const repeat = async (save) => {
    for (const pair of pairs) {
      const transaction = await CommandTransaction.open(pool, options);
      // With which the transaction begins.
      await transaction.query(sql`SELECT`);
      await save(transaction, pair, new Date().toISOString());
      await transaction.rollback();
    }
  };
  const spent = async (save) => {
    const before = { client: cpuOf([process.pid]), database: cpuOf([database.postmasterPid]) };
    await repeat(save);
    return {
      client: (cpuOf([process.pid]) - before.client) / pairs.length,
      database: (cpuOf([database.postmasterPid]) - before.database) / pairs.length,
    };
  };
  try {
    const measured = {};
    // Once before it counts: the client is made and compiled then.
    for (const [way, save] of Object.entries({ ...ways, none: async () => undefined })) {
      await repeat(save);
      measured[way] = await spent(save);
    }
    const { none, ...both } = measured;
    return Object.fromEntries(
      Object.entries(both).map(([way, { client, database: server }]) => [
        way,
        { client: client - none.client, database: server - none.database },
      ]),
    );
  } finally {
    await pool.end();
  }
}
