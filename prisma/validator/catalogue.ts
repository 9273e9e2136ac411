import type { Query } from './query.ts';
import {
  columnsOf,
  definersOf,
  foreignKeysOf,
  grantsOf,
  indexesOf,
  policiesOf,
  tablesOf,
  viewsOf,
} from './catalogue-statements.ts';

/** A column as PostgreSQL holds it. */
export interface CatalogueColumn {
  readonly name: string;
  /** Type without its length: `uuid`, `varchar`, `goal_status`, `text[]`. */
  readonly type: string;
  /** An enum's labels, in its order; null for other types. */
  readonly labels: readonly string[] | null;
  readonly nullable: boolean;
  /** PostgreSQL computes it from the row's other columns. */
  readonly generated: boolean;
  /** What it says to the planner: `n_distinct=100`. */
  readonly options: readonly string[];
}

/** A row-level security policy; expressions as PostgreSQL prints them. */
export interface Policy {
  readonly name: string;
  readonly command: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'ALL';
  readonly roles: readonly string[];
  readonly using: string | null;
  readonly check: string | null;
}

/** A foreign key; its columns and the target's in the same order. */
export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly target: string;
  readonly targetColumns: readonly string[];
  /** False while rows from before the constraint are unchecked. */
  readonly validated: boolean;
}

/** An index; INCLUDE columns left out. */
export interface Index {
  readonly name: string;
  /** Columns or expressions, with ` DESC` where they descend. */
  readonly columns: readonly string[];
  readonly predicate: string | null;
  readonly unique: boolean;
  /** False for one whose making was broken off, and for one that a partition lacks. */
  readonly valid: boolean;
}

/** One privilege on a table, or on one column of it, of anyone but the owner. */
export interface Grant {
  /** `PUBLIC` or a role. */
  readonly grantee: string;
  readonly privilege: string;
  readonly column: string | null;
}

/** A table or partition with all that the rules look at. */
export interface CatalogueTable {
  readonly name: string;
  readonly isPartition: boolean;
  readonly rowSecurity: boolean;
  readonly rowSecurityForced: boolean;
  readonly columns: readonly CatalogueColumn[];
  readonly policies: readonly Policy[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly indexes: readonly Index[];
  readonly grants: readonly Grant[];
}

/** A view, which reads as its owner unless it is told to read as its caller. */
export interface View {
  readonly name: string;
  readonly securityInvoker: boolean;
  readonly materialized: boolean;
}

/** A function that runs as its owner. */
export interface Definer {
  /** With its argument types. */
  readonly name: string;
  /** The function's own setting; null where it takes the caller's. */
  readonly searchPath: string | null;
  readonly publicMayExecute: boolean;
}

/** What PostgreSQL holds; what extensions brought is left out. */
export interface Catalogue {
  readonly tables: readonly CatalogueTable[];
  readonly views: readonly View[];
  readonly definers: readonly Definer[];
}

/** Reads the catalogue of one schema; functions that run as their owner are read from all. Any role may. */
export async function readCatalogue(query: Query, schema: string): Promise<Catalogue> {
  const tables = await query<Pick<CatalogueTable, 'name' | 'isPartition' | 'rowSecurity' | 'rowSecurityForced'>>(
    tablesOf(schema),
  );
  const columns = byTable(await query<CatalogueColumn & OfTable>(columnsOf(schema)));
  const policies = byTable(await query<Policy & OfTable>(policiesOf(schema)));
  const foreignKeys = byTable(await query<ForeignKey & OfTable>(foreignKeysOf(schema)));
  const indexes = byTable(await query<Index & OfTable>(indexesOf(schema)));
  const grants = byTable(await query<Grant & OfTable>(grantsOf(schema)));
  return {
    tables: tables.map((table) => ({
      ...table,
      columns: columns(table.name),
      policies: policies(table.name),
      foreignKeys: foreignKeys(table.name),
      indexes: indexes(table.name),
      grants: grants(table.name),
    })),
    views: await query<View>(viewsOf(schema)),
    definers: await query<Definer>(definersOf()),
  };
}

interface OfTable {
  readonly table: string;
}

function byTable<Row extends OfTable>(rows: readonly Row[]): (table: string) => Row[] {
  return (table) => rows.filter((row) => row.table === table);
}
