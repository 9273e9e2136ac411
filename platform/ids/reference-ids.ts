import { LRUCache } from 'lru-cache';
import type { Table } from '../database/table.ts';

/** A row's three names. Tenants are rows of themselves; a platform template's tenant is null. */
export interface RowIdentity {
  /** UUID: never leaves the server. */
  readonly id: string;
  /** ULID: the id of the graph. */
  readonly refId: string;
  readonly tenantId: string | null;
}

/**
 * What this process has learned of uuid↔ULID. The pair never changes, so an entry is never stale (docs/api-contract.md#111-ids);
 * it is only dropped to make room. Entries are kept by the tenant that was allowed to read them.
 */
export class ReferenceIdCache {
  private readonly entries: LRUCache<string, RowIdentity>;

  /** @param maximum entries, each about 300 bytes */
  constructor(maximum = 500_000) {
    this.entries = new LRUCache({ max: maximum });
  }

  /** @param reader the reading tenant's UUID, or `platform` for reads across tenants */
  get(reader: string, table: Table, idOrRefId: string): RowIdentity | undefined {
    return this.entries.get(`${reader} ${table.name} ${idOrRefId}`);
  }

  /** Remembers a row under both its names. */
  add(reader: string, table: Table, row: RowIdentity): void {
    this.entries.set(`${reader} ${table.name} ${row.id}`, row);
    this.entries.set(`${reader} ${table.name} ${row.refId}`, row);
  }

  clear(): void {
    this.entries.clear();
  }
}
