import { tables, type ContractRow, type TenantRow, type UserRow } from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { agentRoles } from '../demo/stage.ts';
import { marks, titleOf } from '../demo/users.ts';
import { born, Identities } from './identities.ts';
import { tenantIds, usersBeforeReviewers, type ScalePlan, type ScaleTenant } from './plan.ts';
import type { Load } from './load.ts';

const userIds = new Identities('users');
const contractIds = new Identities('contracts');
const eventIds = new Identities('billing events');
const platformIds = new Identities('platform');

/** The user that stands for the system itself (docs/api-contract.md#i-8). */
export const systemUserId = platformIds.uuid(0);

/** UUIDs of a tenant's users: each is worked out from its number. */
export const peopleOf = {
  admin: ({ users }: ScaleTenant) => userIds.uuid(users.first),
  service: ({ users }: ScaleTenant) => userIds.uuid(users.first + 3),
  /** @param choice any whole number: counted round the agents */
  agent: ({ users }: ScaleTenant, choice: number) => userIds.uuid(users.first + 5 + (choice % agentRoles.length)),
  reviewer: ({ users }: ScaleTenant, choice: number) =>
    userIds.uuid(users.first + usersBeforeReviewers + (choice % (users.count - usersBeforeReviewers))),
};

/** The platform's tenant and users, every tenant with its users, its contract and a year of payments. */
export function people(plan: ScalePlan): Load[] {
  return [
    { table: tables.tenant, count: plan.tenants.length + 1, rows: () => tenants(plan) },
    {
      table: tables.user,
      count: plan.tenants.reduce((sum, { users }) => sum + users.count, 2),
      rows: () => users(plan),
    },
    { table: tables.contract, count: plan.tenants.length, rows: () => contracts(plan) },
    { table: tables.billingEvent, count: plan.tenants.length * 12, rows: () => billingEvents(plan) },
  ];
}

function* tenants(plan: ScalePlan): Generator<Draft<TenantRow>> {
  const id = platformIds.uuid(1);
  yield {
    ...born(platformIds, 1, plan.beginning, systemUserId),
    tenantId: id,
    slug: marks.platformSlug,
    name: 'LeadMetrics',
    plan: 'enterprise',
    status: 'active',
    dataPrivacyLevel: 'cloud_ok',
    deploymentMode: 'saas',
    activePlatforms: [],
    currentMonthSpendUsd: '0',
  };
  for (const { number, slug } of plan.tenants) {
    const base = born(tenantIds, number, plan.beginning + number, systemUserId);
    yield {
      ...base,
      tenantId: base.id,
      slug,
      // Names in another order than the slugs: the large tenant stands in the middle of the book.
      name: `${tenantIds.pick(['Amber', 'Birch', 'Cedar', 'Delta', 'Ember', 'Fjord', 'Grove'], number, 0)} ${number + 1}`,
      industry: tenantIds.pick(['Dentistry', 'Logistics', 'Retail', 'Software'], number, 1),
      website: `https://${slug}.example/`,
      plan: tenantIds.pick(['pro', 'agency', 'enterprise'] as const, number, 2),
      status: number % 10 === 9 ? 'trialing' : 'active',
      dataPrivacyLevel: 'cloud_ok',
      deploymentMode: 'saas',
      activePlatforms: ['google', 'meta'],
      monthlySpendCapUsd: '50000.0000',
      currentMonthSpendUsd: '0',
      contractAcceptedAt: new Date(plan.beginning + number).toISOString(),
    };
  }
}

function* users(plan: ScalePlan): Generator<Draft<UserRow>> {
  const platform = { tenantId: platformIds.uuid(1), status: 'active', agentRole: null } as const;
  yield {
    ...platform,
    ...born(platformIds, 0, plan.beginning, systemUserId),
    name: 'LeadMetrics',
    kind: 'service',
    role: 'member',
    appAccess: [],
  };
  yield {
    ...platform,
    ...born(platformIds, 2, plan.beginning, systemUserId),
    email: marks.email('super_admin', 'leadmetrics'),
    name: 'Asha Krishnan',
    kind: 'human',
    role: 'super_admin',
    appAccess: ['dashboard', 'dm-portal', 'manage'],
  };
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.users.count; place += 1) {
      const base = born(userIds, tenant.users.first + place, plan.beginning + 1_000 * (place + 1), systemUserId);
      yield { ...base, tenantId: tenant.id, status: 'active', ...userIn(place, tenant) };
    }
  }
}

/** Who has that place among a tenant's users; `peopleOf` counts on it. */
function userIn(
  place: number,
  { slug }: ScaleTenant,
): Pick<Draft<UserRow>, 'name' | 'kind' | 'role' | 'appAccess' | 'email' | 'agentRole'> {
  const human = (name: string, role: 'admin' | 'member' | 'reviewer', address: string, appAccess: string[]) => ({
    name,
    kind: 'human' as const,
    role,
    email: marks.email(address, slug),
    appAccess,
  });
  const service = (name: string) => ({ name, kind: 'service' as const, role: 'member' as const, appAccess: [] });
  switch (place) {
    case 0:
      return human('Ada Admin', 'admin', 'admin', ['dashboard', 'dm-portal']);
    case 1:
      return human('Mia Member', 'member', 'member', ['dashboard']);
    case 2:
      return human('Ann Analyst', 'member', 'analyst', ['dashboard', 'analytics']);
    case 3:
      return service(marks.syncService);
    case 4:
      return service(marks.partner);
  }
  const role = agentRoles[place - 5];
  if (role !== undefined) {
    return { name: `${titleOf(role)} agent`, kind: 'agent', role: 'member', agentRole: role, appAccess: [] };
  }
  const rank = place - usersBeforeReviewers;
  return human(`Reviewer ${rank + 1}`, 'reviewer', rank === 0 ? 'reviewer' : `reviewer${rank + 1}`, ['dm-portal']);
}

function* contracts(plan: ScalePlan): Generator<Draft<ContractRow>> {
  for (const tenant of plan.tenants) {
    const base = born(contractIds, tenant.number, plan.beginning + 2_000, systemUserId);
    yield {
      ...base,
      tenantId: tenant.id,
      templateVersion: 'v1.2',
      pdfRef: tenant.number.toString(16).padStart(24, '0'),
      generatedAt: base.createdAt,
      status: 'accepted',
      acceptedAt: base.createdAt,
      acceptedById: peopleOf.admin(tenant),
    };
  }
}

function* billingEvents(plan: ScalePlan) {
  for (const tenant of plan.tenants) {
    for (let month = 0; month < 12; month += 1) {
      const number = tenant.number * 12 + month;
      yield {
        ...born(eventIds, number, (plan.months[month + 1] ?? plan.to) + 3_600_000 * 2, peopleOf.service(tenant)),
        tenantId: tenant.id,
        eventType: 'subscription.charged',
        razorpayEventId: `evt_scale_${number}`,
        amountInr: 2_499_900,
        plan: 'pro',
        payload: { event: 'subscription.charged' },
      };
    }
  }
}
