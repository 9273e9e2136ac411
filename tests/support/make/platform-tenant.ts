import type pg from 'pg';
import { selectList } from '../../../platform/batching/select-list.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables, type TenantRow, type UserRow } from '../../../platform/database/tables.ts';
import { insertRows } from './insert.ts';
import { factoryPool, rowsOf } from './pool.ts';
import { identityOf } from './produce.ts';

/** The platform's own tenant and its two principals (docs/api-contract.md#i-8, docs/api-contract.md#i-9). */
export interface PlatformRows {
  readonly tenant: TenantRow;
  /** The system user: who makes tenants, and what is the platform's. */
  readonly system: UserRow;
  readonly superAdmin: UserRow;
}

/** Any number that nothing else of the tests locks. */
const platformLock = 620_341_908;

let platform: Promise<PlatformRows> | undefined;

/** The platform's rows, made once in a database, whichever test file comes first. */
export function platformRows(): Promise<PlatformRows> {
  platform ??= ensure();
  return platform;
}

async function ensure(): Promise<PlatformRows> {
  const client = await factoryPool().connect();
  let broken = true;
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock($1)', [platformLock]);
    const tenant = (await findTenant(client)) ?? (await makeTenant(client));
    const system = (await findUser(client, tenant, 'service')) ?? (await makeUser(client, tenant, 'service'));
    const superAdmin = (await findUser(client, tenant, 'human')) ?? (await makeUser(client, tenant, 'human'));
    await client.query('COMMIT');
    broken = false;
    return { tenant, system, superAdmin };
  } finally {
    client.release(broken);
  }
}

async function findTenant(client: pg.PoolClient): Promise<TenantRow | undefined> {
  const [row] = await rowsOf<TenantRow>(
    client,
    sql`SELECT ${selectList(tables.tenant, Object.keys(tables.tenant.columns), 't')} FROM tenants t WHERE slug = 'platform'`,
  );
  return row;
}

async function findUser(client: pg.PoolClient, tenant: TenantRow, kind: UserRow['kind']): Promise<UserRow | undefined> {
  const [row] = await rowsOf<UserRow>(
    client,
    sql`SELECT ${selectList(tables.user, Object.keys(tables.user.columns), 'u')} FROM users u
        WHERE tenant_id = ${tenant.id} AND kind = ${kind}::user_kind AND deleted_on IS NULL
          AND (kind <> 'human' OR role = 'super_admin')
        ORDER BY ref_id LIMIT 1`,
  );
  return row;
}

async function makeTenant(client: pg.PoolClient): Promise<TenantRow> {
  const [row] = await insertRows(client, tables.tenant, [
    {
      ...identityOf({}),
      slug: 'platform',
      name: 'LeadMetrics',
      plan: 'enterprise',
      status: 'active',
      dataPrivacyLevel: 'cloud_ok',
      deploymentMode: 'saas',
      contractAcceptedAt: new Date().toISOString(),
    },
  ]);
  if (row === undefined) throw new Error('expected the platform tenant to be inserted');
  return row;
}

/** The principal made first names itself as its maker. */
async function makeUser(client: pg.PoolClient, tenant: TenantRow, kind: 'service' | 'human'): Promise<UserRow> {
  const id = crypto.randomUUID();
  const [row] = await insertRows(client, tables.user, [
    {
      ...identityOf({}),
      id,
      tenantId: tenant.id,
      createdById: id,
      kind,
      status: 'active',
      ...(kind === 'service'
        ? { name: 'System', role: 'member' }
        : {
            name: 'Super Admin',
            role: 'super_admin',
            email: 'super.admin@platform.example.test',
            appAccess: ['manage'],
          }),
    },
  ]);
  if (row === undefined) throw new Error('expected a principal of the platform to be inserted');
  return row;
}
