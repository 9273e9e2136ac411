import type DataLoader from 'dataloader';
import { identifier, literal, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';
import type { Reader } from '../database/read-scope.ts';
import type { Projection, Projector, SelectionInfo } from '../projection/projection.ts';
import { ulidInstant } from '../ids/ulid.ts';
import { groupBy } from './group-by.ts';
import { inRounds } from './in-rounds.ts';
import { selectList } from './select-list.ts';
import { allOf, ownRows, rowsOfTenant, type Visibility } from './visibility.ts';

/** What every loader of one subgraph fetch stands on. */
export interface LoaderSource {
  readonly db: Reader;
  readonly visibility: Visibility;
  readonly projector: Projector;
}

interface RowKey {
  readonly key: string;
  readonly projection: Projection;
}

const cacheKeyFn = ({ key, projection }: RowKey): string => `${key} ${projection.key}`;

/** The fields that any of a batch's loads selected: one statement serves them all. */
function fieldsOf(keys: readonly RowKey[], always: string): ReadonlySet<string> {
  const fields = new Set<string>([always]);
  for (const { projection } of keys) for (const field of projection.fields) fields.add(field);
  return fields;
}

/** One row by a unique key: the loads of one round are one statement. */
export class RowLoader<Row extends object> {
  private readonly table: Table<Row>;
  private readonly projector: Projector;
  private readonly loader: DataLoader<RowKey, Row | null, string>;

  /** @param keyField the unique field that keys are values of: `id`, `refId`, … */
  constructor(source: LoaderSource, table: Table<Row>, keyField: keyof Row & string) {
    this.table = table;
    this.projector = source.projector;
    this.loader = inRounds(
      source.db,
      async (keys) => {
        const fields = fieldsOf(keys, keyField);
        const rows = await source.db.query<Row>(rowsByKey(source.visibility, table, keyField, fields, keys));
        const byKey = new Map(rows.map((row) => [String(row[keyField]), row]));
        return keys.map(({ key }) => byKey.get(key) ?? null);
      },
      cacheKeyFn,
    );
  }

  /**
   * The row, with the columns that `info` selects and the fields that the caller itself decides by; null when there is
   * none that the viewer may see.
   */
  async load(
    key: string | null,
    info: SelectionInfo,
    decidesBy: readonly (keyof Row & string)[] = [],
  ): Promise<Row | null> {
    if (key === null) return null;
    return this.loader.load({ key, projection: this.projector.row(this.table, info, decidesBy) });
  }

  /** The row, for keys that other rows guarantee. @throws Error when there is none */
  async require(key: string, info: SelectionInfo, decidesBy: readonly (keyof Row & string)[] = []): Promise<Row> {
    const row = await this.load(key, info, decidesBy);
    if (row === null) throw new Error(`a ${this.table.model} that another row refers to is missing`);
    return row;
  }
}

/** Which rows under a key, and how they stand. */
export interface RowsOrder {
  readonly where: Sql;
  readonly order: Sql;
}

/** Every row under a key, for children whose number their parent bounds. */
export class RowsLoader<Row extends object> {
  private readonly table: Table<Row>;
  private readonly projector: Projector;
  private readonly loader: DataLoader<RowKey, readonly Row[], string>;

  /** @param where a condition that every row fulfils, and `order` what stands after ORDER BY; both for rows of the alias `t` */
  constructor(source: LoaderSource, table: Table<Row>, keyField: keyof Row & string, { where, order }: RowsOrder) {
    this.table = table;
    this.projector = source.projector;
    this.loader = inRounds(
      source.db,
      async (keys) => {
        const fields = fieldsOf(keys, keyField);
        const rows = rowsByKey(source.visibility, table, keyField, fields, keys);
        const statement = sql`${rows} AND ${where} ORDER BY ${order}`;
        const byKey = groupBy(await source.db.query<Row>(statement), (row) => String(row[keyField]));
        return keys.map(({ key }) => byKey.get(key) ?? []);
      },
      cacheKeyFn,
    );
  }

  /** The rows under `key`, with the columns that `info` selects and the fields that the caller itself decides by. */
  async load(
    key: string,
    info: SelectionInfo,
    decidesBy: readonly (keyof Row & string)[] = [],
  ): Promise<readonly Row[]> {
    return this.loader.load({ key, projection: this.projector.row(this.table, info, decidesBy) });
  }
}

function rowsByKey(
  visibility: Visibility,
  table: Table,
  keyField: string,
  fields: ReadonlySet<string>,
  keys: readonly RowKey[],
): Sql {
  const { name, type } = columnOf(table, keyField);
  const values = [...new Set(keys.map(({ key }) => key))];
  return sql`SELECT ${selectList(table, fields, 't')} FROM ${identifier(table.name)} t WHERE ${allOf([
    ...rowsOfTenant(visibility, table, 't'),
    sql`t.${identifier(name)} = ANY(${values}::${literal(type)}[])`,
    ...(keyField === 'refId' && table.partitionedByCreation === true ? [createdWith(values)] : []),
    ...ownRows(visibility, table, 't'),
  ])}`;
}

/** Lets PostgreSQL pass over every partition but those of the ULIDs' own months. */
export function createdWith(refIds: readonly string[]): Sql {
  return sql`t.created_on = ANY(${refIds.map(ulidInstant)}::timestamptz[])`;
}
