import { monthSpend } from '../../domain/spend/month-spend.report.ts';
import { contractsInForce } from '../../domain/tenancy/contract/contracts-in-force.ts';
import {
  aggregates,
  allBy,
  byId,
  byRefId,
  byUnique,
  filePresenceOf,
  firstOf,
  pages,
  type LoadersOf,
} from '../../platform/batching/loaders.ts';
import { tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, createdBetween, holding } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

const userFilter = {
  role: anyOf('role'),
  status: anyOf('status'),
  appAccess: holding('appAccess'),
};

export const loaders = {
  tenantById: byId(tables.tenant),
  tenantByRefId: byRefId(tables.tenant),
  tenantBySlug: byUnique(tables.tenant, 'slug'),
  tenants: pages(tables.tenant, {
    parent: null,
    filter: { status: anyOf('status'), plan: anyOf('plan'), slugs: anyOf('slug') },
    orderBy: { CREATED_AT: [], NAME: ['name'] },
    bounded: true,
  }),
  monthSpendOfTenant: aggregates(monthSpend),
  userById: byId(tables.user),
  userByRefId: byRefId(tables.user),
  usersOfTenant: pages(tables.user, {
    parent: 'tenantId',
    filter: userFilter,
    orderBy: { CREATED_AT: [], NAME: ['name'] },
    bounded: true,
  }),
  contractByRefId: byRefId(tables.contract),
  contractsOfTenant: pages(tables.contract, { parent: 'tenantId', filter: { status: anyOf('status') }, bounded: true }),
  contractsInForce: allBy(tables.contract, 'tenantId', contractsInForce),
  contractPdfs: filePresenceOf('contract_pdfs'),
  billingEventByRefId: byRefId(tables.billingEvent),
  billingEventsOfTenant: pages(tables.billingEvent, {
    parent: 'tenantId',
    filter: { eventType: anyOf('eventType'), createdAt: createdBetween() },
    bounded: true,
  }),
  apiClientByRefId: byRefId(tables.apiClient),
  apiClientsOfTenant: pages(tables.apiClient, { parent: 'tenantId', bounded: true }),
  lastBillingEventOfTenant: firstOf(tables.billingEvent, { parent: 'tenantId' }),
};
