import { tables } from '../../platform/database/tables.ts';
import { calendarQuestion, wholeCalendar } from './content-calendar.ts';
import type { TenantResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  channels: (tenant, args, { loaders }, info) => loaders.channelsOfTenant.load(tenant, args, info),
  blogRequests: (tenant, args, { loaders }, info) => loaders.blogRequestsOfTenant.load(tenant, args, info),
  blogPosts: (tenant, args, { loaders }, info) => loaders.blogPostsOfTenant.load(tenant, args, info),
  socialMediaRequests: (tenant, args, { loaders }, info) =>
    loaders.socialMediaRequestsOfTenant.load(tenant, args, info),
  socialPosts: (tenant, args, { loaders }, info) => loaders.socialPostsOfTenant.load(tenant, args, info),
  contentCalendar: async (tenant, { range }, { loaders, source: { projector } }, info) =>
    wholeCalendar(await loaders.calendarOfTenant.load(tenant, calendarQuestion(range, projector, info))),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
