import { sql } from '../database/sql.ts';
import type { Run } from '../database/transaction.ts';
import type { Head } from './block.ts';
import { readHeads } from './heads-file.ts';
import type { SealVerifier } from './seal-keys.ts';
import type { Tell } from './verify.ts';

/** Heads that are compared at once. */
const headsAtOnce = 1_000;

/**
 * Verifies that every block that a file has a copy of is still there: whoever cuts off the newest ones, or all of them, leaves a
 * chain that is whole by itself.
 * @param run reads the rows of all tenants
 * @throws where the file cannot be read
 */
export async function verifyHeads(run: Run, path: string, verifier: SealVerifier, tell: Tell): Promise<void> {
  /** The newest copied block of each tenant that is not there. */
  const missing = new Map<string, bigint>();
  let heads: Head[] = [];
  const compare = async (): Promise<void> => {
    for (const { head, hash } of await besideBlocks(run, heads)) {
      const { tenantId, number } = head;
      if (hash === null) missing.set(tenantId, max(number, missing.get(tenantId) ?? number));
      else if (!head.hash.equals(hash))
        tell(`Block ${number} of tenant ${tenantId} is not the one whose head was copied: the chain was made anew.`);
    }
    heads = [];
  };
  for await (const { line, head } of readHeads(path, verifier)) {
    if (head === null) tell(`Line ${line} of ${path} is no head that a known key has signed: it was changed.`);
    else heads.push(head);
    if (heads.length >= headsAtOnce) await compare();
  }
  await compare();
  for (const [tenantId, number] of missing) {
    const newest = await newestNumber(run, tenantId);
    if (newest < number)
      tell(
        `The chain of tenant ${tenantId} ends at block ${newest}, behind its copied head, block ${number}: the newest blocks were removed.`,
      );
  }
}

async function besideBlocks(run: Run, heads: readonly Head[]): Promise<{ head: Head; hash: Buffer | null }[]> {
  const tenantIds = heads.map(({ tenantId }) => tenantId);
  const numbers = heads.map(({ number }) => String(number));
  const rows = await run<{ place: string; hash: Buffer | null }>(
    sql`SELECT copied.place, block.hash
      FROM unnest(${tenantIds}::uuid[], ${numbers}::bigint[]) WITH ORDINALITY AS copied (tenant_id, number, place)
      LEFT JOIN audit_blocks AS block ON block.tenant_id = copied.tenant_id AND block.number = copied.number`,
  );
  return rows.flatMap(({ place, hash }) => {
    const head = heads[Number(place) - 1];
    return head === undefined ? [] : [{ head, hash }];
  });
}

async function newestNumber(run: Run, tenantId: string): Promise<bigint> {
  const [newest] = await run<{ number: string }>(
    sql`SELECT number FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid ORDER BY number DESC LIMIT 1`,
  );
  return BigInt(newest?.number ?? 0);
}

function max(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
