import { engagementOf } from '../../domain/content/social-post/social-post.rules.ts';
import type { SocialPostRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { SocialPostResolvers } from './generated/resolvers.ts';
import { postFields } from './post.ts';

const field = needs<SocialPostRow>();

export const SocialPost: SocialPostResolvers = {
  ...postFields,
  label: field(['requestId'], async ({ requestId }, _args, { loaders }, info) => {
    const { topic } = await loaders.socialMediaRequestById.require(requestId, info, ['topic']);
    return topic;
  }),
  request: field(['requestId'], ({ requestId }, _args, { loaders }, info) =>
    loaders.socialMediaRequestById.require(requestId, info),
  ),
  engagement: field(['engagementSnapshot', 'lastEngagementAt'], (post) => engagementOf(post)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.socialPostByRefId.load(id, info),
};
