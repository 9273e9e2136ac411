import { tables, type ContractRow, type TenantRow, type UserRow } from '../../platform/database/tables.ts';
import type { Make, MakeMany } from './make/factories.ts';
import { insertRows } from './make/insert.ts';
import { platformRows } from './make/platform-tenant.ts';
import { factoryPool } from './make/pool.ts';
import { factoriesFor, identityOf } from './make/produce.ts';

export { closeFactories } from './make/pool.ts';
export { made, type Make, type MakeMany } from './make/factories.ts';

/** A tenant of a test's own: its row, its first user, and the factories that make rows for it. */
export interface TestTenant extends TenantRow {
  /** Its first user, of role `admin` (of the platform: `super_admin`); makes every row that names no other maker. */
  readonly admin: UserRow;
  /**
   * `make.goal({ name: 'Traffic' })` inserts a row with all it needs and answers the whole row. What a test leaves out has a
   * sensible value; a parent it leaves out is made. `createdAt` sets the ULID's time too.
   */
  readonly make: Make;
  /** `makeMany.goal(1000, (index) => ({ priority: index + 1 }))`: the same in one statement, in the order of the indexes. */
  readonly makeMany: MakeMany;
}

/** A customer's tenant and the contract it has accepted or not. */
export interface CustomerTenant extends TestTenant {
  readonly contract: ContractRow;
}

/**
 * Makes a tenant that is past the contract's gate (docs/data-model.md#acceptance-gate): active, its contract accepted by its
 * admin. `{ contractAcceptedAt: null }` leaves the contract pending.
 */
export async function makeTenant(overrides: Partial<Omit<TenantRow, 'tenantId'>> = {}): Promise<CustomerTenant> {
  const { system } = await platformRows();
  const identity = identityOf(overrides);
  const [tenant] = await insertRows(factoryPool(), tables.tenant, [
    {
      slug: `tenant-${identity.refId.toLowerCase()}`,
      name: `Tenant ${identity.refId.slice(-4)}`,
      plan: 'pro',
      status: 'active',
      dataPrivacyLevel: 'cloud_ok',
      deploymentMode: 'saas',
      contractAcceptedAt: identity.createdAt,
      createdById: system.id,
      ...overrides,
      ...identity,
    },
  ]);
  if (tenant === undefined) throw new Error('expected the tenant to be inserted');
  const { createdAt, contractAcceptedAt } = tenant;
  const admin = await factoriesFor({ tenantId: tenant.id, actorId: system.id }).make.user({ role: 'admin', createdAt });
  const factories = factoriesFor({ tenantId: tenant.id, actorId: admin.id });
  const contract = await factories.make.contract(
    contractAcceptedAt === null
      ? { status: 'pending_acceptance', createdAt }
      : { status: 'accepted', createdAt, acceptedAt: contractAcceptedAt },
  );
  return { ...tenant, admin, contract, ...factories };
}

/** Two tenants that must not see each other. */
export function twoTenants(): Promise<[CustomerTenant, CustomerTenant]> {
  return Promise.all([makeTenant(), makeTenant()]);
}

/** The platform's own tenant; one in a database, shared by all tests. Its admin is a super admin. */
export async function platformTenant(): Promise<TestTenant> {
  const { tenant, superAdmin } = await platformRows();
  return { ...tenant, admin: superAdmin, ...factoriesFor({ tenantId: tenant.id, actorId: superAdmin.id }) };
}

type Hybrid = 'activityTemplate' | 'recurringTaskTemplate' | 'llmProvider';

/**
 * Rows without a tenant, which every tenant reads (docs/api-contract.md#i-23). All tests see them: look for them by id, not by
 * count.
 */
export const makeGlobal: Pick<Make, Hybrid> = {
  activityTemplate: async (overrides) => (await globalFactories()).activityTemplate(overrides),
  recurringTaskTemplate: async (overrides) => (await globalFactories()).recurringTaskTemplate(overrides),
  llmProvider: async (overrides) => (await globalFactories()).llmProvider(overrides),
};

async function globalFactories(): Promise<Make> {
  const { system } = await platformRows();
  return factoriesFor({ tenantId: null, actorId: system.id }).make;
}
