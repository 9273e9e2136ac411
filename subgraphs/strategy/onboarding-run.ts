import type { OnboardingRunRow } from '../../platform/database/tables.ts';
import { tables } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { OnboardingRunResolvers } from './generated/resolvers.ts';

const field = needs<OnboardingRunRow>();

export const OnboardingRun: OnboardingRunResolvers = {
  ...mutableFields,
  label: field([], () => 'Onboarding'),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  contextFile: field(['contextFileId'], ({ tenantId, contextFileId }, _args, { loaders }) =>
    loaders.contextFiles.load({ tenantId, documentId: contextFileId }),
  ),
  reviewedBy: field(['reviewedById'], ({ reviewedById }, _args, { references }) =>
    references.to(tables.user, reviewedById),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.onboardingRunByRefId.load(id, info),
};
