import { nextRunAt } from '../../domain/activities/recurring-task-template/schedule.rules.ts';
import {
  missingVariables,
  renderedPrompt,
  variablesOf,
} from '../../domain/activities/recurring-task-template/template-variables.rules.ts';
import type { RecurringTaskTemplateRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import type { RecurringTaskTemplateResolvers } from './generated/resolvers.ts';

const field = needs<RecurringTaskTemplateRow>();

export const RecurringTaskTemplate: RecurringTaskTemplateResolvers = {
  ...removableFields,
  sourceTemplate: field(['sourceTemplateId'], ({ sourceTemplateId }, _args, { loaders }, info) =>
    loaders.recurringTaskById.load(sourceTemplateId, info),
  ),
  nextRunAt: field(['trigger', 'cronExpression', 'isActive', 'deletedAt'], (task, _args, { now }) =>
    nextRunAt(task, now),
  ),
  variables: field(['variables', 'variableValues'], (task) => variablesOf(task)),
  missingVariables: field(['variables', 'variableValues'], (task) => missingVariables(task)),
  renderedPrompt: field(['promptTemplate', 'variables', 'variableValues'], (task) => renderedPrompt(task)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.recurringTaskByRefId.load(id, info),
};
