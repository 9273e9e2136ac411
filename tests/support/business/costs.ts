import type { ActivityRunRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import { agentRoleAt } from '../make/values.ts';
import type { Plan } from './plan.ts';
import type { Work } from './work.ts';

interface CostSize {
  readonly scale: number;
  readonly factor: number;
  readonly plan: Plan;
  readonly work: Work;
}

/** Runs of the agents' work and what they called, over three months. @returns the run that called tools */
export async function makeCosts(
  { make, makeMany }: CustomerTenant,
  { scale, factor, plan, work }: CostSize,
): Promise<ActivityRunRow> {
  const [session] = await makeMany.agentSession(3 * scale, (index) => ({
    goalId: plan.goals[index % 2]?.id ?? null,
    agentRole: agentRoleAt(index % 3 === 0 ? 0 : 1),
    modelId: index % 3 === 2 ? 'claude-haiku-4' : 'claude-sonnet-4',
    tokenCount: 1_000 * factor + index,
    expiresAt: new Date(Date.now() + (index % 3 === 1 ? -1 : 1) * 3_600_000).toISOString(),
  }));
  const runs = await makeMany.activityRun(2 * work.agents.length, (index) => ({
    activityId: work.agents[index % work.agents.length]?.id ?? '',
    status: index % 3 === 0 ? 'failed' : 'completed',
    error: index % 3 === 0 ? 'the model was overloaded' : null,
    sessionId: session?.id ?? null,
    costUsd: (0.05 * factor + 0.001 * index).toFixed(6),
  }));
  await makeMany.activityRun(work.steps.length, (index) => ({
    activityId: work.steps[index]?.id ?? '',
    costUsd: (0.25 * factor).toFixed(6),
    durationMs: 2_000 + index,
  }));
  await make.activityRun({
    activityId: work.agents[0]?.id ?? '',
    status: 'running',
    startedAt: new Date().toISOString(),
  });
  const [run] = runs;
  if (run === undefined) throw new Error('expected runs');
  const now = new Date();
  await makeMany.llmCall(12 * scale, (index) => ({
    runId: index % 3 === 0 ? run.id : (runs[index % runs.length]?.id ?? run.id),
    modelId: index % 2 === 0 ? 'claude-sonnet-4' : 'claude-haiku-4',
    costUsd: (0.010_001 * factor * ((index % 7) + 1)).toFixed(6),
    createdAt: monthsAgo(now, index % 3, index),
  }));
  await makeMany.toolCall(4 * scale, (index) => ({
    runId: run.id,
    status: index % 2 === 0 ? 'success' : 'error',
    input: { page: index },
    output: { found: index * factor },
    durationMs: 100 * factor + index,
  }));
  return run;
}

/** A moment of the month so many months ago, never one that is still to come. */
function monthsAgo(now: Date, months: number, offset: number): string {
  const start = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - months, 1);
  return new Date(Math.min(start + offset * 60_000, now.getTime())).toISOString();
}
