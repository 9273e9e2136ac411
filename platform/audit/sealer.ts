import type pg from 'pg';
import { groupBy } from '../batching/group-by.ts';
import { sql } from '../database/sql.ts';
import { enterTenant, inTransaction, type Run } from '../database/transaction.ts';
import { insertBlock, noBlock, sealBlock, type Head } from './block.ts';
import { eventColumns, type EventRow } from './event.ts';
import { appendHeads } from './heads-file.ts';
import type { SealSigner } from './seal-keys.ts';

/** What seals, and where. */
export interface SealerOptions {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly signer: SealSigner;
  /** File that heads are copied to. */
  readonly headsFile: string;
  /** Events of one round; those of its last transaction are all taken. */
  readonly eventsPerRound: number;
}

/** What a round of sealing did. */
export interface Round {
  readonly events: number;
  readonly blocks: number;
  /** Whether there may be more to seal at once. */
  readonly isFull: boolean;
  /** When the oldest event was written that is not sealed, as ISO text; null where all are. */
  readonly oldestUnsealed: string | null;
}

/** Names the advisory lock: one sealer at a time, whatever processes there are. */
const sealLock = 4_116_310_529;

/** Seals audit events: those of all transactions that are over, a block a tenant and round. */
export class Sealer {
  private readonly options: SealerOptions;
  /** Heads that are committed and not copied yet. */
  private uncopied: Head[] = [];
  /** Whether the heads of the newest round, which may be another process's that was killed, are among those copied here. */
  private hasCopiedNewest = false;

  constructor(options: SealerOptions) {
    this.options = options;
  }

  /**
   * Seals one round.
   * @returns null where another sealer is at work
   * @throws what the database or the file of heads fails with; what is left undone is done by the next round
   */
  async seal(): Promise<Round | null> {
    const { pool, headsFile, signer } = this.options;
    let heads: readonly Head[] = [];
    const round = await inTransaction(pool, 'platform', 'write', async (run) => {
      if (!(await isOurTurn(run))) return null;
      const from = await readWatermark(run);
      if (!this.hasCopiedNewest) heads = await headsOfRound(run, from);
      const { blocks, ...sealed } = await this.sealFrom(run, from);
      heads = [...heads, ...blocks];
      return { ...sealed, blocks: blocks.length };
    });
    // Copied once they are sure to be there: a copy of a block that was rolled back would accuse for ever.
    this.uncopied.push(...heads);
    this.hasCopiedNewest ||= round !== null;
    await appendHeads(headsFile, this.uncopied, signer);
    this.uncopied = [];
    return round;
  }

  private async sealFrom(run: Run, from: string) {
    const { signer, eventsPerRound } = this.options;
    // Below the oldest transaction that is running nothing comes any more: both are of this one statement's snapshot.
    const rows = await run<EventRow & { below: string }>(
      sql`SELECT ${eventColumns}, (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint) AS below
        FROM audit_events AS event
        WHERE event.xact >= ${from}::bigint AND event.xact < (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint)
        ORDER BY event.xact FETCH FIRST (${eventsPerRound}::int) ROWS WITH TIES`,
    );
    const last = rows.at(-1);
    const isFull = rows.length >= eventsPerRound;
    const sealedBelow = last === undefined ? BigInt(from) : isFull ? BigInt(last.xact) + 1n : BigInt(last.below);
    const byTenant = groupBy(rows, (row) => row.tenant_id);
    const heads = await newestHeads(run, [...byTenant.keys()]);
    const seal = { sealedBelow, sealedAt: new Date().toISOString(), signer };
    const blocks = [...byTenant].map(([tenantId, events]) =>
      sealBlock(heads.get(tenantId) ?? { tenantId, number: 0n, hash: noBlock }, events, seal),
    );
    // On one connection statements keep their order: each block is written as its tenant, and none waits for an answer.
    await Promise.all(blocks.flatMap((block) => [enterTenant(run, block.tenantId), run(insertBlock(block))]));
    const [oldest] = await run<{ created_on: string }>(
      sql`SELECT created_on FROM audit_events WHERE xact >= ${String(sealedBelow)}::bigint ORDER BY xact LIMIT 1`,
    );
    return { blocks, events: rows.length, isFull, oldestUnsealed: oldest?.created_on ?? null };
  }
}

async function isOurTurn(run: Run): Promise<boolean> {
  const [turn] = await run<{ ours: boolean }>(sql`SELECT pg_try_advisory_xact_lock(${sealLock}::bigint) AS ours`);
  return turn?.ours === true;
}

/** The transaction that the next round begins with; asked for when the lock is held, so that it is that of the newest round. */
async function readWatermark(run: Run): Promise<string> {
  const [known] = await run<{ watermark: string; next: string }>(
    sql`SELECT coalesce((SELECT sealed_below FROM audit_blocks ORDER BY sealed_below DESC LIMIT 1), 0) AS watermark,
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next`,
  );
  if (known === undefined) throw new Error('expected one row of a statement without a table');
  const { watermark, next } = known;
  if (BigInt(watermark) > BigInt(next))
    throw new Error(
      `audit events are sealed below transaction ${watermark} and the database is at ${next}: it was restored on a server that has done less, or a block was changed (docs/adr/0030)`,
    );
  return watermark;
}

/** The blocks that one round has sealed. */
async function headsOfRound(run: Run, sealedBelow: string): Promise<Head[]> {
  const rows = await run<HeadRow>(
    sql`SELECT tenant_id, number, hash FROM audit_blocks WHERE sealed_below = ${sealedBelow}::bigint`,
  );
  return rows.map(headOf);
}

async function newestHeads(run: Run, tenantIds: readonly string[]): Promise<ReadonlyMap<string, Head>> {
  if (tenantIds.length === 0) return new Map();
  const rows = await run<HeadRow>(
    sql`SELECT newest.tenant_id, newest.number, newest.hash FROM unnest(${tenantIds}::uuid[]) AS asked (tenant_id) CROSS JOIN LATERAL (
        SELECT tenant_id, number, hash FROM audit_blocks AS block WHERE block.tenant_id = asked.tenant_id ORDER BY number DESC LIMIT 1
      ) AS newest`,
  );
  return new Map(rows.map((row) => [row.tenant_id, headOf(row)]));
}

interface HeadRow {
  readonly tenant_id: string;
  readonly number: string;
  readonly hash: Buffer;
}

function headOf({ tenant_id: tenantId, number, hash }: HeadRow): Head {
  return { tenantId, number: BigInt(number), hash };
}
