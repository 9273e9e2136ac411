import type { BlogPostRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { BlogPostResolvers } from './generated/resolvers.ts';
import { postFields } from './post.ts';

const field = needs<BlogPostRow>();

export const BlogPost: BlogPostResolvers = {
  ...postFields,
  label: field(['title'], ({ title }) => title),
  request: field(['requestId'], ({ requestId }, _args, { loaders }, info) =>
    loaders.blogRequestById.require(requestId, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.blogPostByRefId.load(id, info),
};
