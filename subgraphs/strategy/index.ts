import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { DeliverablePeriod } from './deliverable-period.ts';
import { Deliverable } from './deliverable.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { Goal } from './goal.ts';
import { loaders } from './loaders.ts';
import { OnboardingRun } from './onboarding-run.ts';
import { Query } from './query.ts';
import { Strategy } from './strategy.ts';
import { Tenant } from './tenant.ts';

const resolvers: Resolvers = { Query, Tenant, OnboardingRun, Strategy, Goal, Deliverable, DeliverablePeriod };

/** From onboarding to the strategy, its goals, and what is delivered for them in each period. */
export const subgraph: SubgraphDefinition = { name: 'strategy', typeDefs: readSchema('strategy'), resolvers, loaders };
