import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { Activity } from './activity.ts';
import { BlogPost } from './blog-post.ts';
import { BlogRequest } from './blog-request.ts';
import { ChannelScore } from './channel-score.ts';
import { Channel } from './channel.ts';
import { CalendarItem } from './content-calendar.ts';
import { DeliverablePeriod } from './deliverable-period.ts';
import { Deliverable } from './deliverable.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { loaders } from './loaders.ts';
import { Query } from './query.ts';
import { SocialMediaRequest } from './social-media-request.ts';
import { SocialPost } from './social-post.ts';
import { Tenant } from './tenant.ts';

const resolvers: Resolvers = {
  Query,
  Tenant,
  Deliverable,
  DeliverablePeriod,
  Activity,
  Channel,
  ChannelScore,
  BlogRequest,
  BlogPost,
  SocialMediaRequest,
  SocialPost,
  CalendarItem,
};

/** Channels and their scores, requests for content, the posts that come of them, and when those are published. */
export const subgraph: SubgraphDefinition = { name: 'content', typeDefs: readSchema('content'), resolvers, loaders };
