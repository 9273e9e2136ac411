import { badUserInput } from '../../platform/errors/graph-error.ts';
import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  adCampaign: (_root, { id = null, externalCampaignId = null, platform = null }, { loaders, viewer }, info) => {
    if (id !== null && externalCampaignId === null && platform === null) {
      return loaders.campaignByRefId.load(requireUlid(id), info);
    }
    if (id === null && externalCampaignId !== null && platform !== null) {
      const place = { id: externalCampaignId, tenantId: viewer.tenant.id };
      return loaders.campaignByExternalId.load(place, info, { platform });
    }
    throw badUserInput('expected either "id" or "externalCampaignId" and "platform" together');
  },
  adCampaigns: (_root, args, { loaders, viewer }, info) => loaders.campaignsOfTenant.load(viewer.tenant, args, info),
  adKeyword: (_root, { id }, { loaders }, info) => loaders.keywordByRefId.load(requireUlid(id), info),
  adKeywords: (_root, args, { loaders, viewer }, info) => loaders.keywordsOfTenant.load(viewer.tenant, args, info),
  searchTermReport: (_root, { id }, { loaders }, info) => loaders.reportByRefId.load(requireUlid(id), info),
  searchTermReports: (_root, args, { loaders, viewer }, info) =>
    loaders.reportsOfTenant.load(viewer.tenant, args, info),
  searchTermClassification: (_root, { id }, { loaders }, info) =>
    loaders.classificationByRefId.load(requireUlid(id), info),
  searchTermClassifications: (_root, args, { loaders, viewer }, info) =>
    loaders.classificationsOfTenant.load(viewer.tenant, args, info),
  adRecommendation: (_root, { id }, { loaders }, info) => loaders.recommendationByRefId.load(requireUlid(id), info),
  adRecommendations: (_root, args, { loaders, viewer }, info) =>
    loaders.recommendationsOfTenant.load(viewer.tenant, args, info),
};
