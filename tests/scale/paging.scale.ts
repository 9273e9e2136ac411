import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createPool } from '../../platform/database/pool.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { claimsOf } from '../support/claims.ts';
import { appUrl, migratorUrl } from '../support/database.ts';
import { makeTenant, type CustomerTenant } from '../support/make.ts';
import { claimsAt, tenantIdOf } from './support/large-tenant.ts';
import { buffersOf, planOf } from './support/query-plan.ts';
import { openScaleGraph, type ScaleGraph } from './support/scale-graph.ts';

interface Leads {
  readonly leads: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: Readonly<Record<'hasNextPage' | 'hasPreviousPage', boolean>> &
      Readonly<Record<'startCursor' | 'endCursor', string | null>>;
  };
}

const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const query = `query ($first: Int, $after: String, $last: Int, $before: String, $orderBy: LeadOrder) {
  leads(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) { nodes { id } ${pageInfo} }
}`;

let graph: ScaleGraph;
beforeAll(async () => {
  graph = await openScaleGraph();
});
afterAll(() => graph.close());

describe('10,000 rows with one sort value, while more of that value are inserted', () => {
  const count = 10_000;
  /** A year of milliseconds: what is inserted falls before, between and after the rows that are read. */
  const spread = 365 * 86_400_000;
  const changedAt = '2026-01-01T00:00:00.000Z';
  const somewhen = (): string => new Date(Date.now() - Math.floor(Math.random() * spread)).toISOString();
  let tenant: CustomerTenant;
  let present: readonly string[];

  beforeAll(async () => {
    tenant = await makeTenant();
    const leads = await tenant.makeMany.lead(count, () => ({ createdAt: somewhen(), updatedAt: changedAt }));
    present = leads.map(({ refId }) => refId).sort();
  });

  it.each([
    ['forward', 'ASC'],
    ['forward', 'DESC'],
    ['backward', 'ASC'],
    ['backward', 'DESC'],
  ] as const)('are each read once, %s in %s order', async (way, direction) => {
    let reading = true;
    const inserted: string[] = [];
    const writer = async (): Promise<void> => {
      while (reading) {
        const leads = await tenant.makeMany.lead(20, () => ({ createdAt: somewhen(), updatedAt: changedAt }));
        inserted.push(...leads.map(({ refId }) => refId));
        await sleep(10);
      }
    };
    const writing = writer();
    const read = await everyLead(claimsOf(tenant), way, direction).finally(() => (reading = false));
    await writing;
    const seen = new Set(read);
    expect(read.length - seen.size).toBe(0);
    expect(present.filter((refId) => !seen.has(refId))).toEqual([]);
    // The writer was at work, and some of what it wrote lay ahead of the reader.
    expect(inserted.filter((refId) => seen.has(refId)).length).toBeGreaterThan(0);
  });

  async function everyLead(as: Claims, way: 'forward' | 'backward', direction: 'ASC' | 'DESC'): Promise<string[]> {
    const orderBy = { field: 'UPDATED_AT', direction };
    const read: string[] = [];
    let cursor: string | null = null;
    for (;;) {
      const page: object = way === 'forward' ? { first: 100, after: cursor } : { last: 100, before: cursor };
      const { data, errors }: { data: Leads; errors: readonly object[] } = await graph.ask<Leads>(as, query, {
        ...page,
        orderBy,
      });
      expect(errors).toEqual([]);
      read.push(...data.leads.nodes.map(({ id }) => id));
      const info = data.leads.pageInfo;
      if (!(way === 'forward' ? info.hasNextPage : info.hasPreviousPage)) return read;
      cursor = way === 'forward' ? info.endCursor : info.startCursor;
    }
  }
});

describe('page 2,000 of the large tenant', () => {
  it.each(['CREATED_AT', 'UPDATED_AT'] as const)('costs what page 1 costs, by %s', async (field) => {
    const migrator = createPool({ url: migratorUrl(), maximum: 1 });
    const client = new pg.Client(appUrl());
    await client.connect();
    try {
      const as = await claimsAt(migrator, 'admin');
      const tenantId = await tenantIdOf(migrator);
      const { rows } = await migrator.query<{ leads: number }>(
        'SELECT count(*)::int AS leads FROM leads WHERE tenant_id = $1 AND deleted_on IS NULL',
        [tenantId],
      );
      const first = Math.max(1, Math.min(100, Math.floor((rows[0]?.leads ?? 0) / 2_001)));
      const pages = Math.min(2_000, Math.floor((rows[0]?.leads ?? 0) / first) - 1);
      const orderBy = { field, direction: 'DESC' };
      const buffers: number[] = [];
      let after: string | null = null;
      for (const page of [1, pages]) {
        if (page > 1) after = await cursorBefore(migrator, tenantId, field, (page - 1) * first);
        const { data, errors, sent } = await graph.ask<Leads>(as, query, { first, after, orderBy });
        expect(errors).toEqual([]);
        expect(data.leads.nodes).toHaveLength(first);
        const statement = sent.find(({ text }) => text.includes(' page ON true'));
        if (statement === undefined) throw new Error('expected the statement of the page');
        buffers.push(buffersOf(await planOf(client, statement, { tenantId }, 'force_custom_plan')));
      }
      const [one = 0, deep = 0] = buffers;
      process.stderr.write(`leads by ${field}: page 1 looks at ${one} pages, page ${pages} at ${deep}\n`);
      // An index is as high everywhere; the rows of a page may lie on one heap page more or less each.
      expect(deep).toBeLessThanOrEqual(one + first);
    } finally {
      await client.end();
      await migrator.end();
    }
  });

  /** The cursor of the last row of the page before, without reading all pages until there. */
  async function cursorBefore(
    pool: pg.Pool,
    tenantId: string,
    field: 'CREATED_AT' | 'UPDATED_AT',
    skipped: number,
  ): Promise<string> {
    const order = field === 'CREATED_AT' ? 'ref_id DESC' : 'coalesce(updated_on, created_on) DESC, ref_id DESC';
    const { rows } = await pool.query<{ ref_id: string; changed: string }>(
      `SELECT ref_id, coalesce(updated_on, created_on) AS changed FROM leads WHERE tenant_id = $1 AND deleted_on IS NULL
        ORDER BY ${order} OFFSET $2 LIMIT 1`,
      [tenantId, skipped - 1],
    );
    const [row] = rows;
    if (row === undefined) throw new Error(`expected more than ${skipped} leads`);
    if (field === 'CREATED_AT') return row.ref_id;
    return Buffer.from(JSON.stringify([field, row.changed, row.ref_id])).toString('base64url');
  }
});
