import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { createColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { createPool } from '../../platform/database/pool.ts';
import type { DocumentStore } from '../../platform/documents/store.ts';
import { createPostgresDocumentStore } from '../../platform/documents/postgres.ts';
import { Admission } from '../../platform/identity/admission.ts';
import { personas } from '../../platform/identity/viewer.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { loadDemo, type DemoSummary } from './index.ts';
import { demoTenants, findPersona } from './personas.ts';

const cipher = createColumnCipher(createKeyring({ activeKeyId: 'k1', keys: { k1: Buffer.alloc(32, 7) } }));
const now = new Date('2026-11-23T08:00:00.000Z');

/** A load keeps the process busy while it writes its stories: the other one waits longer for a connection than a request would. */
const acquireTimeoutMs = 10_000;

interface Place {
  readonly database: OwnDatabase;
  readonly migrator: pg.Pool;
  readonly app: pg.Pool;
}

const places: Place[] = [];
let quiet: Place;
let summary: DemoSummary;

async function emptyPlace(): Promise<Place> {
  const database = await ownDatabase();
  const place = {
    database,
    migrator: createPool({ url: database.migratorUrl, acquireTimeoutMs }),
    app: createPool({ url: database.appUrl, acquireTimeoutMs }),
  };
  places.push(place);
  return place;
}

const load = ({ migrator, app }: Place): Promise<DemoSummary> =>
  loadDemo({
    pool: migrator,
    documents: createPostgresDocumentStore({ pool: app }),
    cipher,
    now,
    log: () => undefined,
  });

/** What each table holds, in one line; where the document store or a cipher drew lots, what they drew is left out. */
async function contents({ migrator }: Place): Promise<unknown[]> {
  const { rows: tables } = await migrator.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND NOT relispartition AND relname NOT LIKE '\\_prisma%' ORDER BY 1`,
  );
  const answers = tables.map(async ({ name }) => {
    const drawn = `'{pdf_ref,context_file_id,skill_ids,output_ref,content_ref,env_secrets,access_token,refresh_token,api_key}'::text[]`;
    const row =
      name === 'documents'
        ? `jsonb_build_array(tenant_id, collection, body, encode(content, 'hex'))`
        : `to_jsonb(r) - ${drawn}`;
    const { rows } = await migrator.query(
      `SELECT '${name}' AS name, count(*)::int AS rows, md5(string_agg(md5((${row})::text), '' ORDER BY md5((${row})::text))) AS sum FROM ${name} r`,
    );
    return rows[0] as unknown;
  });
  return Promise.all(answers);
}

beforeAll(async () => {
  quiet = await emptyPlace();
  summary = await load(quiet);
});

/** Rows of one statement. */
async function read(text: string): Promise<unknown[]> {
  return (await quiet.migrator.query<Record<string, unknown>>(text)).rows;
}

afterAll(async () => {
  for (const { database, migrator, app } of places) {
    await Promise.all([migrator.end(), app.end()]);
    await database.drop();
  }
});

describe('loadDemo', () => {
  it('writes the same rows at the same instant, whether a load before it was broken off or another one ran beside it', async () => {
    const disturbed = await emptyPlace();
    const closed = createPool({ url: disturbed.database.appUrl });
    await closed.end();
    await expect(load({ ...disturbed, app: closed })).rejects.toThrow('the document store (PostgreSQL)');
    const slugs = await disturbed.migrator.query<{ slug: string }>('SELECT slug FROM tenants ORDER BY slug');
    expect(slugs.rows.every(({ slug }) => slug.startsWith('loading/'))).toBe(true);

    const both = await Promise.all([load(disturbed), load(disturbed)]);
    expect(both.map(({ loaded }) => loaded).sort()).toEqual([false, true]);
    expect(await contents(disturbed)).toEqual(await contents(quiet));
  });

  it('leaves no document of a load that was broken off in a store beside the database', async () => {
    const place = await emptyPlace();
    const kept = new Map<string, string>();
    let room = 20;
    const keep = async (tenant: string): Promise<string> => {
      if (kept.size >= room) throw new Error('no room');
      const id = kept.size.toString(16).padStart(24, '0');
      kept.set(id, tenant);
      return id;
    };
    const documents: DocumentStore = {
      ...createPostgresDocumentStore({ pool: place.app }),
      put: (_collection, tenant) => keep(tenant),
      putFile: (_collection, tenant) => keep(tenant),
      removeAll: async (tenant) => [...kept].forEach(([id, owner]) => owner === tenant && kept.delete(id)),
    };
    const options = { pool: place.migrator, documents, cipher, log: () => undefined };
    await expect(loadDemo({ ...options, now })).rejects.toThrow('no room');
    expect(kept.size).toBe(20);
    room = Number.POSITIVE_INFINITY;
    const { documents: stored } = await loadDemo({ ...options, now: new Date('2026-11-24T08:00:00.000Z') });
    expect(kept.size).toBe(stored);
  });

  it('does nothing the second time', async () => {
    const before = await contents(quiet);
    const tenants = ['acme-corp', 'northwind-traders', 'globex-labs', 'initech-media'];
    expect(await load(quiet)).toEqual({ loaded: false, tenants, rows: 0, documents: 0 });
    expect(await contents(quiet)).toEqual(before);
  });
});

describe('documents and secrets', () => {
  it('stores every document that a row refers to, under its tenant', async () => {
    const rows = await read(
      `WITH refs (tenant_id, collection, id) AS (
         SELECT tenant_id, 'contract_pdfs', pdf_ref FROM contracts
         UNION ALL SELECT tenant_id, 'context_files', context_file_id FROM onboarding_runs
         UNION ALL SELECT tenant_id, 'skill_files', unnest(skill_ids) FROM agent_configs
         UNION ALL SELECT tenant_id, 'activity_outputs', output_ref FROM activities WHERE output_ref IS NOT NULL
         UNION ALL SELECT tenant_id, 'post_contents', content_ref FROM blog_posts WHERE content_ref IS NOT NULL
         UNION ALL SELECT tenant_id, 'post_contents', content_ref FROM social_posts WHERE content_ref IS NOT NULL)
       SELECT count(*)::int AS refs, count(d.id)::int AS stored FROM refs r
         LEFT JOIN documents d ON d.tenant_id = r.tenant_id AND d.collection = r.collection AND d.id = r.id`,
    );
    expect(rows).toEqual([{ refs: summary.documents, stored: summary.documents }]);
  });

  it('encrypts secrets for their own place, and keeps none of a channel that was disconnected', async () => {
    const [config] = (await read(
      `SELECT c.env_secrets AS text, c.ref_id AS row, c.tenant_id AS tenant FROM agent_configs c JOIN tenants t ON t.id = c.tenant_id
        WHERE t.slug = 'acme-corp' AND c.agent_role = 'copywriter'`,
    )) as { text: string; row: string; tenant: string }[];
    if (config === undefined) throw new Error('expected a configuration');
    const place = { table: 'agent_configs', column: 'env_secrets', row: config.row, tenant: config.tenant };
    expect(Object.keys(JSON.parse(cipher.decrypt(config.text, place)) as object)).toEqual(['BRAND_API_KEY']);
    expect(await read(`SELECT ref_id FROM channels WHERE (access_token IS NULL) <> (status = 'revoked')`)).toEqual([]);
  });
});

describe('findPersona', () => {
  const everybody = demoTenants.flatMap(({ slug }) => personas.map((role) => [slug, role] as const));

  it.each(everybody)('finds a user whom the door lets in: %s, %s', async (slug, role) => {
    const claims = await findPersona(quiet.app, slug, role);
    const viewer = await new Admission(quiet.app).admit(claims, null);
    expect(viewer).toMatchObject({ persona: role, tenant: { refId: claims.tenantRefId } });
    expect(claims.scopes.includes('personal:read')).toBe(false);
    expect(claims.scopes.length > 0).toBe(role === 'partner');
  });

  it('names the tenants to choose from when there is no such user', async () => {
    await expect(findPersona(quiet.app, 'acme', 'analyst')).rejects.toThrow(
      'The tenant "acme" has no analyst, expected the demo data and one of its tenants: acme-corp, northwind-traders, globex-labs, initech-media.',
    );
  });
});
