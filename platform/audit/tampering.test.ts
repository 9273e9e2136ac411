import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  auditedDatabase,
  auditVerifier,
  commitEvents,
  undone,
  untilSealable,
  type Audited,
} from '../../tests/support/audited.ts';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { ways, type SealedBlock, type SealedEvent } from '../../tests/support/tampering.ts';
import type { Run } from '../database/transaction.ts';
import { verifyHeads } from './verify-heads.ts';
import { verifyAudit } from './verify.ts';

/** Tamperings of each run, drawn from the same seed. */
const tamperings = 500;
const roundsOfSealing = 8;

let audited: Audited;
let events: SealedEvent[];
let blocks: SealedBlock[];
beforeAll(async () => {
  audited = await auditedDatabase();
  const tenants = [await audited.makeTenant(), await audited.makeTenant(), await audited.makeTenant()];
  const sealer = audited.sealer();
  for (let round = 0; round < roundsOfSealing; round += 1) {
    for (const [index, tenant] of tenants.entries())
      await commitEvents(audited.pool, tenant, 1 + ((round + index) % 4));
    await untilSealable(audited.pool);
    await sealer.seal();
  }
  // As somebody who may do everything would, so that an event's ULID and its time may differ.
  await audited.admin.query('ALTER TABLE audit_events DROP CONSTRAINT audit_events_ref_id_time_check');
  const { rows } = await audited.admin.query<{ tenant_id: string; number: string; ref_ids: string[] }>(
    'SELECT tenant_id, number, event_ref_ids AS ref_ids FROM audit_blocks ORDER BY tenant_id, number',
  );
  blocks = rows.map(({ tenant_id: tenantId, number }) => ({
    tenantId,
    number: Number(number),
    newest: roundsOfSealing,
  }));
  events = rows.flatMap(({ tenant_id: tenantId, number, ref_ids: refIds }) =>
    refIds.map((refId) => ({ tenantId, refId, block: Number(number) })),
  );
});
afterAll(() => audited.close());

/** What the verification tells, read by the superuser's own connection. */
async function faultsFor(run: Run, headsFile = audited.headsFile): Promise<string[]> {
  const faults: string[] = [];
  const tell = (fault: string): void => void faults.push(fault);
  await verifyAudit(run, auditVerifier, tell);
  await verifyHeads(run, headsFile, auditVerifier, tell);
  return faults;
}

describe('the verification of the audit', () => {
  it('finds nothing where nothing was changed', async () => {
    expect(await undone(audited.admin, (run) => faultsFor(run))).toEqual([]);
  });

  it(`finds and names each of ${tamperings} tamperings`, async () => {
    const drawn = fc.sample(fc.record({ way: fc.constantFrom(...Object.values(ways)), at: fc.nat(1_000_000) }), {
      numRuns: tamperings,
      seed: 30,
    });
    const missed: { name: string; told: unknown; faults: string[] }[] = [];
    for (const { way, at } of drawn) {
      const { name, tamper, told } = way({ events, blocks }, at);
      const faults = await undone(audited.admin, async (run) => {
        await tamper(run);
        return faultsFor(run);
      });
      if (!faults.some((fault) => fault === told)) missed.push({ name, told, faults });
    }
    expect(drawn).toHaveLength(tamperings);
    expect(missed).toEqual([]);
    expect(await undone(audited.admin, (run) => faultsFor(run))).toEqual([]);
  });

  it('accuses nothing but what was changed', async () => {
    for (const way of ['eventChanged', 'eventRemoved', 'eventInserted', 'signatureChanged', 'keyChanged'] as const) {
      const tampering = ways[way]?.({ events, blocks }, 5);
      if (tampering === undefined) throw new Error(`expected the way ${way}`);
      const faults = await undone(audited.admin, async (run) => {
        await tampering.tamper(run);
        return faultsFor(run);
      });
      expect(faults).toEqual([tampering.told]);
    }
  });

  it('finds a copied head that was changed', async () => {
    const folder = await temporaryFolder();
    const lines = (await readFile(audited.headsFile, 'utf8')).split('\n').slice(0, -1);
    const file = join(folder.path, 'heads.jsonl');
    for (const [from, to] of [
      ['"number":"', '"number":"1'],
      ['"hash":"', '"hash":"0'],
      ['"keyId":"', '"keyId":"b'],
      ['{', ''],
    ] as const) {
      const changed = lines.map((line, index) => (index === 3 ? line.replace(from, to) : line));
      await writeFile(file, `${changed.join('\n')}\n`);
      expect(await undone(audited.admin, (run) => faultsFor(run, file))).toEqual([
        `Line 4 of ${file} is no head that a known key has signed: it was changed.`,
      ]);
    }
    await folder.remove();
  });
});
