import { afterAll } from '@jest/globals';
import { Kind, parse, type FieldNode, type FragmentDefinitionNode } from 'graphql';
import type pg from 'pg';
import type { PageSource } from '../../platform/batching/page-loader.ts';
import { References } from '../../platform/batching/references.ts';
import type { Visibility } from '../../platform/batching/visibility.ts';
import { createPool } from '../../platform/database/pool.ts';
import { ReadScope } from '../../platform/database/read-scope.ts';
import { StatementLog } from '../../platform/database/statement-log.ts';
import type { UserRow } from '../../platform/database/tables.ts';
import { createPostgresDocumentStore } from '../../platform/documents/postgres.ts';
import { Projector, type FieldNeeds, type SelectionInfo } from '../../platform/projection/projection.ts';
import { ReferenceIdCache } from '../../platform/ids/reference-ids.ts';
import { ownRowsOf } from '../../platform/policy/own-rows.ts';
import { requireRight } from '../../platform/policy/policy.ts';
import { readsAcrossTenants, type Persona, type Viewer } from '../../platform/identity/viewer.ts';
import { appUrl } from './database.ts';
import type { TestTenant } from './make.ts';

let pool: pg.Pool | undefined;

/** As app_user, shared by the tests of one file. */
export function appPool(): pg.Pool {
  pool ??= createPool({ url: appUrl(), maximum: 4, acquireTimeoutMs: 10_000 });
  return pool;
}

afterAll(async () => {
  const open = pool;
  pool = undefined;
  await open?.end();
});

/** Someone of the tenant. */
export function viewerOf(
  tenant: TestTenant,
  persona: Persona = 'admin',
  { user = tenant.admin, scopes = [] }: { readonly user?: UserRow; readonly scopes?: readonly string[] } = {},
): Viewer {
  return {
    persona,
    tenant: { id: tenant.id, tenantId: tenant.id, refId: tenant.refId, status: tenant.status, contractAccepted: true },
    user: { id: user.id, refId: user.refId, tenantId: user.tenantId, role: user.role, appAccess: user.appAccess },
    agentRole: user.agentRole,
    clientId: null,
    scopes,
  };
}

/** What loaders stand on, as one subgraph fetch has it. */
export interface Fetch {
  readonly source: PageSource;
  readonly references: References;
  /** Every statement, with its text. */
  readonly log: StatementLog;
}

export interface FetchOptions {
  readonly tenantFilter?: boolean;
  readonly needs?: FieldNeeds;
  readonly cache?: ReferenceIdCache;
  readonly pool?: pg.Pool;
}

/** Reads as `viewer` does in one fetch, then ends its transaction. */
export async function fetchAs<Result>(
  viewer: Viewer,
  use: (fetch: Fetch) => Promise<Result>,
  options: FetchOptions = {},
): Promise<Result> {
  const {
    tenantFilter = true,
    needs = new Map(),
    cache = new ReferenceIdCache(1_000),
    pool: database = appPool(),
  } = options;
  const scope = { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) };
  const visibility: Visibility = { scope, tenantFilter, ownRows: (table, alias) => ownRowsOf(viewer, table, alias) };
  const reads = new ReadScope(database, scope);
  const log = new StatementLog({ keepTexts: true });
  const db = reads.reader(log);
  const references = new References(db, visibility, cache);
  const source: PageSource = {
    db,
    visibility,
    projector: new Projector(needs),
    documents: createPostgresDocumentStore({ pool: database }).readThrough(db),
    now: new Date(),
    resolveId: async (table, refId) => references.of(table, refId),
    requireRight: (area, what) => requireRight(viewer, area, what),
  };
  try {
    return await use({ source, references, log });
  } finally {
    await reads.end();
  }
}

/** What a resolver's `info` tells of a selection: `select('{ id name }')`. @param fragments definitions that it spreads */
export function select(selection: string, fragments = ''): SelectionInfo {
  const info: { fieldNodes: FieldNode[]; fragments: Record<string, FragmentDefinitionNode> } = {
    fieldNodes: [],
    fragments: {},
  };
  for (const node of parse(`{ field ${selection} } ${fragments}`).definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) info.fragments[node.name.value] = node;
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    for (const field of node.selectionSet.selections) if (field.kind === Kind.FIELD) info.fieldNodes.push(field);
  }
  return info;
}
