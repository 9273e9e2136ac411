import type pg from 'pg';
import type { DocumentStore, DocumentStoreOptions } from './store.ts';

export interface OpenDocumentStoreOptions extends DocumentStoreOptions {
  /** `MONGODB_URL`: names the store when it is set. */
  readonly mongodbUrl?: string;
  /** The platform's own pool, which keeps the documents otherwise; the caller closes it. */
  readonly pool: pg.Pool;
}

/**
 * Picks the document store: MongoDB where a URL is given, else the platform's PostgreSQL. Nothing is connected yet.
 * @throws Error when the URL is not a MongoDB connection string
 */
export async function openDocumentStore({
  mongodbUrl,
  pool,
  ...options
}: OpenDocumentStoreOptions): Promise<DocumentStore> {
  if (mongodbUrl === undefined) {
    const { createPostgresDocumentStore } = await import('./postgres.ts');
    return createPostgresDocumentStore({ ...options, pool });
  }
  // Imported only here: the embedded start does without the time and memory that the driver takes.
  const { createMongoDocumentStore } = await import('./mongo.ts');
  return createMongoDocumentStore({ ...options, url: mongodbUrl });
}
