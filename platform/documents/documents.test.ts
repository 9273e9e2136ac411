import { afterAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { createPool } from '../database/pool.ts';
import { ReadScope } from '../database/read-scope.ts';
import { StatementLog } from '../database/statement-log.ts';
import { DocumentStoreUnavailableError } from './errors.ts';
import { createMongoDocumentStore } from './mongo.ts';
import { openDocumentStore } from './open.ts';
import { createPostgresDocumentStore } from './postgres.ts';
import type { DocumentReader, DocumentStore } from './store.ts';
import { openBlackHole } from './testing/black-hole.ts';
import { describeDocumentStore } from './testing/conformance.ts';
import { startMongoServer } from './testing/mongo-server.ts';
import { makeTenant } from './testing/tenant.ts';

const url = process.env['TEST_DATABASE_URL'];
if (url === undefined) throw new Error('expected TEST_DATABASE_URL to name a migrated database');
const applicationName = `documents-test-${process.pid}`;
const pool = createPool({ url, applicationName, maximum: 5 });

const mongo = await startMongoServer();
const mongoRuns = 'url' in mongo;
if (!mongoRuns) process.stdout.write(`MongoDB conformance skipped: ${mongo.skipped}\n`);

afterAll(async () => {
  await pool.end();
  if (mongoRuns) await mongo.stop();
});

describeDocumentStore('the PostgreSQL document store', {
  open: (options) => openDocumentStore({ ...options, pool }),
  makeTenant: () => makeTenant(pool),
});

/** Reads as a query does, each time in a transaction of its own; writes as the store itself. */
function readingInQueries(store: DocumentStore): DocumentStore {
  async function inQuery<Found>(tenantId: string, read: (reader: DocumentReader) => Promise<Found>): Promise<Found> {
    const query = new ReadScope(pool, { tenantId, platform: false });
    try {
      return await read(store.readThrough(query.reader(new StatementLog({ keepTexts: false }))));
    } finally {
      await query.end();
    }
  }
  return {
    ...store,
    getMany: (collection, tenantId, ids) => inQuery(tenantId, (reader) => reader.getMany(collection, tenantId, ids)),
    getFile: (collection, tenantId, id) => inQuery(tenantId, (reader) => reader.getFile(collection, tenantId, id)),
    findFiles: (collection, tenantId, ids) =>
      inQuery(tenantId, (reader) => reader.findFiles(collection, tenantId, ids)),
  };
}

describeDocumentStore('the PostgreSQL document store, read inside of queries', {
  open: async (options) => readingInQueries(await openDocumentStore({ ...options, pool })),
  makeTenant: () => makeTenant(pool),
});

if (mongoRuns) {
  describeDocumentStore('the MongoDB document store', {
    open: (options) => openDocumentStore({ ...options, pool, mongodbUrl: mongo.url }),
    makeTenant: async () => randomUUID(),
  });
}

describe('openDocumentStore', () => {
  it('picks MongoDB where a URL is given, and refuses one that is none without showing it', async () => {
    const store = await openDocumentStore({ pool, mongodbUrl: 'mongodb://127.0.0.1:1/x' });
    expect(store.name).toBe('MongoDB');
    await store.close();
    expect((await openDocumentStore({ pool })).name).toBe('PostgreSQL');
    await expect(openDocumentStore({ pool, mongodbUrl: 'postgres://me:secret@db/x' })).rejects.toThrow(
      new Error('expected the MongoDB URL to be a connection string such as mongodb://host:27017/leadmetrics'),
    );
  });
});

interface OpenStore {
  readonly store: DocumentStore;
  readonly close: () => Promise<void>;
}

/** A store of either kind on a port, waiting `waitMs` at each stage. */
const storesOnPort: Readonly<Record<string, (port: number, waitMs: number) => OpenStore>> = {
  PostgreSQL: (port, waitMs) => {
    const ownPool = createPool({ url: `postgres://nobody@127.0.0.1:${port}/none`, acquireTimeoutMs: waitMs });
    const store = createPostgresDocumentStore({ pool: ownPool, timeoutMs: waitMs });
    return { store, close: () => ownPool.end() };
  },
  MongoDB: (port, waitMs) => {
    const times = { serverSelectionTimeoutMs: waitMs, connectTimeoutMs: waitMs, timeoutMs: waitMs };
    const store = createMongoDocumentStore({ url: `mongodb://127.0.0.1:${port}/none`, ...times });
    return { store, close: () => store.close() };
  },
};

describe.each(Object.entries(storesOnPort))('a document store (%s) out of reach', (name, open) => {
  const tenant = randomUUID();
  const id = '0123456789abcdef01234567';
  const calls: Record<string, (store: DocumentStore) => Promise<unknown>> = {
    getMany: (store) => store.getMany('context_files', tenant, [id]),
    put: (store) => store.put('context_files', tenant, { name: '', markdown: '' }),
    replace: (store) => store.replace('context_files', tenant, id, { name: '', markdown: '' }),
    remove: (store) => store.remove('context_files', tenant, id),
    getFile: (store) => store.getFile('contract_pdfs', tenant, id),
    putFile: (store) => store.putFile('contract_pdfs', tenant, { bytes: Buffer.alloc(1), contentType: 'a/b' }),
    ping: (store) => store.ping(),
  };
  const waitMs = 300;

  async function expectUnavailable(port: number): Promise<void> {
    const { store, close } = open(port, waitMs);
    for (const error of await Promise.all(
      Object.values(calls).map((call) => call(store).catch((reason: unknown) => reason)),
    )) {
      expect(error).toBeInstanceOf(DocumentStoreUnavailableError);
      expect(error).toMatchObject({ message: `the document store (${name}) is unavailable`, store: name });
    }
    await close();
  }

  it('says so on every call when connections are refused', async () => {
    const hole = await openBlackHole();
    await hole.close();
    await expectUnavailable(hole.port);
  });

  it('says so on every call when nothing is ever answered', async () => {
    const hole = await openBlackHole();
    const done = expectUnavailable(hole.port);
    setTimeout(() => void hole.close(), 4 * waitMs);
    await done;
  });
});

describe('a PostgreSQL document store held up by a lock', () => {
  const body = { name: 'Acme', markdown: 'old' };

  /** Starts to replace a document whose row another transaction holds; `meanwhile` runs while it waits. */
  async function replaceLocked(timeoutMs: number, meanwhile: (tenant: string, id: string) => Promise<void>) {
    const tenant = await makeTenant(pool);
    const [store, patient] = [createPostgresDocumentStore({ pool, timeoutMs }), createPostgresDocumentStore({ pool })];
    const id = await patient.put('context_files', tenant, body);
    const holder = await pool.connect();
    await holder.query('BEGIN');
    await holder.query("SELECT set_config('app.tenant_id', $1, true)", [tenant]);
    await holder.query('SELECT id FROM documents WHERE id = $1 FOR UPDATE', [id]);
    const replaced = store.replace('context_files', tenant, id, { ...body, markdown: 'new' });
    const outcome = expect(replaced).rejects.toThrow(DocumentStoreUnavailableError);
    await meanwhile(tenant, id);
    await outcome;
    await holder.query('COMMIT');
    holder.release();
    expect(await patient.getMany('context_files', tenant, [id])).toEqual(new Map([[id, { ...body, updatedAt: null }]]));
  }

  it('gives up after its timeout, and what was given up is not written later', async () => {
    await replaceLocked(200, async () => undefined);
  });

  it('survives that its connection is ended meanwhile', async () => {
    await replaceLocked(5_000, async () => {
      const waiting = `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
                       WHERE application_name = $1 AND wait_event_type = 'Lock'`;
      let ended = 0;
      while (ended === 0) ended = (await pool.query(waiting, [applicationName])).rows.length;
    });
  });

  it('leaves its connections fit for others', async () => {
    const { rows } = await pool.query(
      "SELECT current_setting('app.tenant_id', true) AS tenant, count(*)::int AS documents FROM documents",
    );
    expect(rows).toEqual([{ tenant: '', documents: 0 }]);
  });
});
