import { withClient } from '../stage/database.mjs';
import { titles } from '../heats.mjs';
import { commandContestant, expectAlike, expectCounts } from './contestant.mjs';

const query = `mutation recordLlmCall($input: RecordLlmCallInput!) {
  recordLlmCall(input: $input) { llmCall { id cost { amount currency } } userErrors { code message path } }
}`;

/** What all calls of one tenant come to, wherever that is kept. */
const spend = `
  SELECT t.slug, count(c.*)::int AS calls,
    coalesce(sum(c.cost_usd), 0) = ALL (ARRAY[
      t.current_month_spend_usd,
      (SELECT coalesce(sum(spent_usd), 0) FROM tenant_spend_months WHERE tenant_id = t.id),
      (SELECT coalesce(sum(cost_usd), 0) FROM llm_cost_days WHERE tenant_id = t.id)]) AS adds_up,
    (SELECT count(*)::int FROM audit_events WHERE tenant_id = t.id AND command = 'recordLlmCall') AS audited,
    (SELECT count(*)::int FROM idempotency_keys WHERE tenant_id = t.id AND outcome IS NOT NULL) AS kept
  FROM tenants t LEFT JOIN llm_calls c ON c.tenant_id = t.id
  WHERE t.ref_id = ANY ($1) GROUP BY t.id ORDER BY t.slug`;

/** Agents of several tenants record calls of their runs, each with a key of its own. */
export async function recordHeat({ statement, local }, { agents, database }) {
  const [{ runs }] = agents;
  const asked = runs.flatMap((_, turn) =>
    agents.map(({ token, runs: own }) => ({ token, operation: operationOf(own[turn]) })),
  );
  const contestants = [
    commandContestant(titles.transaction, statement, asked),
    commandContestant(titles.local, local, asked),
  ];
  await expectAlike(contestants);
  return { contestants, expectEffect };

  async function expectEffect() {
    const refIds = agents.map(({ viewer }) => viewer.tenant.refId);
    const { rows } = await withClient(database.migratorUrl, (client) => client.query(spend, [refIds]));
    const wrong = rows.find(({ adds_up: addsUp }) => !addsUp);
    if (wrong !== undefined) throw new Error(`expected what ${wrong.slug} has spent to be what its calls cost`);
    const sumOf = (name) => rows.reduce((sum, row) => sum + row[name], 0);
    expectCounts(contestants, {
      calls: sumOf('calls'),
      'audit events': sumOf('audited'),
      'kept outcomes': sumOf('kept'),
    });
  }
}

function operationOf(activityRunId) {
  const input = {
    activityRunId,
    adapterType: 'CLAUDE',
    modelId: 'claude-opus',
    promptHash: 'a'.repeat(64),
    responseHash: 'b'.repeat(64),
    inputTokens: 1_200,
    outputTokens: 340,
    cost: { amount: '0.012345', currency: 'USD' },
    durationMs: 2_100,
    idempotencyKey: 'bench-{{key}}',
  };
  return { operationName: 'recordLlmCall', query, variables: { input } };
}
