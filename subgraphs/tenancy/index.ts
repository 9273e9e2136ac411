import { readContractPdf } from '../../domain/tenancy/contract/contract-file.ts';
import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { ApiClient } from './api-client.ts';
import { BillingEvent } from './billing-event.ts';
import { Contract } from './contract.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { loaders } from './loaders.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { Tenant, TenantBilling } from './tenant.ts';
import { AppAccess, User } from './user.ts';
import { Viewer } from './viewer.ts';

const resolvers: Resolvers = {
  Query,
  Mutation,
  Viewer,
  Tenant,
  TenantBilling,
  User,
  Contract,
  BillingEvent,
  ApiClient,
};

/** Tenants, users, contracts, billing events and API clients; the entry of `node`, `nodes` and `viewer`. */
export const subgraph: SubgraphDefinition = {
  name: 'tenancy',
  typeDefs: readSchema('tenancy'),
  resolvers: { ...resolvers, AppAccess },
  loaders,
  files: { contracts: readContractPdf },
};
