import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { Activity } from './activity.ts';
import { Backlink } from './backlink.ts';
import { Deliverable } from './deliverable.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { loaders } from './loaders.ts';
import { Query } from './query.ts';
import { Tenant } from './tenant.ts';

const resolvers: Resolvers = { Query, Tenant, Deliverable, Activity, Backlink };

/** Links from other sites to the tenant's, from the first idea to the daily check. */
export const subgraph: SubgraphDefinition = { name: 'seo', typeDefs: readSchema('seo'), resolvers, loaders };
