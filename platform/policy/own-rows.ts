import { tables } from '../database/tables.ts';
import { identifier, sql, type Sql } from '../database/sql.ts';
import type { Table } from '../database/table.ts';
import { areaOfType, rightTo } from './policy.ts';
import type { Viewer } from '../identity/viewer.ts';

type OwnRows = (viewer: Viewer, alias: string) => Sql;

/** Work assigned to the person, or to the role that the agent plays. */
const ownActivities: OwnRows = (viewer, alias) => {
  const at = identifier(alias);
  return viewer.persona === 'agent'
    ? sql`${at}.assignee_agent_role = ${viewer.agentRole}`
    : sql`${at}.assignee_user_id = ${viewer.user.id}::uuid`;
};

/** Rows whose `activity_id` names work of their own. */
const ofOwnActivity: OwnRows = (viewer, alias) =>
  sql`EXISTS (SELECT 1 FROM activities own WHERE own.tenant_id = ${identifier(alias)}.tenant_id AND own.id = ${identifier(alias)}.activity_id AND ${ownActivities(viewer, 'own')})`;

const ofOwnRun: OwnRows = (viewer, alias) =>
  sql`EXISTS (SELECT 1 FROM activity_runs run WHERE run.tenant_id = ${identifier(alias)}.tenant_id AND run.id = ${identifier(alias)}.activity_run_id AND ${ofOwnActivity(viewer, 'run')})`;

/** Runs that they made, or that an activity of theirs is about. */
const ownOnboarding: OwnRows = (viewer, alias) =>
  sql`(${identifier(alias)}.created_by = ${viewer.user.id}::uuid OR EXISTS (SELECT 1 FROM activities own WHERE own.tenant_id = ${identifier(alias)}.tenant_id AND own.subject_type = 'OnboardingRun' AND own.subject_ref_id = ${identifier(alias)}.ref_id AND ${ownActivities(viewer, 'own')}))`;

const ofOwnRole: OwnRows = (viewer, alias) => sql`${identifier(alias)}.agent_role = ${viewer.agentRole}`;

const assignedLeads: OwnRows = (viewer, alias) => sql`${identifier(alias)}.assigned_to = ${viewer.user.id}::uuid`;

const ofAssignedLead: OwnRows = (viewer, alias) =>
  sql`EXISTS (SELECT 1 FROM leads own WHERE own.tenant_id = ${identifier(alias)}.tenant_id AND own.id = ${identifier(alias)}.lead_id AND ${assignedLeads(viewer, 'own')})`;

/**
 * Tables of which some persona sees only its own rows, and which rows those are (docs/api-contract.md#17-rights, the cells with O
 * or "own").
 */
const ownRowsByModel: Readonly<Record<string, OwnRows>> = {
  [tables.activity.model]: ownActivities,
  [tables.approval.model]: ofOwnActivity,
  [tables.activityRun.model]: ofOwnActivity,
  [tables.llmCall.model]: ofOwnActivity,
  [tables.toolCall.model]: ofOwnRun,
  [tables.onboardingRun.model]: ownOnboarding,
  [tables.agentConfig.model]: ofOwnRole,
  [tables.agentSession.model]: ofOwnRole,
  [tables.lead.model]: assignedLeads,
  [tables.leadActivity.model]: ofAssignedLead,
};

/** The condition on rows of `alias` where the viewer may see only its own; null where it may see all. */
export function ownRowsOf(viewer: Viewer, table: Table, alias: string): Sql | null {
  const area = areaOfType[table.model];
  if (area === undefined || rightTo(viewer, area) !== 'own') return null;
  const own = ownRowsByModel[table.model];
  if (own === undefined)
    throw new Error(`${table.model} has an "own" right but no rule that says which rows are whose`);
  return own(viewer, alias);
}
