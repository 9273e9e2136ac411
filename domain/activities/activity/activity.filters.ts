import { identifier, sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';
import type { FilterRule, RowCondition } from '../../../platform/paging/filters.ts';
import { openStatuses } from './activity.rules.ts';
import { sortKey, type Order } from '../../../platform/paging/order.ts';

/** People's work: named so that idx_activities_human_queue may serve the inbox. */
export const isPeoplesWork: RowCondition = { where: (alias) => sql`${identifier(alias)}.assignee_type = 'human'` };

/** Work that an agent has yet to begin: the very condition of idx_activities_agent_queue. */
export const waitsForAgent: RowCondition = {
  where: (alias) =>
    sql`${identifier(alias)}.assignee_type = 'agent' AND ${identifier(alias)}.status IN ('created', 'assigned')`,
};

/**
 * Work of the agent of a role. Residual: with CREATED or ASSIGNED, `status` beside it is what an index backs
 * (docs/api-contract.md#15-lists-and-their-indexes).
 */
export const ofAgentRole: FilterRule = {
  backed: false,
  condition: (role) => ({
    where: (alias) =>
      sql`${identifier(alias)}.assignee_type = 'agent' AND ${identifier(alias)}.assignee_agent_role = ${role}`,
  }),
};

/** Open work about a row of this type: an alert (docs/api-contract.md#i-41, served by idx_activities_tenant_subject). */
export function isAlertAbout(subjectType: string): RowCondition {
  return {
    where: (alias) =>
      sql`${identifier(alias)}.subject_type = ${subjectType} AND ${identifier(alias)}.status = ANY(${openStatuses}::activity_status[]) AND ${identifier(alias)}.deleted_on IS NULL`,
  };
}

const { activity } = tables;

/**
 * Gates first, URGENT before LOW, the soonest due first and without a day last, then by id (docs/api-contract.md#i-49,
 * docs/api-contract.md#f03).
 */
export const inboxOrder: Order = {
  name: 'INBOX',
  keys: [
    sortKey(activity, 'isApprovalGate', 'DESC'),
    sortKey(activity, 'priority', 'DESC'),
    sortKey(activity, 'dueDate', 'ASC'),
  ],
  direction: 'ASC',
};

/** The most pressing first, then the oldest (docs/api-contract.md#1910-smaller-ones). */
export const queueOrder: Order = { name: 'QUEUE', keys: [sortKey(activity, 'priority', 'DESC')], direction: 'ASC' };
