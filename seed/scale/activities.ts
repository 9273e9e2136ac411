import {
  tables,
  type ActivityRow,
  type ActivityRunRow,
  type ApprovalRow,
  type LlmCallRow,
  type ToolCallRow,
} from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { agentRoles } from '../demo/stage.ts';
import { backlinkIds, blogRequestIds, channelIds, socialRequestIds } from './content-ids.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf, systemUserId } from './people.ts';
import type { ScalePlan } from './plan.ts';
import { planOf } from './strategy.ts';
import { activityIds, workOf, type Work } from './work.ts';

const runIds = new Identities('activity runs');
const callIds = new Identities('llm calls');
const toolIds = new Identities('tool calls');
const approvalIds = new Identities('approvals');

const models = ['claude-sonnet-4-5', 'claude-haiku-4-5', 'gpt-5-mini', 'llama-3.3-70b'] as const;
const tools = ['google_search_console', 'dataforseo', 'wordpress', 'google_ads'] as const;
const finished = new Set(['completed', 'approved', 'rejected', 'failed', 'cancelled']);

/** Activities, their approvals, and for each about one run with one call to a language model; every tenth calls a tool. */
export function activities(plan: ScalePlan): Load[] {
  const { activities: count } = plan;
  return [
    { table: tables.activity, count, rows: () => activityRows(plan) },
    { table: tables.approval, count: count * 0.06, rows: () => approvals(plan) },
    { table: tables.activityRun, count, rows: () => runs(plan) },
    { table: tables.llmCall, count, rows: () => calls(plan) },
    { table: tables.toolCall, count: count / 10, rows: () => toolCalls(plan) },
  ];
}

function* activityRows(plan: ScalePlan): Generator<Draft<ActivityRow>> {
  for (const work of workOf(plan)) {
    const { number, tenant, at, month, kind, type, status, deliverable, parent, human } = work;
    const waits = status === 'created' || status === 'assigned';
    yield {
      ...born(activityIds, number, at, peopleOf.agent(tenant, number)),
      tenantId: tenant.id,
      deliverablePeriodId: deliverable === null ? null : planOf.period(deliverable, month),
      deliverableId: deliverable === null ? null : planOf.deliverable(deliverable),
      goalId: deliverable === null ? null : planOf.goalOf(tenant, deliverable),
      parentId: parent === null ? null : activityIds.uuid(parent),
      pipelineStep: type,
      title: `${type} ${number}`,
      type,
      assigneeType: human ? 'human' : 'agent',
      assigneeUserId: human ? peopleOf.reviewer(tenant, activityIds.below(1_000, number, 9)) : null,
      assigneeAgentRole: human ? null : roleOf(number),
      status,
      priority: activityIds.pick(['low', 'normal', 'normal', 'high', 'urgent'] as const, number, 10),
      isApprovalGate: kind === 'blog gate' || kind === 'social gate',
      ...subjectOf(plan, work),
      dueDate: new Date(at + 5 * 86_400_000).toISOString().slice(0, 10),
      startedAt: waits ? null : new Date(at + 60_000).toISOString(),
      completedAt: finished.has(status) ? new Date(at + 7_200_000).toISOString() : null,
      updatedAt: waits ? null : new Date(at + 7_200_000).toISOString(),
      updatedById: waits ? null : systemUserId,
      ...(number % 200 === 7 && { deletedAt: new Date(at + 9_000_000).toISOString(), deletedById: systemUserId }),
    };
  }
}

function subjectOf(plan: ScalePlan, { number, tenant, at, kind, about }: Work) {
  if (kind === 'blog gate') return { subjectType: 'BlogRequest', subjectRefId: blogRequestIds.ulid(number, at) };
  if (kind === 'social gate')
    return { subjectType: 'SocialMediaRequest', subjectRefId: socialRequestIds.ulid(number, at) };
  if (kind !== 'alert') return {};
  if (about?.kind === 'blog gate')
    return { subjectType: 'BlogRequest', subjectRefId: blogRequestIds.ulid(about.number, about.at) };
  if (about?.kind === 'outreach')
    return { subjectType: 'Backlink', subjectRefId: backlinkIds.ulid(about.number, about.at) };
  const channel = tenant.channels.first + activityIds.below(tenant.channels.count, number, 11);
  return { subjectType: 'Channel', subjectRefId: channelIds.ulid(channel, plan.beginning) };
}

/** One for each gate: pending while it waits, decided as the activity was. */
function* approvals(plan: ScalePlan): Generator<Draft<ApprovalRow>> {
  for (const { number, tenant, at, kind, status } of workOf(plan)) {
    if (kind !== 'blog gate' && kind !== 'social gate') continue;
    const blog = kind === 'blog gate';
    const pending = !finished.has(status);
    yield {
      ...born(approvalIds, number, at, peopleOf.agent(tenant, 3)),
      tenantId: tenant.id,
      status: pending ? 'pending' : status === 'completed' ? 'approved' : status === 'failed' ? 'expired' : 'rejected',
      subjectType: blog ? 'BlogRequest' : 'SocialMediaRequest',
      subjectRefId: (blog ? blogRequestIds : socialRequestIds).ulid(number, at),
      activityId: activityIds.uuid(number),
      requestedByType: 'agent',
      requestedByAgentRole: agentRoles[3],
      expiresAt: new Date(at + 7 * 86_400_000).toISOString(),
      decidedAt: pending ? null : new Date(at + 7_200_000).toISOString(),
      decidedById: pending || status === 'failed' ? null : peopleOf.admin(tenant),
    };
  }
}

/** Numbers of an activity's runs: of ten activities one has none and one has two. */
function attemptsOf(number: number): number {
  const place = number % 10;
  return place === 3 ? 0 : place === 7 ? 2 : 1;
}

function* runs(plan: ScalePlan): Generator<Draft<ActivityRunRow>> {
  for (const { number, tenant, at, status } of workOf(plan)) {
    for (let attempt = 1; attempt <= attemptsOf(number); attempt += 1) {
      const startedAt = at + attempt * 600_000;
      const base = born(runIds, number * 2 + attempt - 1, startedAt, peopleOf.agent(tenant, number));
      const running = status === 'in_progress' && attempt === attemptsOf(number) && plan.to - at < 86_400_000;
      const common = {
        ...base,
        tenantId: tenant.id,
        activityId: activityIds.uuid(number),
        attempt,
        adapterType: 'claude' as const,
        modelId: runIds.pick(models, number, 0),
        startedAt: base.createdAt,
      };
      if (running) {
        yield { ...common, status: 'running' };
        continue;
      }
      const failed = status === 'failed' || attempt < attemptsOf(number);
      yield {
        ...common,
        status: failed ? (number % 4 === 0 ? 'timed_out' : 'failed') : 'completed',
        error: failed ? 'The model did not answer.' : null,
        inputTokens: 1_000 + runIds.below(4_000, number, 1),
        outputTokens: 200 + runIds.below(800, number, 2),
        costUsd: costOf(number),
        durationMs: 2_000 + runIds.below(30_000, number, 3),
        endedAt: new Date(startedAt + 32_000).toISOString(),
      };
    }
  }
}

function* calls(plan: ScalePlan): Generator<Draft<LlmCallRow>> {
  for (const { number, tenant, at, type, deliverable } of workOf(plan)) {
    for (let attempt = 1; attempt <= attemptsOf(number); attempt += 1) {
      const run = number * 2 + attempt - 1;
      yield {
        ...born(callIds, run, at + attempt * 600_000 + 1_000, peopleOf.agent(tenant, number)),
        tenantId: tenant.id,
        runId: runIds.uuid(run),
        adapterType: 'claude',
        modelId: runIds.pick(models, number, 0),
        promptHash: callIds.uuid(run).replaceAll('-', ''),
        inputTokens: 1_000 + runIds.below(4_000, number, 1),
        outputTokens: 200 + runIds.below(800, number, 2),
        costUsd: costOf(number),
        durationMs: 1_500 + runIds.below(20_000, number, 3),
        agentRole: roleOf(number),
        activityType: type,
        activityId: activityIds.uuid(number),
        goalId: deliverable === null ? null : planOf.goalOf(tenant, deliverable),
        deliverableId: deliverable === null ? null : planOf.deliverable(deliverable),
      };
    }
  }
}

function* toolCalls(plan: ScalePlan): Generator<Draft<ToolCallRow>> {
  for (const { number, tenant, at } of workOf(plan)) {
    if (number % 10 !== 1) continue;
    yield {
      ...born(toolIds, number, at + 602_000, peopleOf.agent(tenant, number)),
      tenantId: tenant.id,
      runId: runIds.uuid(number * 2),
      toolName: toolIds.pick(tools, number, 0),
      method: 'query',
      status: number % 50 === 1 ? 'error' : 'success',
      durationMs: 400,
    };
  }
}

function roleOf(number: number): (typeof agentRoles)[number] {
  return activityIds.pick(agentRoles, number, 12);
}

function costOf(number: number): string {
  return `0.0${String(10_000 + runIds.below(40_000, number, 4))}`;
}
