import { defineCommand } from '../../../platform/commands/command.ts';
import { checkInput, matching, text, usd, whole } from '../../../platform/commands/input.ts';
import { accept, refuse, userError, type UserError } from '../../../platform/commands/result.ts';
import type { Rows } from '../../../platform/commands/rows.ts';
import { sql } from '../../../platform/database/sql.ts';
import {
  tables,
  type ActivityRow,
  type ActivityRunStatus,
  type AdapterType,
} from '../../../platform/database/tables.ts';
import { mintUlid, parseUlid, ulidTime } from '../../../platform/ids/ulid.ts';
import type { Viewer } from '../../../platform/identity/viewer.ts';
import { isAtLeast } from '../../../platform/numbers/decimal.ts';
import { ownRowsOf } from '../../../platform/policy/own-rows.ts';
import { addSpend } from '../../spend/add-spend.ts';

/** Input of `recordLlmCall`. */
export interface RecordLlmCallInput {
  readonly activityRunId: string;
  readonly adapterType: AdapterType;
  readonly modelId: string;
  readonly promptHash: string;
  readonly responseHash?: string | null | undefined;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cost: { readonly amount: string; readonly currency: string };
  readonly durationMs: number;
  readonly idempotencyKey?: string | null | undefined;
}

/** A run with what its calls copy of its activity, and what that may cost. */
interface Run {
  readonly id: string;
  readonly refId: string;
  readonly status: ActivityRunStatus;
  readonly activityId: string;
  readonly activityType: ActivityRow['type'];
  readonly activityStatus: ActivityRow['status'];
  readonly goalId: string | null;
  readonly deliverableId: string | null;
  readonly agentRole: string;
  readonly maximumUsd: string | null;
}

const sha256 = matching(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case');

/** Records a call of an agent to a language model and adds its cost to the month's (docs/api-contract.md#w29-activityrun-spend). */
export const recordLlmCall = defineCommand({
  name: 'recordLlmCall',
  needsKey: true,
  input: (input: RecordLlmCallInput) =>
    checkInput(input, {
      modelId: text({ maximum: 100, required: true }),
      promptHash: sha256,
      responseHash: sha256,
      inputTokens: whole(0),
      outputTokens: whole(0),
      durationMs: whole(0),
      cost: usd({ whole: 4, decimals: 6 }),
    }),
  /** @returns ULIDs of the call and of the tenant */
  async run({ rows, viewer, now }, input) {
    const run = await lockRun(rows, input.activityRunId, viewer);
    if (run === undefined) return refuse(userError('NOT_FOUND', 'there is no such run', ['activityRunId']));
    const { adapterType, modelId, promptHash, responseHash, inputTokens, outputTokens, durationMs } = input;
    const { activityId, activityType, goalId, deliverableId, agentRole } = run;
    const refId = mintUlid();
    const call = {
      runId: run.id,
      adapterType,
      modelId,
      promptHash,
      responseHash: responseHash ?? null,
      inputTokens,
      outputTokens,
      costUsd: input.cost.amount,
      durationMs,
      agentRole,
      activityType,
      activityId,
      goalId,
      deliverableId,
    };
    const [, , exceeded] = await Promise.all([
      rows.append(tables.llmCall, call, refId),
      addSpend(rows, input.cost.amount, new Date(ulidTime(refId))),
      run.maximumUsd === null ? null : stopWhereTooCostly(rows, run, run.maximumUsd, now),
    ]);
    const done = { llmCall: refId, tenant: viewer.tenant.refId };
    return accept(exceeded === null ? done : { ...done, userErrors: [exceeded] });
  },
});

/** The run that an agent may record calls of; its activity stays as it is until the command ends, for no run can be locked itself. */
async function lockRun(rows: Rows, refId: string, viewer: Viewer): Promise<Run | undefined> {
  const own = ownRowsOf(viewer, tables.activityRun, 'r') ?? sql`TRUE`;
  const [run] = await rows.query<Run>(
    sql`SELECT r.id, r.ref_id AS "refId", r.status, a.id AS "activityId", a.type AS "activityType", a.status AS "activityStatus",
        a.goal_id AS "goalId", a.deliverable_id AS "deliverableId", coalesce(a.assignee_agent_role, '') AS "agentRole",
        (SELECT c.max_cost_usd_per_activity FROM agent_configs c
          WHERE c.tenant_id = a.tenant_id AND c.agent_role = a.assignee_agent_role) AS "maximumUsd"
      FROM activity_runs r JOIN activities a ON a.tenant_id = r.tenant_id AND a.id = r.activity_id
      WHERE r.tenant_id = ${rows.tenantId}::uuid AND r.ref_id = ${parseUlid(refId)} AND ${own}
      FOR NO KEY UPDATE OF a`,
  );
  return run;
}

/** Fails a run, and its activity, whose calls have cost more than the activity may. @returns the failure; null where it may go on */
async function stopWhereTooCostly(rows: Rows, run: Run, maximumUsd: string, now: Date): Promise<UserError | null> {
  const [sum] = await rows.query<{ readonly usd: string }>(
    sql`WITH runs AS (SELECT id, created_on FROM activity_runs WHERE tenant_id = ${rows.tenantId}::uuid AND activity_id = ${run.activityId}::uuid)
      SELECT sum(cost_usd) AS usd FROM llm_calls WHERE tenant_id = ${rows.tenantId}::uuid AND activity_run_id IN (SELECT id FROM runs)
        AND created_on >= (SELECT min(created_on) FROM runs)`,
  );
  const actual = sum?.usd ?? '0';
  if (isAtLeast(maximumUsd, actual)) return null;
  if (run.status === 'running')
    await rows.query(
      sql`SELECT finish_activity_run(${run.refId}, 'failed', 'ACTIVITY_COST_EXCEEDED', ended_on => ${now.toISOString()}::timestamptz)`,
    );
  if (run.activityStatus === 'in_progress') {
    const [activity] = await rows.all(tables.activity, sql`t.id = ${run.activityId}::uuid`, ['status'], {
      locked: true,
    });
    if (activity !== undefined) {
      await rows.save(tables.activity, activity, { status: 'failed' });
      rows.tell('activity.failed', tables.activity, activity, { reason: 'ACTIVITY_COST_EXCEEDED' });
    }
  }
  const words = `the activity has cost ${actual} USD; it may cost ${maximumUsd}`;
  return userError('ACTIVITY_COST_EXCEEDED', words, ['cost'], { limit: maximumUsd, actual });
}
