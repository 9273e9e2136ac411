import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { AdCampaign } from './ad-campaign.ts';
import { Channel } from './channel.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { LeadActivity } from './lead-activity.ts';
import { LeadBreakdownRow } from './lead-breakdown.ts';
import { Lead } from './lead.ts';
import { loaders } from './loaders.ts';
import { Query } from './query.ts';
import { Tenant } from './tenant.ts';
import { User } from './user.ts';

const resolvers: Resolvers = { Query, Tenant, User, Channel, AdCampaign, Lead, LeadActivity, LeadBreakdownRow };

/** Leads, what happened with each of them, and how they come to be customers. */
export const subgraph: SubgraphDefinition = { name: 'crm', typeDefs: readSchema('crm'), resolvers, loaders };
