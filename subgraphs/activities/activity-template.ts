import { stepsOf } from '../../domain/activities/activity-template/activity-template.rules.ts';
import type { ActivityTemplateRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import type { ActivityTemplateResolvers } from './generated/resolvers.ts';

const field = needs<ActivityTemplateRow>();

export const ActivityTemplate: ActivityTemplateResolvers = {
  ...removableFields,
  sourceTemplate: field(['sourceTemplateId'], ({ sourceTemplateId }, _args, { loaders }, info) =>
    loaders.activityTemplateById.load(sourceTemplateId, info),
  ),
  steps: field(['steps'], ({ steps }) => stepsOf(steps)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.activityTemplateByRefId.load(id, info),
};
