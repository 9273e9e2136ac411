import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appUrl } from '../support/database.ts';
import { closeFactories, twoTenants, type CustomerTenant } from '../support/make.ts';
import { everyone, nobody, only, RoleConnection } from '../support/role-connection.ts';

const kept = [
  {
    table: 'llm_cost_days',
    insert: `INSERT INTO llm_cost_days
      SELECT tenant_id, day - 1, agent_role, model_id, adapter_type, 0, 0, 0, 0, 0, 0 FROM llm_cost_days WHERE tenant_id = $1`,
    update: 'UPDATE llm_cost_days SET cost_usd = 0 WHERE tenant_id = $1',
  },
  {
    table: 'activity_counts',
    insert: `INSERT INTO activity_counts (tenant_id, status, count) VALUES ($1, 'completed', 1)`,
    update: 'UPDATE activity_counts SET count = 0 WHERE tenant_id = $1',
  },
];

/** Sums over records are kept by triggers: app_user reads its tenant's and adds to none but by writing the records. */
describe.each(kept)('$table', ({ table, insert, update }) => {
  let app: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  beforeAll(async () => {
    app = await RoleConnection.open(appUrl());
    [mine, theirs] = await twoTenants();
    for (const tenant of [mine, theirs]) {
      await tenant.make.llmCall();
      await tenant.make.activity();
    }
  });
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  const ofBoth = `SELECT DISTINCT tenant_id FROM ${table} WHERE tenant_id = ANY($1)`;

  it("is the statement's tenant's alone, and all of it in platform scope", async () => {
    const ids = [mine.id, theirs.id];
    expect(await app.attempt(nobody, ofBoth, ids)).toBe(0);
    expect(await app.attempt(only(mine), ofBoth, ids)).toBe(1);
    expect(await app.attempt(everyone, ofBoth, ids)).toBe(2);
  });

  it.each([insert, update, `DELETE FROM ${table} WHERE tenant_id = $1`])('refuses %s', async (statement) => {
    expect(await app.refusal(only(mine), statement, mine.id)).toBe('42501');
  });
});
