import type { Table } from '../../platform/database/table.ts';
import type {
  DocumentBodies,
  DocumentCollection,
  DocumentStore,
  FileCollection,
  StoredFile,
} from '../../platform/documents/store.ts';
import type { Draft } from './insert-rows.ts';

/** One document to be put, and where its id is wanted. */
type PendingDocument = (store: DocumentStore) => Promise<void>;

/** What a load will write, made in memory first: rows by table and the documents they refer to. One a tenant, then one of all. */
export class Batch {
  readonly #rows = new Map<Table, object[]>();
  readonly #documents: PendingDocument[] = [];

  /** @returns the row itself: until it is written, it may still be changed */
  add<Row extends object>(table: Table<Row>, row: Draft<Row>): Draft<Row> {
    const rows = this.#rows.get(table);
    if (rows === undefined) this.#rows.set(table, [row]);
    else rows.push(row);
    return row;
  }

  /** Takes over everything of another batch. */
  absorb(other: Batch): void {
    for (const [table, rows] of other.#rows) this.#rows.set(table, [...(this.#rows.get(table) ?? []), ...rows]);
    this.#documents.push(...other.#documents);
  }

  rowsOf<Row extends object>(table: Table<Row>): readonly Draft<Row>[] {
    return (this.#rows.get(table) ?? []) as Draft<Row>[]; // `add` takes nothing else for this table
  }

  /** @param refer takes the document's id, before the rows are written */
  addDocument<Collection extends DocumentCollection>(
    collection: Collection,
    tenantId: string,
    body: DocumentBodies[Collection],
    refer: (id: string) => void,
  ): void {
    this.#documents.push(async (store) => refer(await store.put(collection, tenantId, body)));
  }

  /** @param refer takes the file's id, before the rows are written */
  addFile(collection: FileCollection, tenantId: string, file: StoredFile, refer: (id: string) => void): void {
    this.#documents.push(async (store) => refer(await store.putFile(collection, tenantId, file)));
  }

  /** Puts all documents, so many at a time. @returns how many */
  async putDocuments(store: DocumentStore, atOnce = 4): Promise<number> {
    const queue = this.#documents.values();
    const worker = async (): Promise<void> => {
      for (const put of queue) await put(store);
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return this.#documents.length;
  }
}
