import { randomUUID } from 'node:crypto';
import { product } from './product.mjs';

/** As many as there are connections by default: a tenant's commands wait for one another where they add to its spend. */
const tenantCount = 16;
const runsPerTenant = 32;
const agentRole = 'copywriter';

/** The insert of rows given as JSON: what they leave out is a demo row's, where one is named. */
const insert = (table, demo = 'false') => `
  INSERT INTO ${table} SELECT (jsonb_populate_record(demo.whole, made)).*
  FROM jsonb_array_elements($1::jsonb) made
    LEFT JOIN (SELECT whole FROM ${table} whole WHERE ${demo} ORDER BY ref_id LIMIT 1) demo ON true`;

/**
 * Makes tenants like the first demo tenant, each with an agent that works at some runs.
 * @param {import('pg').Pool} pool as migrator_user
 * @returns {Promise<object[]>} what their tokens claim, and the ULIDs of their `runs`
 */
export async function hireAgents(pool) {
  const { mintUlid, ulidInstant } = await product('platform/ids/ulid.js');
  const { demoTenants, findPersona } = await product('seed/demo/personas.js');
  const demo = await findPersona(pool, demoTenants[0].slug, 'agent', { agentRole });
  const identity = () => {
    const refId = mintUlid();
    return { id: randomUUID(), ref_id: refId, created_on: ulidInstant(refId) };
  };
  const made = Array.from({ length: tenantCount }, (_, index) => {
    const tenant = {
      ...identity(),
      slug: `bench-${index}`,
      current_month_spend_usd: 0,
      razorpay_customer_id: null,
      razorpay_subscription_id: null,
    };
    const user = { ...identity(), tenant_id: tenant.id, email: null };
    const own = () => ({ ...identity(), tenant_id: tenant.id, created_by: user.id });
    const activities = Array.from({ length: runsPerTenant }, () => {
      const work = own();
      return {
        ...work,
        title: 'A draft',
        type: 'write',
        assignee_type: 'agent',
        assignee_agent_role: agentRole,
        status: 'in_progress',
        priority: 'normal',
        is_approval_gate: false,
        started_on: work.created_on,
      };
    });
    const runs = activities.map(({ id }) => {
      const run = own();
      const how = { attempt: 1, adapter_type: 'claude', model_id: 'claude-opus', status: 'running' };
      return { ...run, ...how, activity_id: id, started_on: run.created_on };
    });
    // No run of the bench may cost more than its activity may.
    const config = { ...own(), env_secrets: null, max_cost_usd_per_activity: 1_000 };
    return { tenant, user, config, activities, runs };
  });
  const put = (text, rows) => pool.query(text, [JSON.stringify(rows)]);
  await put(
    insert('tenants', `ref_id = '${demo.tenantRefId}'`),
    made.map(({ tenant }) => tenant),
  );
  await put(
    insert('users', `ref_id = '${demo.userRefId}'`),
    made.map(({ user }) => user),
  );
  await put(
    insert('agent_configs', `agent_role = '${agentRole}'`),
    made.map(({ config }) => config),
  );
  await put(
    insert('activities'),
    made.flatMap(({ activities }) => activities),
  );
  await put(
    insert('activity_runs'),
    made.flatMap(({ runs }) => runs),
  );
  return made.map(({ tenant, user, runs }) => ({
    ...demo,
    tenantRefId: tenant.ref_id,
    userRefId: user.ref_id,
    runs: runs.map((run) => run.ref_id),
  }));
}
