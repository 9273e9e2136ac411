import { titles } from '../heats.mjs';
import { digits } from '../load/template.mjs';
import { withClient } from '../stage/database.mjs';
import { product } from '../stage/product.mjs';
import { commandContestant, expectAlike, expectCounts } from './contestant.mjs';

/** More than any contestant approves in a second on the machines that this runs on; one that has no gate left is refused. */
const gatesPerSecond = 2_500;

const query = `mutation approveActivity($input: ApproveActivityInput!) {
  approveActivity(input: $input) {
    activity { id status completedAt } approval { id status decidedAt } nextActivities { id } userErrors { code message path }
  }
}`;

/** Gates numbered from 0, each with the approval that it waits for. */
const build = `
  WITH gates AS (
    INSERT INTO activities (ref_id, tenant_id, title, type, assignee_type, assignee_user_id, status, is_approval_gate, created_by, created_on)
    SELECT $1::text || lpad(number::text, 16, '0'), $3, 'A gate', 'approve', 'human', $4, 'awaiting_approval', true, $4, $2
    FROM generate_series(0, $5::int - 1) number
    RETURNING id, ref_id, tenant_id, created_by, created_on
  )
  INSERT INTO approvals (ref_id, tenant_id, subject_type, subject_ref_id, activity_id, requested_by_type, requested_by_user_id, created_by, created_on)
  SELECT ref_id, tenant_id, 'Activity', ref_id, id, 'human', created_by, created_by, created_on FROM gates`;

const effect = `
  SELECT (SELECT count(*)::int FROM activities WHERE ref_id LIKE $1 AND status = 'approved' AND completed_on IS NOT NULL) AS gates,
    (SELECT count(*)::int FROM approvals WHERE ref_id LIKE $1 AND status = 'approved' AND decided_on IS NOT NULL) AS approvals,
    (SELECT count(*)::int FROM audit_events WHERE tenant_id = $2 AND command = 'approveActivity') AS audited,
    (SELECT count(*)::int FROM outbox_events WHERE tenant_id = $2 AND kind = 'activity.approved' AND subject_ref_id LIKE $1) AS told`;

/** The crowd approves gates, each once. */
export async function approveHeat({ statement, local }, { crowd, database }, { rounds, settings }) {
  const { firstUlidAt } = await product('platform/ids/ulid.js');
  const now = Date.now();
  const beginning = firstUlidAt(now).slice(0, 10);
  const servers = [
    [titles.transaction, statement],
    [titles.local, local],
  ];
  const seconds = (rounds + 1) * (settings.warmUpSeconds + settings.seconds) * servers.length;
  const loaded = Math.ceil(seconds * gatesPerSecond);
  const [{ viewer }] = crowd;
  await withClient(database.migratorUrl, async (client) => {
    const values = [beginning, new Date(now).toISOString(), viewer.tenant.id, viewer.user.id, loaded + servers.length];
    await client.query(build, values);
    await client.query('VACUUM (ANALYZE) activities, approvals');
  });
  const variables = { input: { id: `${beginning}{{gate}}`, note: 'Fine.' } };
  const asked = crowd.map(({ token }) => ({
    token,
    operation: { operationName: 'approveActivity', query, variables },
  }));
  const contestants = servers.map(([title, server]) => commandContestant(title, server, asked));
  // The gates behind those of the load.
  await expectAlike(contestants, loaded);
  return { contestants, expectEffect };

  async function expectEffect() {
    const { rows } = await withClient(database.migratorUrl, (client) =>
      client.query(effect, [`${beginning}${digits(0).slice(0, 6)}%`, viewer.tenant.id]),
    );
    const [{ gates, approvals, audited, told }] = rows;
    expectCounts(contestants, {
      'approved gates': gates,
      'approved approvals': approvals,
      'audit events': audited,
      'events told': told,
    });
  }
}
