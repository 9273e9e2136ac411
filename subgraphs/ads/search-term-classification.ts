import { effectiveClassification } from '../../domain/ads/search-term/classification.rules.ts';
import { tables, type SearchTermClassificationRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { SearchTermClassificationResolvers } from './generated/resolvers.ts';

const field = needs<SearchTermClassificationRow>();

export const SearchTermClassification: SearchTermClassificationResolvers = {
  ...mutableFields,
  label: field(['reportId'], async ({ reportId }, _args, { loaders }, info) => {
    const { searchTerm } = await loaders.reportById.require(reportId, info, ['searchTerm']);
    return searchTerm;
  }),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  report: field(['reportId'], ({ reportId }, _args, { loaders }, info) => loaders.reportById.require(reportId, info)),
  activity: field(['activityId'], ({ activityId }, _args, { references }) =>
    references.to(tables.activity, activityId),
  ),
  effectiveClassification: field(['classification', 'overrideClassification'], effectiveClassification),
  reviewedBy: field(['reviewedById'], ({ reviewedById }, _args, { references }) =>
    references.to(tables.user, reviewedById),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.classificationByRefId.load(id, info),
};
