import type pg from 'pg';
import { sql, type Sql } from '../database/sql.ts';
import { isObjectId, mintObjectId, tenantUuid } from './identifiers.ts';
import { inTenant, transact, type PostgresConnections } from './postgres-transaction.ts';
import { createStorableGate } from './storable.ts';
import type {
  DocumentBodies,
  DocumentCollection,
  DocumentStore,
  DocumentStoreOptions,
  FileCollection,
  StoredDocument,
} from './store.ts';

export interface PostgresDocumentStoreOptions extends DocumentStoreOptions {
  /** Opened and closed by the caller. Best with `pipeline`, so that a transaction is one round trip. */
  readonly pool: pg.Pool;
  /** How long a call waits for a connection, in milliseconds, whatever the pool itself allows; 2,000 by default. */
  readonly acquireTimeoutMs?: number;
}

interface DocumentRow {
  readonly id: string;
  readonly body: DocumentBodies[DocumentCollection];
  readonly updatedAt: string | null;
}

interface FileRow {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Documents in the table `documents` of the platform's own database: what a start without `MONGODB_URL` uses. */
export function createPostgresDocumentStore(options: PostgresDocumentStoreOptions): DocumentStore {
  const { pool, timeoutMs = 5_000, acquireTimeoutMs = 2_000, clock = () => new Date() } = options;
  const gate = createStorableGate(options.limits);
  const connections: PostgresConnections = { pool, timeoutMs, acquireTimeoutMs };

  async function insert(collection: DocumentCollection | FileCollection, tenant: string, columns: Sql, values: Sql) {
    const now = clock();
    const id = mintObjectId(now);
    await inTenant(
      connections,
      tenant,
      'write',
      sql`INSERT INTO documents (id, tenant_id, collection, created_on, ${columns})
          VALUES (${id}, ${tenant}::uuid, ${collection}, ${now.toISOString()}::timestamptz, ${values})`,
    );
    return id;
  }

  return {
    name: 'PostgreSQL',

    async getMany<Collection extends DocumentCollection>(
      collection: Collection,
      tenantId: string,
      ids: readonly string[],
    ) {
      const tenant = tenantUuid(tenantId);
      const found = new Map<string, StoredDocument<Collection>>();
      const known = ids.filter(isObjectId);
      if (known.length === 0) return found;
      const { rows } = await inTenant<DocumentRow>(
        connections,
        tenant,
        'read',
        sql`SELECT id, body, to_char(updated_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
            FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ANY(${known}::char(24)[])`,
      );
      // A collection's rows were all written by `put` and `replace`, whose bodies are of the collection's own type.
      for (const { id, body, updatedAt } of rows) found.set(id, { ...body, updatedAt } as StoredDocument<Collection>);
      return found;
    },

    async put(collection, tenantId, body) {
      return insert(collection, tenantUuid(tenantId), sql`body`, sql`${gate.document(body)}::jsonb`);
    },

    async replace(collection, tenantId, id, body) {
      const tenant = tenantUuid(tenantId);
      const json = gate.document(body);
      if (!isObjectId(id)) return false;
      const { rowCount } = await inTenant(
        connections,
        tenant,
        'write',
        sql`UPDATE documents SET body = ${json}::jsonb, updated_on = ${clock().toISOString()}::timestamptz
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ${id}`,
      );
      return rowCount === 1;
    },

    async remove(collection, tenantId, id) {
      const tenant = tenantUuid(tenantId);
      if (!isObjectId(id)) return false;
      const { rowCount } = await inTenant(
        connections,
        tenant,
        'write',
        sql`DELETE FROM documents WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ${id}`,
      );
      return rowCount === 1;
    },

    async getFile(collection, tenantId, id) {
      const tenant = tenantUuid(tenantId);
      if (!isObjectId(id)) return null;
      const { rows } = await inTenant<FileRow>(
        connections,
        tenant,
        'read',
        sql`SELECT content AS bytes, content_type AS "contentType"
            FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ${id}`,
      );
      return rows[0] ?? null;
    },

    async findFiles(collection, tenantId, ids) {
      const tenant = tenantUuid(tenantId);
      const known = ids.filter(isObjectId);
      if (known.length === 0) return new Set();
      const { rows } = await inTenant<{ readonly id: string }>(
        connections,
        tenant,
        'read',
        sql`SELECT id FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ANY(${known}::char(24)[])`,
      );
      return new Set(rows.map(({ id }) => id));
    },

    async putFile(collection, tenantId, file) {
      const tenant = tenantUuid(tenantId);
      gate.file(file);
      return insert(collection, tenant, sql`content, content_type`, sql`${file.bytes}, ${file.contentType}`);
    },

    async ping() {
      await transact(connections, [sql`SELECT 1`]);
    },

    async close() {
      // The pool is the caller's.
    },
  };
}
