import type { Table } from '../../platform/database/table.ts';
import { readCatalogue } from './catalogue.ts';
import type { Query } from './query.ts';
import { baseRecord } from './rules/base-record.ts';
import { definers } from './rules/definers.ts';
import { drift } from './rules/drift.ts';
import { foreignKeys } from './rules/foreign-keys.ts';
import { grants } from './rules/grants.ts';
import { indexes } from './rules/indexes.ts';
import { policies } from './rules/policies.ts';
import { rowSecurity } from './rules/row-security.ts';
import { tenantColumn } from './rules/tenant-column.ts';
import { tenantEstimate } from './rules/tenant-estimate.ts';
import { views } from './rules/views.ts';
import type { Breach, Rule } from './schema.ts';

const rules: readonly Rule[] = [
  tenantColumn,
  tenantEstimate,
  rowSecurity,
  policies,
  foreignKeys,
  grants,
  indexes,
  baseRecord,
  drift,
  views,
  definers,
];

/** What is validated against what. */
export interface ValidateOptions {
  /** On a connection whose search_path is the default; any role may read the catalogue. */
  readonly query: Query;
  /** Prisma's models, as generated into `platform/database/tables.ts`. */
  readonly models: readonly Table[];
  /** PostgreSQL schema of the tables. */
  readonly schema?: string;
}

/** Reads the catalogue and answers every breach of every rule; none is a schema that keeps tenants apart. */
export async function validateSchema({ query, models, schema = 'public' }: ValidateOptions): Promise<Breach[]> {
  const catalogue = await readCatalogue(query, schema);
  return rules.flatMap((rule) => rule({ catalogue, models }));
}
