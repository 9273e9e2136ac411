import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { mintUlid, ulidInstant } = await import(
  pathToFileURL(join(process.env.BENCH_IMAGE, 'dist/platform/ids/ulid.js')).href
);

/**
 * Commands as a good hand writes them: one transaction of prepared statements in two round trips by the driver's own pipeline,
 * what is asked and then what is written, for the same effect as the product's. Nobody is asked for a token, a right or a
 * standing, no input is checked, and what no request of the run needs is asked for and not carried out: it throws.
 * @type {Record<string, (client: import('pg').PoolClient, command: object) => Promise<object>>} mutation → its payload
 */
export const commands = { recordLlmCall, approveActivity };

/**
 * Carries one command out on a connection of a pool whose clients pipeline.
 * @returns the answer's text
 */
export async function carryOut(pool, name, command) {
  const client = await pool.connect();
  try {
    const payload = await commands[name](client, command);
    return JSON.stringify({ data: { [name]: payload } });
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function recordLlmCall(client, { viewer, input, origin }) {
  const { tenant, user, agentRole } = viewer;
  const { idempotencyKey: key, ...rest } = input;
  const [, , claimed, runs, spent] = await together(client, [
    begin,
    lockTimeout,
    statement('claim', [tenant.id, key, hashOf('recordLlmCall', user, rest)]),
    statement('run', [tenant.id, input.activityRunId, agentRole]),
    statement('spent', [tenant.id, input.activityRunId]),
  ]);
  const [run] = runs;
  if (claimed.length === 0 || run === undefined) throw new Error('expected a key that nobody has used, and a run');
  if (run.maximum !== null && Number(spent[0].usd) + Number(input.cost.amount) > Number(run.maximum))
    throw new Error(`expected an activity that costs at most ${run.maximum}`);

  const refId = mintUlid();
  const call = {
    runId: run.id,
    adapterType: input.adapterType.toLowerCase(),
    modelId: input.modelId,
    promptHash: input.promptHash,
    responseHash: input.responseHash ?? null,
    inputTokens: input.inputTokens,
    outputTokens: input.outputTokens,
    costUsd: input.cost.amount,
    durationMs: input.durationMs,
    agentRole,
    activityType: run.type,
    activityId: run.activity_id,
    goalId: run.goal_id,
    deliverableId: run.deliverable_id,
  };
  const changes = [changeOf('LlmCall', refId, {}, call)];
  const outcome = JSON.stringify({ llmCall: refId, tenant: tenant.refId });
  await together(client, [
    statement('record', [
      tenant.id,
      user.id,
      refId,
      ulidInstant(refId),
      ...Object.values(call),
      ...auditValues(viewer, origin, changes),
      key,
      outcome,
    ]),
    commit,
  ]);
  return { llmCall: { id: refId, cost: input.cost }, userErrors: [] };
}

async function approveActivity(client, { viewer, input, origin }) {
  const { tenant, user } = viewer;
  const [, , [activity], approvals, others, steps] = await together(client, [
    begin,
    lockTimeout,
    statement('activity', [tenant.id, input.id]),
    statement('approvals', [tenant.id, input.id]),
    statement('partners', [tenant.id, input.id]),
    statement('steps', [tenant.id, input.id]),
  ]);
  const [approval] = approvals;
  if (activity?.status !== 'awaiting_approval' || approval?.status !== 'pending')
    throw new Error(`expected ${input.id} to wait for its approval`);
  if (approval.subject_type !== 'Activity' || others.length + steps.length > 0)
    throw new Error('expected a gate of itself that nothing waits for');

  const now = new Date().toISOString();
  const note = input.note ?? null;
  const changes = [
    changeOf('Activity', activity.ref_id, activity, { status: 'approved', completedAt: now }),
    changeOf('Approval', approval.ref_id, approval, {
      status: 'approved',
      decidedById: user.id,
      decidedAt: now,
      ...(note !== null && { note }),
    }),
  ];
  const eventId = mintUlid();
  await together(client, [
    statement('approve', [
      tenant.id,
      user.id,
      now,
      activity.id,
      approval.id,
      note,
      activity.ref_id,
      ...auditValues(viewer, origin, changes),
      eventId,
      ulidInstant(eventId),
      JSON.stringify({ approval: approval.ref_id }),
    ]),
    commit,
  ]);
  return {
    activity: { id: activity.ref_id, status: 'APPROVED', completedAt: now },
    approval: { id: approval.ref_id, status: 'APPROVED', decidedAt: now },
    nextActivities: [],
    userErrors: [],
  };
}

/** Sends statements without waiting for one another's answers. @returns the rows of each */
async function together(client, statements) {
  const { stream } = client.connection;
  stream.cork();
  const answering = statements.map((one) => client.query(one));
  stream.uncork();
  const answers = await Promise.allSettled(answering);
  const failed = answers.find(({ status }) => status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  const { command } = answers.at(-1).value;
  if (statements.at(-1) === commit && command !== 'COMMIT') throw new Error(`expected a COMMIT, found ${command}`);
  return answers.map(({ value }) => value.rows);
}

function statement(name, values) {
  return { name, text: texts[name], values };
}

function auditValues({ persona, user }, { ip, userAgent }, changes) {
  const auditId = mintUlid();
  return [auditId, ulidInstant(auditId), persona, user.refId, randomUUID(), ip, userAgent, JSON.stringify(changes)];
}

function changeOf(type, id, before, after) {
  const fields = Object.entries(after).map(([field, value]) => [field, [before[field] ?? null, value]]);
  return { type, id, fields: Object.fromEntries(fields) };
}

function hashOf(name, user, input) {
  return createHash('sha256')
    .update(JSON.stringify([name, user.refId, null, input]))
    .digest();
}

const begin = { name: 'begin', text: 'BEGIN' };
const commit = { name: 'commit', text: 'COMMIT' };
const lockTimeout = { name: 'lock_timeout', text: "SELECT set_config('lock_timeout', '2000', true)" };

/** Inserts of the audit's event, from its first value's number on. */
const auditFrom = (first, command) => {
  const at = (offset) => `$${first + offset}`;
  return `INSERT INTO audit_events (ref_id, tenant_id, command, actor_persona, actor_ref_id, request_id, ip, user_agent, changes,
        created_by, created_on)
      VALUES (${at(0)}, $1, '${command}', ${at(2)}, ${at(3)}, ${at(4)}, ${at(5)}, ${at(6)}, ${at(7)}, $2, ${at(1)})`;
};

const texts = {
  claim: `INSERT INTO idempotency_keys (tenant_id, key, request_hash, created_on) VALUES ($1, $2, $3, now())
    ON CONFLICT DO NOTHING RETURNING true AS claimed`,
  run: `SELECT r.id, a.id AS activity_id, a.type, a.goal_id, a.deliverable_id,
      (SELECT c.max_cost_usd_per_activity FROM agent_configs c
        WHERE c.tenant_id = a.tenant_id AND c.agent_role = a.assignee_agent_role) AS maximum
    FROM activity_runs r JOIN activities a ON a.tenant_id = r.tenant_id AND a.id = r.activity_id
    WHERE r.tenant_id = $1 AND r.ref_id = $2 AND a.assignee_agent_role = $3
    FOR NO KEY UPDATE OF a`,
  // After the lock, so that it sees whatever was waited for.
  spent: `WITH runs AS (
      SELECT other.id, other.created_on FROM activity_runs r JOIN activity_runs other ON other.activity_id = r.activity_id
      WHERE r.tenant_id = $1 AND r.ref_id = $2 AND other.tenant_id = $1)
    SELECT coalesce(sum(cost_usd), 0) AS usd FROM llm_calls
    WHERE tenant_id = $1 AND activity_run_id IN (SELECT id FROM runs) AND created_on >= (SELECT min(created_on) FROM runs)`,
  record: `WITH call AS (
      INSERT INTO llm_calls (tenant_id, created_by, ref_id, created_on, activity_run_id, adapter_type, model_id, prompt_hash,
        response_hash, input_tokens, output_tokens, cost_usd, duration_ms, agent_role, activity_type, activity_id, goal_id,
        deliverable_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
    ), month AS (
      INSERT INTO tenant_spend_months AS known (tenant_id, month, spent_usd)
      VALUES ($1, date_trunc('month', $4::timestamptz AT TIME ZONE 'UTC')::date, $12)
      ON CONFLICT (tenant_id, month) DO UPDATE SET spent_usd = known.spent_usd + excluded.spent_usd
      RETURNING spent_usd
    ), tenant AS (
      UPDATE tenants SET current_month_spend_usd = month.spent_usd FROM month WHERE tenants.id = $1
    ), audit AS (
      ${auditFrom(19, 'recordLlmCall')}
    )
    UPDATE idempotency_keys SET outcome = $28 WHERE tenant_id = $1 AND key = $27`,
  activity: `SELECT id, ref_id, status FROM activities WHERE tenant_id = $1 AND ref_id = $2 AND deleted_on IS NULL
    FOR NO KEY UPDATE`,
  approvals: `SELECT id, ref_id, status, subject_type FROM approvals
    WHERE tenant_id = $1 AND (subject_type = 'Activity' AND subject_ref_id = $2
      OR activity_id = (SELECT id FROM activities WHERE tenant_id = $1 AND ref_id = $2))
    ORDER BY ref_id DESC FOR NO KEY UPDATE`,
  partners: `WITH approval AS (
      SELECT subject_ref_id, activity_id FROM approvals WHERE tenant_id = $1 AND subject_type = 'Activity'
        AND (subject_ref_id = $2 OR activity_id = (SELECT id FROM activities WHERE tenant_id = $1 AND ref_id = $2)))
    SELECT id FROM activities
    WHERE tenant_id = $1 AND ref_id <> $2 AND status = 'awaiting_approval'
      AND (ref_id = ANY (ARRAY(SELECT subject_ref_id FROM approval)) OR id = ANY (ARRAY(SELECT activity_id FROM approval)))
    FOR NO KEY UPDATE`,
  steps: `SELECT t.id FROM activity_dependencies d JOIN activities t ON t.tenant_id = d.tenant_id AND t.id = d.activity_id
    WHERE d.tenant_id = $1 AND d.depends_on_id = (SELECT id FROM activities WHERE tenant_id = $1 AND ref_id = $2)
      AND t.status = 'created' AND t.deleted_on IS NULL
    FOR NO KEY UPDATE OF t`,
  approve: `WITH activity AS (
      UPDATE activities SET status = 'approved', completed_on = $3, updated_by = $2, updated_on = $3 WHERE tenant_id = $1 AND id = $4
    ), approval AS (
      UPDATE approvals SET status = 'approved', decided_by = $2, decided_on = $3, note = $6, updated_by = $2, updated_on = $3
      WHERE tenant_id = $1 AND id = $5
    ), audit AS (
      ${auditFrom(8, 'approveActivity')}
    )
    INSERT INTO outbox_events (ref_id, tenant_id, kind, subject_type, subject_ref_id, payload, created_by, created_on)
    VALUES ($16, $1, 'activity.approved', 'Activity', $7, $18, $2, $17)`,
};
