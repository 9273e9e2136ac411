import { lastCheck, linkingDomain } from '../../domain/seo/backlink/backlink.rules.ts';
import { tables, type BacklinkRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { BacklinkResolvers } from './generated/resolvers.ts';

const field = needs<BacklinkRow>();

export const Backlink: BacklinkResolvers = {
  ...mutableFields,
  label: field(['linkingUrl'], linkingDomain),
  stateLabel: field(['outreachStatus'], ({ outreachStatus }) => inWords(outreachStatus)),
  activity: field(['activityId'], ({ activityId }, _args, { references }) =>
    references.to(tables.activity, activityId),
  ),
  deliverable: field(['deliverableId'], ({ deliverableId }, _args, { references }) =>
    references.to(tables.deliverable, deliverableId),
  ),
  linkingDomain: field(['linkingUrl'], linkingDomain),
  lastCheck: field(['lastCheckedAt', 'isLive', 'isIndexed', 'dataforseoCheckResult'], lastCheck),
  __resolveReference: ({ id }, { loaders }, info) => loaders.backlinkByRefId.load(id, info),
};
