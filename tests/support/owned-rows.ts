import type { Everybody } from './everybody.ts';

/** One row of every entity whose rows may be one's own, by its model: ULIDs. */
export type OwnedRows = Readonly<Record<OwnedModel, string>>;

export type OwnedModel =
  'Activity' | 'ActivityRun' | 'LlmCall' | 'ToolCall' | 'Approval' | 'OnboardingRun' | 'AgentConfig' | 'AgentSession';

/** Whose the rows are. */
export interface Owners {
  readonly reviewer: OwnedRows;
  readonly agent: OwnedRows;
  /** The admin's, or another agent's. */
  readonly others: OwnedRows;
}

/** Makes work and what hangs on it for the reviewer, for the agent and for others. */
export async function makeOwnedRows(everybody: Everybody): Promise<Owners> {
  const { reviewer, agent, admin } = everybody.users;
  return {
    reviewer: await rowsOf(everybody, { assigneeUserId: reviewer.id }, 'reviser', admin.id),
    agent: await rowsOf(everybody, { assigneeAgentRole: 'copywriter' }, 'copywriter', agent.id),
    others: await rowsOf(everybody, { assigneeUserId: admin.id }, 'strategist', admin.id),
  };
}

async function rowsOf(
  { tenant: { make } }: Everybody,
  assignee: { readonly assigneeUserId: string } | { readonly assigneeAgentRole: string },
  agentRole: string,
  onboarderId: string,
): Promise<OwnedRows> {
  const onboardingRun = await make.onboardingRun({ createdById: onboarderId });
  const activity = await make.activity({
    ...assignee,
    status: 'awaiting_approval',
    isApprovalGate: true,
    subjectType: 'OnboardingRun',
    subjectRefId: onboardingRun.refId,
  });
  const run = await make.activityRun({ activityId: activity.id });
  const rows = {
    Activity: activity,
    ActivityRun: run,
    LlmCall: await make.llmCall({ runId: run.id }),
    ToolCall: await make.toolCall({ runId: run.id }),
    Approval: await make.approval({ activityId: activity.id }),
    OnboardingRun: onboardingRun,
    AgentConfig: await make.agentConfig({ agentRole }),
    AgentSession: await make.agentSession({ agentRole }),
  };
  return Object.fromEntries(Object.entries(rows).map(([model, { refId }]) => [model, refId])) as unknown as OwnedRows;
}
