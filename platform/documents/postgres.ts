import type pg from 'pg';
import { sql, type Sql } from '../database/sql.ts';
import { isObjectId, mintObjectId, tenantUuid } from './identifiers.ts';
import { postgresReader } from './postgres-reader.ts';
import { inTenant, transact, type PostgresConnections } from './postgres-transaction.ts';
import { createStorableGate } from './storable.ts';
import type { DocumentCollection, DocumentStore, DocumentStoreOptions, FileCollection } from './store.ts';

export interface PostgresDocumentStoreOptions extends DocumentStoreOptions {
  /** Opened and closed by the caller. Best with `pipeline`, so that a transaction is one round trip. */
  readonly pool: pg.Pool;
}

/** Documents in the table `documents` of the platform's own database: what a start without `MONGODB_URL` uses. */
export function createPostgresDocumentStore(options: PostgresDocumentStoreOptions): DocumentStore {
  const { pool, timeoutMs = 5_000, clock = () => new Date() } = options;
  const gate = createStorableGate(options.limits);
  const connections: PostgresConnections = { pool, timeoutMs };

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
    ...postgresReader(async <Row extends object>(tenant: string, statement: Sql) => {
      const { rows } = await inTenant<Row>(connections, tenant, 'read', statement);
      return rows;
    }),

    readThrough: (db) => postgresReader((_tenant, statement) => db.query(statement)),

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

    async removeAll(tenantId) {
      const tenant = tenantUuid(tenantId);
      await inTenant(connections, tenant, 'write', sql`DELETE FROM documents WHERE tenant_id = ${tenant}::uuid`);
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
