import {
  tables,
  type ActivityRow,
  type ActivityRunRow,
  type ActivityRunStatus,
} from '../../platform/database/tables.ts';
import { modelOf, toolsOf, type Model } from './agents.ts';
import { addMinutes, earliest, latest } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import type { Random } from './random.ts';
import { agentRoles, bornIn, usdOf, type AgentRole, type Stage } from './stage.ts';

/** How many months of calls the log holds, this one included; an older run has none. */
const loggedMonths = 3;

/** Less than an agent's timeout. */
const minutesOfAttempt = 13;

/** One attempt, before its calls are known. */
interface Attempt {
  readonly activity: Draft<ActivityRow>;
  readonly role: AgentRole;
  readonly run: Draft<ActivityRunRow>;
  readonly model: Model;
  readonly endsAt: Date;
}

/**
 * Runs of every agent's activity with all its attempts, `profile.llmCalls` calls of language models shared among them, and
 * some tool calls. What a run costs is the sum of its calls, and what the tenant spent this month the sum of the month's.
 */
export function addRuns(stage: Stage): void {
  const { batch, calendar, profile, tenant } = stage;
  const logSince = calendar.month(1 - loggedMonths);
  const attempts = batch.rowsOf(tables.activity).flatMap((activity) => attemptsOf(stage, activity));
  const logged = attempts.filter(({ run }) => new Date(run.startedAt) >= logSince);
  const random = stage.random('shares');
  const shares = logged.map(() => random.integer(2, 6));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let spent = 0;
  let given = 0;
  let before = 0;
  logged.forEach((attempt, index) => {
    before += shares[index] ?? 0;
    const until = Math.round((profile.llmCalls * before) / whole);
    spent += addCalls(stage, attempt, until - given);
    given = until;
  });
  tenant.currentMonthSpendUsd = usdOf(spent);
  for (const attempt of logged) addToolCalls(stage, attempt);
}

function attemptsOf(stage: Stage, activity: Draft<ActivityRow>): Attempt[] {
  const { assigneeAgentRole, startedAt } = activity;
  const role = agentRoles.find((one) => one === assigneeAgentRole);
  if (role === undefined || startedAt == null) return [];
  const random = stage.random(`runs ${activity.refId}`);
  const outcomes = outcomesOf(stage, activity, random);
  const [from, to] = timeOf(stage, activity, new Date(startedAt), outcomes.length);
  if (outcomes.length > 0) begin(activity, from);
  // Each attempt has an equal part of the time; between them the planner waits.
  const part = (to.getTime() - from.getTime()) / outcomes.length;
  return outcomes.map((status, index) => {
    const startsAt = new Date(Math.floor(from.getTime() + part * index));
    const last = index === outcomes.length - 1;
    const endsAt = last ? to : new Date(Math.floor(startsAt.getTime() + part * 0.8));
    const facts = { random, status, startsAt, endsAt, attempt: index + 1 };
    return { activity, role, endsAt, model: modelOf(stage, role), run: addRun(stage, activity, role, facts) };
  });
}

/** When agents were at it: minutes, that end with the work, or that begin it where the work was sent back. */
function timeOf(
  { calendar }: Stage,
  activity: Draft<ActivityRow>,
  startedAt: Date,
  attempts: number,
): [from: Date, to: Date] {
  const minutes = attempts * minutesOfAttempt;
  const { status } = activity;
  if (status === 'in_progress') return [latest(startedAt, addMinutes(calendar.now, -minutes)), calendar.now];
  const changedAt = new Date(activity.completedAt ?? activity.updatedAt ?? startedAt);
  const sentBack = status === 'rejected' || status === 'assigned';
  return sentBack
    ? [startedAt, earliest(changedAt, addMinutes(startedAt, minutes))]
    : [latest(startedAt, addMinutes(changedAt, -minutes)), changedAt];
}

/** Work of an agent begins with its first run. */
function begin(activity: Draft<ActivityRow>, at: Date): void {
  activity.startedAt = at.toISOString();
  if (activity.status === 'in_progress') activity.updatedAt = activity.startedAt;
}

function outcomesOf({ batch }: Stage, { id, status }: Draft<ActivityRow>, random: Random): ActivityRunStatus[] {
  switch (status) {
    case 'in_progress':
      return random.chance(0.3) ? ['failed', 'running'] : ['running'];
    case 'failed': {
      const escalated = batch.rowsOf(tables.activity).some(({ parentId }) => parentId === id);
      return escalated ? ['failed', 'timed_out', 'failed'] : ['failed', 'failed'];
    }
    case 'created':
    case 'cancelled':
      return [];
    default:
      return random.chance(0.2) ? [random.pick(['failed', 'timed_out'] as const), 'completed'] : ['completed'];
  }
}

interface RunFacts {
  readonly random: Random;
  readonly status: ActivityRunStatus;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly attempt: number;
}

const complaints: Readonly<Partial<Record<ActivityRunStatus, string>>> = {
  failed: 'the tool answered 429 Too Many Requests after 5 attempts',
  timed_out: 'the model did not answer within 600 s',
};

function addRun(
  stage: Stage,
  activity: Draft<ActivityRow>,
  role: AgentRole,
  { random, status, startsAt, endsAt, attempt }: RunFacts,
) {
  const { batch, people } = stage;
  const { adapterType, modelId } = modelOf(stage, role);
  const session = batch
    .rowsOf(tables.agentSession)
    .find(
      ({ agentRole, goalId, createdAt }) =>
        agentRole === role && goalId === activity.goalId && createdAt <= startsAt.toISOString(),
    );
  const running = status === 'running';
  return batch.add(tables.activityRun, {
    ...bornIn(stage, random, startsAt, people.agents[role]),
    activityId: activity.id,
    attempt,
    adapterType,
    modelId,
    sessionId: session?.id ?? null,
    status,
    error: complaints[status] ?? null,
    durationMs: running ? null : endsAt.getTime() - startsAt.getTime(),
    startedAt: startsAt.toISOString(),
    endedAt: running ? null : endsAt.toISOString(),
  });
}

/** @returns what the calls of this month cost, in millionths of a USD */
function addCalls(stage: Stage, { activity, role, run, model, endsAt }: Attempt, count: number): number {
  const { batch, calendar, people } = stage;
  const random = stage.random(`calls ${run.refId}`);
  const thisMonth = calendar.month(0);
  let [inputTokens, outputTokens, cost, spent] = [0, 0, 0, 0];
  const moments = random.moments(count, new Date(run.startedAt), endsAt);
  // What runs now has just asked: so there are calls of today, even a second after midnight.
  if (run.status === 'running') moments.splice(-1, 1, endsAt);
  for (const moment of moments) {
    const read = random.integer(900, 6_400);
    const written = random.integer(60, 900);
    const millionths = Math.round(read * model.inputPrice + written * model.outputPrice);
    batch.add(tables.llmCall, {
      ...bornIn(stage, random, moment, people.agents[role]),
      runId: run.id,
      adapterType: model.adapterType,
      modelId: model.modelId,
      promptHash: random.hex(64),
      responseHash: random.hex(64),
      inputTokens: read,
      outputTokens: written,
      costUsd: usdOf(millionths),
      durationMs: random.integer(700, 28_000),
      agentRole: role,
      activityType: activity.type,
      activityId: activity.id,
      goalId: activity.goalId ?? null,
      deliverableId: activity.deliverableId ?? null,
    });
    inputTokens += read;
    outputTokens += written;
    cost += millionths;
    if (moment >= thisMonth) spent += millionths;
  }
  // A run's totals are written when it ends.
  if (run.status !== 'running') Object.assign(run, { inputTokens, outputTokens, costUsd: usdOf(cost) });
  return spent;
}

function addToolCalls(stage: Stage, { role, run, endsAt }: Attempt): void {
  const { batch, people, profile } = stage;
  const random = stage.random(`tools ${run.refId}`);
  for (const moment of random.moments(random.integer(1, 4), new Date(run.startedAt), endsAt)) {
    const toolName = random.pick(toolsOf(role));
    const failed = random.chance(0.12);
    batch.add(tables.toolCall, {
      ...bornIn(stage, random, moment, people.agents[role]),
      runId: run.id,
      toolName,
      method: random.pick(['search', 'read', 'list']),
      input: { query: random.pick(profile.themes), limit: 25 },
      output: failed ? null : { rows: random.integer(0, 25) },
      status: failed ? 'error' : 'success',
      error: failed ? '429 Too Many Requests' : null,
      durationMs: random.integer(80, 4_000),
    });
  }
}
