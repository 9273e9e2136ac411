import { sql, type Sql } from '../database/sql.ts';
import { isObjectId, tenantUuid } from './identifiers.ts';
import type { DocumentCollection, DocumentReader, FileCollection, StoredDocument } from './store.ts';

interface DocumentRow {
  readonly id: string;
  readonly body: string;
  readonly updatedAt: string | null;
}

interface FileRow {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/** Runs one statement that reads a tenant's documents. */
export type ReadRows = <Row extends object>(tenantId: string, statement: Sql) => Promise<readonly Row[]>;

/** Reads the table `documents`, by whichever connection `read` sends its statements over. */
export function postgresReader(read: ReadRows): DocumentReader {
  return {
    async getMany<Collection extends DocumentCollection>(
      collection: Collection,
      tenantId: string,
      ids: readonly string[],
    ) {
      const tenant = tenantUuid(tenantId);
      const found = new Map<string, StoredDocument<Collection>>();
      const known = ids.filter(isObjectId);
      if (known.length === 0) return found;
      const rows = await read<DocumentRow>(
        tenant,
        sql`SELECT id, body::text AS body, to_char(updated_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"
            FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ANY(${known}::char(24)[])`,
      );
      for (const { id, body, updatedAt } of rows) {
        // Its numbers were floats when it was written: read as such, they are the same that MongoDB answers with.
        const written: unknown = JSON.parse(body);
        // A collection's rows were all written by `put` and `replace`, whose bodies are of the collection's own type.
        found.set(id, { ...(written as object), updatedAt } as StoredDocument<Collection>);
      }
      return found;
    },

    async getFile(collection: FileCollection, tenantId: string, id: string) {
      const tenant = tenantUuid(tenantId);
      if (!isObjectId(id)) return null;
      const [file] = await read<FileRow>(
        tenant,
        sql`SELECT content AS bytes, content_type AS "contentType"
            FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ${id}`,
      );
      return file ?? null;
    },

    async findFiles(collection: FileCollection, tenantId: string, ids: readonly string[]) {
      const tenant = tenantUuid(tenantId);
      const known = ids.filter(isObjectId);
      if (known.length === 0) return new Set();
      const rows = await read<{ readonly id: string }>(
        tenant,
        sql`SELECT id FROM documents
            WHERE tenant_id = ${tenant}::uuid AND collection = ${collection} AND id = ANY(${known}::char(24)[])`,
      );
      return new Set(rows.map(({ id }) => id));
    },
  };
}
