import { titles } from '../heats.mjs';
import { withClient } from '../stage/database.mjs';
import { product } from '../stage/product.mjs';
import { commandContestant, expectAlike, expectCounts } from './contestant.mjs';

const title = 'A task of the bench';
const query = `mutation createActivity($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { id title status createdAt } userErrors { code message path } }
}`;
const generated = `mutation createActivity($input: CreateActivityInput!) {
  createActivity(input: $input) { activity { refId title status createdOn } }
}`;

const effect = `
  SELECT (SELECT count(*)::int FROM activities WHERE tenant_id = $1 AND title = $2) AS activities,
    (SELECT count(*)::int FROM audit_events WHERE tenant_id = $1 AND command = 'createActivity') AS audited,
    (SELECT count(*)::int FROM outbox_events WHERE tenant_id = $1 AND kind = 'activity.created') AS told`;

/** The crowd creates activities; PostGraphile is told what its generated mutation cannot know: who, of which tenant, which ULID. */
export async function createHeat(servers, { crowd, database }) {
  const { firstUlidAt } = await product('platform/ids/ulid.js');
  const now = Date.now();
  const input = { title, type: 'OTHER', assigneeType: 'HUMAN' };
  const ours = crowd.map(({ token }) => ({ token, operation: operationOf(query, input) }));
  const theirs = crowd.map(({ token, viewer: { tenant, user } }) => ({
    token,
    operation: operationOf(generated, {
      activity: {
        refId: `${firstUlidAt(now).slice(0, 10)}{{activity}}`,
        createdOn: new Date(now).toISOString(),
        createdBy: user.id,
        tenantId: tenant.id,
        title,
        type: 'other',
        assigneeType: 'human',
      },
    }),
  }));
  const local = commandContestant(titles.local, servers.local, ours);
  const postgraphile = commandContestant(titles.postgraphile, servers.postgraphile, theirs, inOurWords);
  const contestants = [local, postgraphile];
  await expectAlike(contestants);
  return { contestants, expectEffect };

  async function expectEffect() {
    const [{ viewer }] = crowd;
    const { rows } = await withClient(database.migratorUrl, (client) =>
      client.query(effect, [viewer.tenant.id, title]),
    );
    const [{ activities, audited, told }] = rows;
    expectCounts(contestants, { activities });
    expectCounts([local], { 'audit events': audited, 'events told': told });
  }
}

function operationOf(text, input) {
  return { operationName: 'createActivity', query: text, variables: { input } };
}

function inOurWords({ data }) {
  const { refId, title: name, status, createdOn } = data.createActivity.activity;
  const activity = {
    id: refId,
    title: name,
    status: status.toUpperCase(),
    createdAt: new Date(createdOn).toISOString(),
  };
  return { data: { createActivity: { activity, userErrors: [] } } };
}
