import type { SocialMediaRequestRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { SocialMediaRequestResolvers } from './generated/resolvers.ts';
import { requestFields } from './request.ts';

const field = needs<SocialMediaRequestRow>();

export const SocialMediaRequest: SocialMediaRequestResolvers = {
  ...requestFields,
  label: field(['topic'], ({ topic }) => topic),
  targetChannels: field([], async ({ id }, _args, { loaders }, info) => {
    const targets = await loaders.targetsOfRequest.load(id, info, ['channelId']);
    return Promise.all(targets.map(({ channelId }) => loaders.channelById.require(channelId, info)));
  }),
  posts: field([], async ({ id }, _args, { loaders }, info) => [
    ...(await loaders.socialPostsOfRequest.load(id, info)),
  ]),
  __resolveReference: ({ id }, { loaders }, info) => loaders.socialMediaRequestByRefId.load(id, info),
};
