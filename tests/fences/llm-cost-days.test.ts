import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appUrl } from '../support/database.ts';
import { closeFactories, twoTenants, type CustomerTenant } from '../support/make.ts';
import { everyone, nobody, only, RoleConnection } from '../support/role-connection.ts';

/** Days of costs are sums that a trigger keeps: app_user reads its tenant's and adds to none but by inserting calls. */
describe('the days of costs', () => {
  let app: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  beforeAll(async () => {
    app = await RoleConnection.open(appUrl());
    [mine, theirs] = await twoTenants();
    for (const tenant of [mine, theirs])
      await tenant.make.llmCall({ costUsd: '0.250000', agentRole: 'copywriter', modelId: 'opus' });
  });
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  const ofBoth = 'SELECT tenant_id FROM llm_cost_days WHERE tenant_id = ANY($1)';

  it("are the statement's tenant's alone, and all of them in platform scope", async () => {
    const ids = [mine.id, theirs.id];
    expect(await app.attempt(nobody, ofBoth, ids)).toBe(0);
    expect(await app.attempt(only(mine), ofBoth, ids)).toBe(1);
    expect(await app.attempt(everyone, ofBoth, ids)).toBe(2);
  });

  it.each([
    'INSERT INTO llm_cost_days SELECT tenant_id, day - 1, agent_role, model_id, adapter_type, 0, 0, 0, 0, 0, 0 FROM llm_cost_days WHERE tenant_id = $1',
    'UPDATE llm_cost_days SET cost_usd = 0 WHERE tenant_id = $1',
    'DELETE FROM llm_cost_days WHERE tenant_id = $1',
  ])('are not to be written: %s', async (statement) => {
    expect(await app.refusal(only(mine), statement, mine.id)).toBe('42501');
  });
});
