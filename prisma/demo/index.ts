import { readFile } from 'node:fs/promises';
import type pg from 'pg';
import { parseContractTemplate, type ContractTemplate } from '../../domain/tenancy/contract-pdf.ts';
import { projectPath } from '../../platform/config/paths.ts';
import type { ColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { ensurePartitions } from '../../platform/database/partitions.ts';
import { sql } from '../../platform/database/sql.ts';
import { tables } from '../../platform/database/tables.ts';
import type { DocumentStore } from '../../platform/documents/store.ts';
import { Batch } from './batch.ts';
import { Calendar } from './calendar.ts';
import { insertRows, run } from './insert-rows.ts';
import { profiles } from './profiles.ts';
import { marks } from './users.ts';
import { writePlatform, writeTenant } from './story.ts';

export interface DemoOptions {
  /** As migrator_user, whom no policy holds: the demo data is of several tenants. */
  readonly pool: pg.Pool;
  readonly documents: DocumentStore;
  /** Without it, encrypted columns stay empty. */
  readonly cipher?: ColumnCipher | undefined;
  /** What "today" is; everything is dated relative to it. */
  readonly now: Date;
  /** Takes one line of progress. */
  readonly log: (line: string) => void;
}

export interface DemoSummary {
  /** False when the demo data was there already. */
  readonly loaded: boolean;
  /** Slugs of the demo tenants. */
  readonly tenants: readonly string[];
  readonly rows: number;
  readonly documents: number;
}
