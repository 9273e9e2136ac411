import type { Reader } from '../database/read-scope.ts';

/** Any value of JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The document collections and what a document of each holds (docs/api-contract.md#i-18). An optional part is left out, never
 * undefined.
 */
export interface DocumentBodies {
  /** Behind `onboarding_runs.context_file_id` (docs/data-model.md#onboarding_runs): `ContextFile`. */
  readonly context_files: { readonly name: string; readonly markdown: string };
  /** Behind `agent_configs.skill_ids` (docs/data-model.md#agent_configs): `SkillFile`. */
  readonly skill_files: { readonly name: string; readonly description?: string; readonly markdown?: string };
  /** Behind `activities.output_ref` (docs/data-model.md#activities): `ActivityOutput`. */
  readonly activity_outputs: { readonly contentType: string; readonly text?: string; readonly json?: JsonValue };
  /**
   * Behind `content_ref` of blog and social posts (docs/data-model.md#blog_posts, docs/data-model.md#social_posts):
   * `PostContent`.
   */
  readonly post_contents: { readonly markdown?: string; readonly html?: string; readonly hashtags?: readonly string[] };
}

export type DocumentCollection = keyof DocumentBodies;

/**
 * Collections of files: bytes with a media type. `contract_pdfs` is behind `contracts.pdf_ref` (docs/data-model.md#contracts).
 */
export type FileCollection = 'contract_pdfs';

const everyCollection: Readonly<Record<DocumentCollection | FileCollection, true>> = {
  context_files: true,
  skill_files: true,
  activity_outputs: true,
  post_contents: true,
  contract_pdfs: true,
};

/** Every collection there is. */
export const collections = Object.keys(everyCollection) as readonly (DocumentCollection | FileCollection)[]; // an object's own keys

/** A document as it is read: its body and when it last changed (ISO 8601, UTC, ms), null while it never did. */
export type StoredDocument<Collection extends DocumentCollection = DocumentCollection> = DocumentBodies[Collection] & {
  readonly updatedAt: string | null;
};

export interface StoredFile {
  readonly bytes: Buffer;
  /** Media type, e.g. `application/pdf`. */
  readonly contentType: string;
}

/** Names of the two implementations, as an operator reads them. */
export type DocumentStoreName = 'MongoDB' | 'PostgreSQL';

/** Reads documents and files. */
export interface DocumentReader {
  /**
   * Reads many documents with one statement. An id that is missing is missing in the answer.
   * @returns documents by id, as it was given
   */
  getMany<Collection extends DocumentCollection>(
    collection: Collection,
    tenantId: string,
    ids: readonly string[],
  ): Promise<Map<string, StoredDocument<Collection>>>;

  /** @returns null when there is no such file */
  getFile(collection: FileCollection, tenantId: string, id: string): Promise<StoredFile | null>;

  /** Says which of many files there are, with one statement and without reading them. @returns those of `ids` that exist */
  findFiles(collection: FileCollection, tenantId: string, ids: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * The documents that are kept in MongoDB, behind references in PostgreSQL's char(24) columns.
 *
 * Every call names the tenant (its UUID): a document of another tenant is as good as missing, and so is an id that is
 * not 24 lower-case hex characters. Every call rejects with DocumentStoreUnavailableError when the store cannot be
 * reached in time, and with RangeError when the tenant is no UUID, which is a mistake in code.
 */
export interface DocumentStore extends DocumentReader {
  readonly name: DocumentStoreName;

  /**
   * Reads as part of a query: where the documents lie beside the rows, over the query's own connection, whose tenant and
   * moment hold for them too. A query that waited for a second connection would starve with others that do the same.
   */
  readThrough(db: Reader): DocumentReader;

  /** @returns the new document's id, 24 hex characters. @throws UnstorableDocumentError for what no store would give back alike */
  put<Collection extends DocumentCollection>(
    collection: Collection,
    tenantId: string,
    body: DocumentBodies[Collection],
  ): Promise<string>;

  /** Replaces the whole body. @returns false when there is no such document. @throws UnstorableDocumentError as `put` does */
  replace<Collection extends DocumentCollection>(
    collection: Collection,
    tenantId: string,
    id: string,
    body: DocumentBodies[Collection],
  ): Promise<boolean>;

  /** @returns false when there is no such document or file */
  remove(collection: DocumentCollection | FileCollection, tenantId: string, id: string): Promise<boolean>;

  /** Removes every document and file of a tenant: for one that is given up. */
  removeAll(tenantId: string): Promise<void>;

  /** Files are never replaced: a new one gets a new id. @returns its id. @throws UnstorableDocumentError for its size or media type */
  putFile(collection: FileCollection, tenantId: string, file: StoredFile): Promise<string>;

  /** Resolves when the store answers: for `/health/ready`. */
  ping(): Promise<void>;

  /** Closes the connections that the store opened itself. */
  close(): Promise<void>;
}

/** Settings that both implementations share. */
export interface DocumentStoreOptions {
  /** How long one statement may take, in milliseconds; 5,000 by default. Waiting for a connection is not counted. */
  readonly timeoutMs?: number;
  readonly limits?: Partial<StorableLimits>;
  /** What dates new and replaced documents. */
  readonly clock?: () => Date;
}

/** What a store takes at most. */
export interface StorableLimits {
  /** A body's JSON, in bytes of UTF-8. */
  readonly documentBytes: number;
  readonly fileBytes: number;
  /** Levels of objects and lists inside each other, the body being the first. */
  readonly depth: number;
}
