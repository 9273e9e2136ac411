import type DataLoader from 'dataloader';
import { identifier, literal, sql } from '../database/sql.ts';
import { columnOf, tenantField, type Table } from '../database/table.ts';
import type { ReferenceIdCache, RowIdentity } from '../ids/reference-ids.ts';
import { parseUlid } from '../ids/ulid.ts';
import type { Reader } from '../database/read-scope.ts';
import { LoadersInRounds } from './in-rounds.ts';
import { allOf, ownRows, rowsOfTenant, type Visibility } from './visibility.ts';

/** From a row to another subgraph's entity and back: UUIDs inside, ULIDs in the graph (docs/api-contract.md#111-ids). */
export class References {
  private readonly db: Reader;
  private readonly visibility: Visibility;
  private readonly cache: ReferenceIdCache;
  private readonly loaders: LoadersInRounds<string, RowIdentity | null>;

  constructor(db: Reader, visibility: Visibility, cache: ReferenceIdCache) {
    this.db = db;
    this.visibility = visibility;
    this.cache = cache;
    this.loaders = new LoadersInRounds(db);
  }

  /**
   * The row that a foreign key names, as far as the graph needs it to point there. Null for a null key and for a row the
   * viewer may not see: a platform principal is nobody to a tenant (docs/api-contract.md#i-25), another's work is hidden
   * (docs/api-contract.md#17-rights).
   */
  to(target: Table, id: string | null): RowIdentity | null | Promise<RowIdentity | null> {
    if (id === null) return null;
    return this.known(target, id) ?? this.loader(target, 'id').load(id);
  }

  /** The row that a client's ULID names; null when it is no ULID or names nothing that the viewer may see. */
  of(target: Table, refId: string): RowIdentity | null | Promise<RowIdentity | null> {
    const folded = parseUlid(refId);
    if (folded === null) return null;
    return this.known(target, folded) ?? this.loader(target, 'refId').load(folded);
  }

  /** Remembers a row that was read for another reason, such as the viewer's own tenant. */
  add(target: Table, row: RowIdentity): void {
    if (this.visibility.ownRows(target, 't') === null) this.cache.add(this.reader(), target, row);
  }

  private known(target: Table, idOrRefId: string): RowIdentity | undefined {
    // Where only own rows may be seen, ownership decides anew each time: a work item is handed on, its id is not.
    if (this.visibility.ownRows(target, 't') !== null) return undefined;
    return this.cache.get(this.reader(), target, idOrRefId);
  }

  private reader(): string {
    const { scope } = this.visibility;
    return scope.platform ? 'platform' : (scope.tenantId ?? 'nobody');
  }

  private loader(target: Table, keyField: 'id' | 'refId'): DataLoader<string, RowIdentity | null> {
    return this.loaders.of(`${target.name} ${keyField}`, (keys) => this.read(target, keyField, keys));
  }

  private async read(
    target: Table,
    keyField: 'id' | 'refId',
    keys: readonly string[],
  ): Promise<(RowIdentity | null)[]> {
    const { name, type } = columnOf(target, keyField);
    const tenant = identifier(columnOf(target, tenantField(target)).name);
    const rows = await this.db.query<RowIdentity>(
      sql`SELECT t.id, t.ref_id AS "refId", t.${tenant} AS "tenantId" FROM ${identifier(target.name)} t WHERE ${allOf([
        ...rowsOfTenant(this.visibility, target, 't'),
        sql`t.${identifier(name)} = ANY(${keys}::${literal(type)}[])`,
        ...ownRows(this.visibility, target, 't'),
      ])}`,
    );
    for (const row of rows) this.add(target, row);
    const byKey = new Map(rows.map((row) => [row[keyField], row]));
    return keys.map((key) => byKey.get(key) ?? null);
  }
}
