import { tables, type ActivityTemplateRow, type RecurringTaskTemplateRow } from '../../platform/database/tables.ts';
import type { Batch } from './batch.ts';
import { addDays, type Calendar } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { pipelines, recurringTasks } from './template-texts.ts';
import { at, type Random } from './random.ts';
import { born, bornIn, changed, type Stage } from './stage.ts';

/**
 * The platform's templates, which every tenant reads (docs/data-model.md#activity_templates,
 * docs/data-model.md#recurring_task_templates).
 */
export interface GlobalTemplates {
  readonly activity: readonly Draft<ActivityTemplateRow>[];
  readonly recurring: readonly Draft<RecurringTaskTemplateRow>[];
}

/** Templates without a tenant. */
export function addGlobalTemplates(batch: Batch, random: Random, calendar: Calendar, madeBy: string): GlobalTemplates {
  const since = addDays(calendar.month(-15), 1);
  return {
    activity: pipelines.map((pipeline) =>
      batch.add(tables.activityTemplate, { ...born(random, since, madeBy), ...pipeline, version: 1, isActive: true }),
    ),
    recurring: recurringTasks.map(({ values: _values, ...task }) =>
      batch.add(tables.recurringTaskTemplate, { ...born(random, since, madeBy), ...task, isActive: true }),
    ),
  };
}

/**
 * A tenant's own: a copy of each recurring task (docs/data-model.md#recurring-behaviour), some with variables still to fill, and
 * one pipeline of its own.
 */
export function addTenantTemplates(stage: Stage, globals: GlobalTemplates): void {
  const { batch, people, profile, tenant, calendar } = stage;
  const random = stage.random('templates');
  const since = new Date(tenant.createdAt);
  globals.recurring.forEach((source, index) => {
    const { values } = at(recurringTasks, index);
    const filled = profile.extent === 'full' && values !== null;
    const { id: _id, refId: _refId, createdAt: _createdAt, createdById: _createdById, ...copied } = source;
    batch.add(tables.recurringTaskTemplate, {
      ...copied,
      ...bornIn(stage, random, since, people.admin),
      sourceTemplateId: source.id,
      variableValues: filled ? values : {},
      isActive: index !== 4,
      ...(filled ? changed(calendar.notAfterNow(addDays(since, 3)), people.admin) : {}),
    });
  });
  const source = at(globals.activity, 0);
  if (profile.extent !== 'full') return;
  const edited = addDays(calendar.month(-2), -4);
  batch.add(tables.activityTemplate, {
    ...bornIn(stage, random, addDays(edited, -20), people.admin),
    ...changed(edited, people.admin),
    deliverableType: source.deliverableType,
    name: `${profile.name} blog pipeline`,
    sourceTemplateId: source.id,
    steps: source.steps,
    version: 2,
    isActive: true,
  });
  batch.add(tables.activityTemplate, {
    ...bornIn(stage, random, addDays(edited, -90), people.admin),
    ...changed(edited, people.admin),
    deliverableType: 'email_newsletters',
    name: 'Newsletter pipeline (old)',
    steps: [],
    version: 1,
    isActive: false,
    deletedAt: edited.toISOString(),
    deletedById: people.admin,
  });
}
