import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { Activity } from './activity.ts';
import { AdCampaign } from './ad-campaign.ts';
import { AdKeyword } from './ad-keyword.ts';
import { AdOptimizationRecommendation } from './ad-optimization-recommendation.ts';
import { AdPerformance } from './ad-performance.ts';
import { AdTotals } from './ad-totals.ts';
import { Channel } from './channel.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { loaders } from './loaders.ts';
import { Query } from './query.ts';
import { SearchTermClassification } from './search-term-classification.ts';
import { SearchTermReport } from './search-term-report.ts';
import { Tenant } from './tenant.ts';

const resolvers: Resolvers = {
  Query,
  Tenant,
  Channel,
  Activity,
  AdCampaign,
  AdPerformance,
  AdKeyword,
  SearchTermReport,
  SearchTermClassification,
  AdOptimizationRecommendation,
  AdTotals,
};

/** Advertising: campaigns, keywords and search terms as the platforms tell them, and what agents propose to change. */
export const subgraph: SubgraphDefinition = { name: 'ads', typeDefs: readSchema('ads'), resolvers, loaders };
