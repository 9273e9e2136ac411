import { spendCapReached, spendRemaining } from '../../domain/spend/spend.rules.ts';
import { contractInForce } from '../../domain/tenancy/contract/contract.rules.ts';
import type { TenantRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { usd } from '../../platform/graph/money.ts';
import type { TenantBillingResolvers, TenantResolvers } from './generated/resolvers.ts';
import { mutableFields } from './record.ts';

/** What the billing of a tenant is made of. */
export type TenantBillingFacts = Pick<TenantRow, 'id' | 'tenantId' | 'razorpayCustomerId' | 'razorpaySubscriptionId'>;

export const Tenant: TenantResolvers = {
  ...mutableFields,
  monthlySpendCap: needs<TenantRow>()(['monthlySpendCapUsd'], (tenant) => usd(tenant.monthlySpendCapUsd)),
  currentMonthSpend: async (tenant, _args, { loaders }) => usd(await loaders.monthSpendOfTenant.load(tenant, null)),
  spendRemaining: needs<TenantRow>()(['monthlySpendCapUsd'], async (tenant, _args, { loaders }) =>
    usd(spendRemaining(tenant.monthlySpendCapUsd, await loaders.monthSpendOfTenant.load(tenant, null))),
  ),
  spendCapReached: needs<TenantRow>()(['monthlySpendCapUsd'], async (tenant, _args, { loaders }) =>
    spendCapReached(tenant.monthlySpendCapUsd, await loaders.monthSpendOfTenant.load(tenant, null)),
  ),
  contractAcceptanceRequired: needs<TenantRow>()(
    ['contractAcceptedAt'],
    (tenant) => tenant.contractAcceptedAt === null,
  ),
  contract: needs<TenantRow>()(['contractAcceptedAt'], async (tenant, _args, { loaders }, info) =>
    contractInForce(tenant, await loaders.contractsInForce.load(tenant.id, info, ['status'])),
  ),
  billing: needs<TenantRow>()(['razorpayCustomerId', 'razorpaySubscriptionId'], (tenant) => tenant),
  users: (tenant, args, { loaders }, info) => loaders.usersOfTenant.load(tenant, args, info),
  contracts: (tenant, args, { loaders }, info) => loaders.contractsOfTenant.load(tenant, args, info),
  billingEvents: (tenant, args, { loaders }, info) => loaders.billingEventsOfTenant.load(tenant, args, info),
  __resolveReference: ({ id }, { loaders }, info) => loaders.tenantByRefId.load(id, info),
};

export const TenantBilling: TenantBillingResolvers = {
  lastEvent: (tenant, _args, { loaders }, info) => loaders.lastBillingEventOfTenant.load(tenant, info),
};
