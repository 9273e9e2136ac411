import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { parseContractTemplate, type ContractTemplate } from '../../domain/tenancy/contract/contract-pdf.ts';
import { projectPath } from '../../platform/config/paths.ts';
import type { ColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { ensurePartitions } from '../../platform/database/partitions.ts';
import { identifier, join, sql } from '../../platform/database/sql.ts';
import type { Table } from '../../platform/database/table.ts';
import { tables } from '../../platform/database/tables.ts';
import type { DocumentStore } from '../../platform/documents/store.ts';
import { Batch } from './batch.ts';
import { Calendar } from './calendar.ts';
import { insertRows, run } from './insert-rows.ts';
import { profiles } from './profiles.ts';
import { writePlatform, writeTenant } from './story.ts';

export interface DemoOptions {
  /** As migrator_user, whom no policy holds: the demo data is of several tenants. */
  readonly pool: pg.Pool;
  readonly documents: DocumentStore;
  /** Without it, encrypted columns stay empty. */
  readonly cipher?: ColumnCipher | undefined;
  /** What "today" is; everything is dated relative to it. */
  readonly now: Date;
  /** Takes one line of progress. */
  readonly log: (line: string) => void;
}

export interface DemoSummary {
  /** False when the demo data was there already. */
  readonly loaded: boolean;
  /** Slugs of the demo tenants. */
  readonly tenants: readonly string[];
  readonly rows: number;
  readonly documents: number;
}

/** In the order in which rows may refer to rows. */
const order: readonly Table[] = [
  tables.user,
  tables.contract,
  tables.billingEvent,
  tables.apiClient,
  tables.activityTemplate,
  tables.recurringTaskTemplate,
  tables.llmProvider,
  tables.onboardingRun,
  tables.strategy,
  tables.goal,
  tables.deliverable,
  tables.deliverablePeriod,
  tables.activity,
  tables.approval,
  tables.agentConfig,
  tables.agentSession,
  tables.activityRun,
  tables.llmCall,
  tables.toolCall,
  tables.channel,
  tables.channelScore,
  tables.adCampaign,
  tables.adKeyword,
  tables.searchTermReport,
  tables.searchTermClassification,
  tables.adOptimizationRecommendation,
  tables.blogRequest,
  tables.blogPost,
  tables.socialMediaRequest,
  tables.socialMediaRequestChannel,
  tables.socialPost,
  tables.backlink,
  tables.lead,
  tables.leadActivity,
];

/** What stands before a tenant's slug until all of it is there: `acme-corp` is seen whole or not at all. */
const reserved = 'loading/';

/**
 * Loads the demo data, once: a database that has a tenant `acme-corp` is left as it is. Two loads at the same `now` write
 * the same rows, ids of documents and ciphertexts aside. A load that is broken off leaves nothing that a reader finds;
 * the next one removes what it had reserved. Two loads at once wait for each other.
 * @throws what PostgreSQL or the document store throws; nothing is loaded then
 */
export async function loadDemo({ pool, documents, cipher, now, log }: DemoOptions): Promise<DemoSummary> {
  const client = await pool.connect();
  try {
    await run(client, sql`SELECT pg_advisory_lock(hashtext('demo data'))`);
    const slugs = profiles.map(({ slug }) => slug);
    const found = await run(client, sql`SELECT 1 FROM tenants WHERE slug = ${slugs[0]}`);
    if (found.length > 0) return { loaded: false, tenants: slugs, rows: 0, documents: 0 };
    log('Demo data: writing the stories of its tenants.');
    const batch = await writeStories(new Calendar(now), cipher ?? null);
    await removeReserved(client, documents);
    await reserveTenants(client, batch);
    const documentCount = await batch.putDocuments(documents);
    log(`Demo data: ${documentCount} documents stored.`);
    const rows = await inTransaction(client, () => insertAll(client, batch));
    await run(
      client,
      sql`ANALYZE ${join(
        [tables.tenant, ...order].map(({ name }) => identifier(name)),
        ', ',
      )}`,
    );
    log(`Demo data: ${rows} rows for ${slugs.join(', ')}.`);
    return { loaded: true, tenants: slugs, rows, documents: documentCount };
  } finally {
    // The lock ends with the connection, whatever happened.
    client.release(true);
  }
}

/** The platform's rows and those of every tenant. */
async function writeStories(calendar: Calendar, cipher: ColumnCipher | null): Promise<Batch> {
  const all = new Batch();
  const written = writePlatform({ batch: all, calendar, cipher });
  const contract = await contractTemplate();
  for (const profile of profiles) {
    const batch = new Batch();
    await writeTenant({ batch, calendar, cipher }, profile, written, contract);
    all.absorb(batch);
  }
  return all;
}

async function contractTemplate(): Promise<ContractTemplate> {
  return parseContractTemplate(await readFile(projectPath('contracts', 'master-contract.md'), 'utf8'));
}

/**
 * Removes what a load that was broken off had reserved: documents first, since the reserved tenants are all that still leads
 * to them. Those in PostgreSQL go also where the store is another one by now.
 */
async function removeReserved(client: pg.ClientBase, documents: DocumentStore): Promise<void> {
  const reservations = await run<{ id: string }>(
    client,
    sql`SELECT id FROM tenants WHERE starts_with(slug, ${reserved})`,
  );
  for (const { id } of reservations) await documents.removeAll(id);
  await inTransaction(client, async () => {
    await run(
      client,
      sql`DELETE FROM documents USING tenants t WHERE t.id = tenant_id AND starts_with(t.slug, ${reserved})`,
    );
    await run(client, sql`DELETE FROM tenants WHERE starts_with(slug, ${reserved})`);
  });
}

/** Documents belong to a tenant, and their store writes them on connections of its own: so the tenants' rows come first. */
async function reserveTenants(client: pg.ClientBase, batch: Batch): Promise<void> {
  const tenants = batch.rowsOf(tables.tenant).map((row) => ({ ...row, slug: reserved + row.slug, createdById: null }));
  await inTransaction(client, () => insertRows(client, tables.tenant, tenants));
}

/** @returns how many rows were written */
async function insertAll(client: pg.PoolClient, batch: Batch): Promise<number> {
  const tenants = batch.rowsOf(tables.tenant);
  let count = tenants.length;
  for (const table of order) {
    const rows = batch.rowsOf(table);
    await insertRows(client, table, rows);
    count += rows.length;
  }
  for (const { id, slug, createdById } of tenants) {
    await run(
      client,
      sql`UPDATE tenants SET slug = ${slug}, created_by = ${createdById ?? null}::uuid WHERE id = ${id}::uuid`,
    );
  }
  // The calls of earlier months move from the default partition to their own.
  await ensurePartitions(client);
  return count;
}

async function inTransaction<Result>(client: pg.ClientBase, work: () => Promise<Result>): Promise<Result> {
  await run(client, sql`BEGIN`);
  try {
    const result = await work();
    await run(client, sql`COMMIT`);
    return result;
  } catch (error) {
    await run(client, sql`ROLLBACK`);
    throw error;
  }
}
