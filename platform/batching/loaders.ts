import { literal } from '../database/sql.ts';
import type { Table } from '../database/table.ts';
import type { DocumentCollection, FileCollection } from '../documents/store.ts';
import { AggregateLoader, type Aggregate } from './aggregate-loader.ts';
import { DocumentLoader, FilePresenceLoader } from './document-loader.ts';
import { FirstLoader } from './first-loader.ts';
import { PageLoader, type PageDefinition, type PageSource } from './page-loader.ts';
import type { Parent } from './parents.ts';
import { RowLoader, RowsLoader } from './row-loader.ts';

/** Makes one loader for one subgraph fetch. */
export type LoaderDefinition<Loader> = (source: PageSource) => Loader;

export type LoaderDefinitions = Readonly<Record<string, LoaderDefinition<unknown>>>;

/** The loaders that definitions make, under the same names. */
export type LoadersOf<Definitions extends LoaderDefinitions> = {
  readonly [Name in keyof Definitions]: ReturnType<Definitions[Name]>;
};

/** One row by its UUID. */
export function byId<Row extends object & { id: string }>(table: Table<Row>): LoaderDefinition<RowLoader<Row>> {
  return (source) => new RowLoader(source, table, 'id');
}

/** One row by its ULID, for references and root fields. */
export function byRefId<Row extends object & { refId: string }>(table: Table<Row>): LoaderDefinition<RowLoader<Row>> {
  return (source) => new RowLoader(source, table, 'refId');
}

/** One row by another unique field. */
export function byUnique<Row extends object>(
  table: Table<Row>,
  field: keyof Row & string,
): LoaderDefinition<RowLoader<Row>> {
  return (source) => new RowLoader(source, table, field);
}

/** All rows under a key that fulfil `where`, for children whose number their parent bounds; both are SQL over the alias `t`. */
export function allBy<Row extends object>(
  table: Table<Row>,
  field: keyof Row & string,
  { where = 'TRUE', order = 't.ref_id' }: { readonly where?: string; readonly order?: string } = {},
): LoaderDefinition<RowsLoader<Row>> {
  return (source) => new RowsLoader(source, table, field, { where: literal(where), order: literal(order) });
}

/** The first row of a list under each of many parents: the newest, the active one, the current one. */
export function firstOf<Row extends object>(
  table: Table<Row>,
  definition: Omit<PageDefinition, 'orderBy' | 'bounded' | 'residualOrders'>,
): LoaderDefinition<FirstLoader<Row>> {
  return (source) => new FirstLoader(source, table, definition);
}

/** A connection: one page under each of many parents. */
export function pages<Row extends object & { readonly refId: string }>(
  table: Table<Row>,
  definition: PageDefinition,
): LoaderDefinition<PageLoader<Row>> {
  return (source) => new PageLoader(source, table, definition);
}

/** A count, a sum or a report over the rows under each of many parents. */
export function aggregates<Args, Value, Under extends Parent>(
  aggregate: Aggregate<Args, Value, Under>,
): LoaderDefinition<AggregateLoader<Args, Value, Under>> {
  return (source) => new AggregateLoader(source, aggregate);
}

/** Documents of a collection, by the row that owns them. */
export function documentsOf<Collection extends DocumentCollection>(
  collection: Collection,
): LoaderDefinition<DocumentLoader<Collection>> {
  return ({ db, documents }) => new DocumentLoader(db, documents, collection);
}

/** Whether files of a collection exist, by the row that owns them. */
export function filePresenceOf(collection: FileCollection): LoaderDefinition<FilePresenceLoader> {
  return ({ db, documents }) => new FilePresenceLoader(db, documents, collection);
}

/** The class of a subgraph's loaders: each is made when it is first used, for most fetches use few of many. */
export function loadersClass<Definitions extends LoaderDefinitions>(
  definitions: Definitions,
): new (source: PageSource) => LoadersOf<Definitions> {
  class Loaders {
    readonly source: PageSource;

    constructor(source: PageSource) {
      this.source = source;
    }
  }
  for (const [name, define] of Object.entries(definitions)) {
    Object.defineProperty(Loaders.prototype, name, {
      get(this: Loaders) {
        const loader = define(this.source);
        Object.defineProperty(this, name, { value: loader });
        return loader;
      },
    });
  }
  return Loaders as unknown as new (source: PageSource) => LoadersOf<Definitions>; // the getters above are what the type says
}
