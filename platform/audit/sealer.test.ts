import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  anEvent,
  auditedDatabase,
  auditVerifier,
  commitEvents,
  runOn,
  untilSealable,
  type Audited,
} from '../../tests/support/audited.ts';
import { sql } from '../database/sql.ts';
import { inTransaction } from '../database/transaction.ts';
import { verifyHeads } from './verify-heads.ts';
import { verifyAudit } from './verify.ts';

let audited: Audited;
let tenant: string;
beforeEach(async () => {
  audited = await auditedDatabase();
  tenant = await audited.makeTenant();
});
afterEach(() => audited.close());

/** Faults, and what was verified. */
async function verified() {
  const faults: string[] = [];
  const tell = (fault: string): void => void faults.push(fault);
  const counts = await inTransaction(audited.pool, 'platform', 'read', async (run) => {
    const found = await verifyAudit(run, auditVerifier, tell);
    await verifyHeads(run, audited.headsFile, auditVerifier, tell);
    return found;
  });
  return { faults, ...counts };
}

const copiedLines = async (): Promise<number> => (await readFile(audited.headsFile, 'utf8')).split('\n').length - 1;

/** How often each event is in a block. */
async function timesSealed(): Promise<number[]> {
  const { rows } = await audited.admin.query<{ times: number }>(
    `SELECT (SELECT count(*)::int FROM audit_blocks AS block, unnest(block.event_ref_ids) AS sealed (ref_id)
       WHERE sealed.ref_id = event.ref_id) AS times FROM audit_events AS event`,
  );
  return rows.map(({ times }) => times);
}

describe('the sealer', () => {
  it('seals a block a tenant, whose chain verifies', async () => {
    const other = await audited.makeTenant();
    const sealer = audited.sealer();
    await commitEvents(audited.pool, tenant, 3);
    await commitEvents(audited.pool, other, 2);
    await untilSealable(audited.pool);
    expect(await sealer.seal()).toEqual({ events: 5, blocks: 2, isFull: false, oldestUnsealed: null });
    await commitEvents(audited.pool, tenant, 1);
    await untilSealable(audited.pool);
    expect(await sealer.seal()).toEqual({ events: 1, blocks: 1, isFull: false, oldestUnsealed: null });
    expect(await sealer.seal()).toEqual({ events: 0, blocks: 0, isFull: false, oldestUnsealed: null });
    expect(await verified()).toEqual({ faults: [], events: 6, blocks: 3, tenants: 2 });
    expect(await copiedLines()).toBe(3);
  });

  it('takes as many events a round as it may, and goes on with the next', async () => {
    const sealer = audited.sealer({ eventsPerRound: 2 });
    await commitEvents(audited.pool, tenant, 5);
    await untilSealable(audited.pool);
    expect(await sealer.seal()).toMatchObject({ events: 2, isFull: true, oldestUnsealed: expect.any(String) });
    expect(await sealer.seal()).toMatchObject({ events: 2, isFull: true });
    expect(await sealer.seal()).toMatchObject({ events: 1, isFull: false, oldestUnsealed: null });
    expect(await verified()).toEqual({ faults: [], events: 5, blocks: 3, tenants: 1 });
  });

  it('never parts the events of one transaction', async () => {
    const sealer = audited.sealer({ eventsPerRound: 2 });
    await inTransaction(audited.pool, { tenantId: tenant }, 'write', async (run) => {
      for (let index = 0; index < 3; index += 1) await run(anEvent(tenant));
    });
    await untilSealable(audited.pool);
    expect(await sealer.seal()).toMatchObject({ events: 3, blocks: 1 });
    expect(await verified()).toEqual({ faults: [], events: 3, blocks: 1, tenants: 1 });
  });

  it('seals nothing above a transaction that is running, and loses none that commits late', async () => {
    const sealer = audited.sealer();
    await commitEvents(audited.pool, tenant, 1);
    await untilSealable(audited.pool);
    const late = await audited.admin.connect();
    try {
      await late.query('BEGIN');
      await runOn(late)(anEvent(tenant, 'Late'));
      await commitEvents(audited.pool, tenant, 2);
      expect(await sealer.seal()).toMatchObject({ events: 1, oldestUnsealed: expect.any(String) });
      await late.query('COMMIT');
    } finally {
      late.release();
    }
    await untilSealable(audited.pool);
    expect(await sealer.seal()).toMatchObject({ events: 3, oldestUnsealed: null });
    expect(await verified()).toEqual({ faults: [], events: 4, blocks: 2, tenants: 1 });
    const { rows } = await audited.admin.query(
      `SELECT bool_and(event.xact < block.sealed_below) AS below FROM audit_blocks AS block
        JOIN audit_events AS event ON event.ref_id = ANY (block.event_ref_ids)`,
    );
    expect(rows).toEqual([{ below: true }]);
  });

  it('never seals an event twice, however many sealers there are', async () => {
    const tenants = [tenant, await audited.makeTenant(), await audited.makeTenant()];
    const sealers = Array.from({ length: 4 }, () => audited.sealer({ eventsPerRound: 7 }));
    let isWriting = true;
    const writing = Promise.all(tenants.map((one) => commitEvents(audited.pool, one, 40))).finally(
      () => (isWriting = false),
    );
    await Promise.all(
      sealers.map(async (sealer) => {
        while (isWriting) await sealer.seal();
      }),
    );
    await writing;
    await untilSealable(audited.pool);
    while ((await sealers[0]?.seal())?.isFull === true);
    expect(await timesSealed()).toEqual(Array.from({ length: 120 }, () => 1));
    expect(await verified()).toMatchObject({ faults: [], events: 120, tenants: 3 });
  });

  it('does nothing while another one is at work', async () => {
    await commitEvents(audited.pool, tenant, 1);
    const other = await audited.admin.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT pg_advisory_xact_lock(4116310529)');
      expect(await audited.sealer().seal()).toBeNull();
      await other.query('ROLLBACK');
    } finally {
      other.release();
    }
    await untilSealable(audited.pool);
    expect(await audited.sealer().seal()).toMatchObject({ events: 1 });
  });

  it('copies heads that could not be copied with the next round', async () => {
    const folder = join(dirname(audited.headsFile), 'heads');
    const sealer = audited.sealer({ headsFile: join(folder, 'heads.jsonl') });
    await writeFile(folder, 'no folder');
    await commitEvents(audited.pool, tenant, 1);
    await untilSealable(audited.pool);
    await expect(sealer.seal()).rejects.toThrow('EEXIST');
    await rm(folder);
    expect(await sealer.seal()).toMatchObject({ events: 0 });
    expect(await readFile(join(folder, 'heads.jsonl'), 'utf8')).toMatch(/^\{"tenantId":".*","number":"1",.*\}\n$/);
  });

  it('copies the heads of the newest round at its start: who sealed them may have been killed before', async () => {
    await commitEvents(audited.pool, tenant, 1);
    await untilSealable(audited.pool);
    await audited.sealer().seal();
    await rm(audited.headsFile);
    await audited.sealer().seal();
    expect(await copiedLines()).toBe(1);
    expect(await verified()).toMatchObject({ faults: [], blocks: 1 });
  });

  it('refuses to seal where the database has done less than the seals tell', async () => {
    await commitEvents(audited.pool, tenant, 1);
    await untilSealable(audited.pool);
    await audited.sealer().seal();
    await audited.admin.query('UPDATE audit_blocks SET sealed_below = 9000000000');
    await expect(audited.sealer().seal()).rejects.toThrow(/^audit events are sealed below transaction 9000000000/);
  });

  it('finds what is unsealed by an index', async () => {
    const plan = await inTransaction(audited.pool, 'platform', 'read', async (run) => {
      await run(sql`SELECT set_config('enable_seqscan', 'off', true)`);
      const rows = await run<{ 'QUERY PLAN': string }>(
        sql`EXPLAIN SELECT ref_id FROM audit_events WHERE xact >= 100::bigint
          AND xact < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint) ORDER BY xact FETCH FIRST 10 ROWS WITH TIES`,
      );
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    });
    expect(plan).toMatch(/Index Scan using idx_audit_events_xact on audit_events .*\n\s+Index Cond: \(\(xact >= /);
  });
});
