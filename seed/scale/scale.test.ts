import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { StartError } from '../../platform/errors/start-error.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { fillToScale, type ScaleProgress } from './index.ts';

const size = { activities: 2_000, tenants: 10, now: new Date('2026-06-15T12:00:00Z') };

describe('a load of 2,000 activities of 10 tenants', () => {
  let database: OwnDatabase;
  let client: pg.Client;
  let structureBefore: readonly object[];
  let written: number;
  const told: ScaleProgress[] = [];

  beforeAll(async () => {
    database = await ownDatabase();
    client = new pg.Client(database.migratorUrl);
    await client.connect();
    structureBefore = await structure();
    written = await fillToScale({ client, ...size, progress: (progress) => told.push(progress) });
  });

  afterAll(async () => {
    await client.end();
    await database.drop();
  });

  it('writes as many rows as it says', async () => {
    const counts = await rows<{ rows: string }>(
      `SELECT sum((xpath('/row/n/text()', query_to_xml(format('SELECT count(*) AS n FROM %I', c.relname), false, true, '')))[1]::text::int) AS rows
         FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND c.relname NOT IN ('_prisma_migrations', 'llm_cost_days', 'activity_counts')`, // nor what triggers keep
    );
    expect(Number(counts[0]?.rows)).toBe(written);
    expect(await rows('SELECT count(*)::int AS activities FROM activities')).toEqual([{ activities: 2_000 }]);
  });

  it('gives the first tenant a tenth and every other one its share', async () => {
    const shares = await rows<{ slug: string; share: number }>(
      `SELECT t.slug, (count(*) / 2000.0)::float AS share FROM tenants t JOIN activities a ON a.tenant_id = t.id
        GROUP BY t.slug ORDER BY t.slug`,
    );
    expect(shares.map(({ slug }) => slug)).toEqual(
      Array.from({ length: 10 }, (_, index) => `scale-${String(index + 1).padStart(5, '0')}`),
    );
    expect(shares[0]?.share).toBeCloseTo(0.1, 1);
  });

  it('leaves no call of a language model outside of a month of its own', async () => {
    expect(await rows('SELECT count(*)::int AS calls FROM llm_calls_default')).toEqual([{ calls: 0 }]);
  });

  it('counts in each period the units that were completed in it', async () => {
    const wrong = await rows(
      `SELECT p.ref_id FROM deliverable_periods p
        WHERE p.completed_count <> (
          SELECT count(*) FROM activities a
           WHERE a.deliverable_period_id = p.id AND a.parent_activity_id IS NULL AND a.status = 'completed')`,
    );
    expect(wrong).toEqual([]);
  });

  it('puts back every index and every key as it was', async () => {
    expect(await structure()).toEqual(structureBefore);
    const invalid = await rows(`SELECT conname FROM pg_constraint WHERE NOT convalidated`);
    expect(invalid).toEqual([]);
    // A partition has an index for each of its parent's.
    expect(
      await rows(
        `SELECT DISTINCT count(*)::int AS indexes FROM pg_indexes WHERE tablename ~ '^llm_calls' GROUP BY tablename`,
      ),
    ).toHaveLength(1);
  });

  it('tells how far it is, to the end', () => {
    expect(told.at(-1)).toEqual({ step: 'statistics', done: 1, of: 1 });
    expect(told.find(({ step }) => step === 'activities')).toEqual({
      step: 'activities',
      done: expect.any(Number),
      of: 2_000,
    });
  });

  it('refuses a database that has a tenant, and leaves it as it is', async () => {
    const before = await fingerprint();
    await expect(fillToScale({ client, ...size, progress: () => undefined })).rejects.toThrow(
      new StartError(
        'The database has the tenant "platform", expected none: give DATA_DIR a new folder, name an empty database, or let --force delete all that is there.',
      ),
    );
    expect(await fingerprint()).toEqual(before);
  });

  it('writes the same rows again where it may replace them', async () => {
    const before = await fingerprint();
    expect(await fillToScale({ client, ...size, replace: true, progress: () => undefined })).toBe(written);
    expect(await fingerprint()).toEqual(before);
  });

  async function rows<Row extends object>(text: string): Promise<Row[]> {
    return (await client.query<Row>(text)).rows;
  }

  /** Indexes and constraints of the tables; those of partitions follow from them and have names of their own. */
  function structure(): Promise<object[]> {
    return rows(
      `SELECT pg_get_indexdef(x.indexrelid) AS definition FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid
        WHERE t.relnamespace = 'public'::regnamespace AND NOT t.relispartition
       UNION ALL
       SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conparentid = 0 AND conrelid::regclass::text !~ '^llm_calls_'
       ORDER BY 1`,
    );
  }

  function fingerprint(): Promise<object[]> {
    return rows(
      ['tenants', 'users', 'activities', 'activity_runs', 'llm_calls', 'leads', 'blog_posts', 'search_term_reports']
        .map((table) => `SELECT md5(string_agg(t::text, '' ORDER BY t.ref_id)) FROM ${table} t`)
        .join(' UNION ALL '),
    );
  }
});
