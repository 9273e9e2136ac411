import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { appUrl } from '../support/database.ts';
import { closeFactories, twoTenants, type CustomerTenant } from '../support/make.ts';
import { everyone, nobody, only, RoleConnection } from '../support/role-connection.ts';

describe('uses of deprecated elements', () => {
  let app: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  const insert = `INSERT INTO deprecation_uses (tenant_id, caller_ref_id, day, coordinate, uses)
    VALUES ($1, $2, '2026-04-01', 'Goal.name', 1)`;
  beforeAll(async () => {
    app = await RoleConnection.open(appUrl());
    [mine, theirs] = await twoTenants();
    for (const tenant of [mine, theirs]) await app.rows(only(tenant), insert, tenant.id, tenant.admin.refId);
  });
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  it("are the statement's tenant's alone, and all of them in platform scope", async () => {
    const ofBoth = 'SELECT uses FROM deprecation_uses WHERE tenant_id = ANY($1)';
    const ids = [mine.id, theirs.id];
    expect(await app.attempt(nobody, ofBoth, ids)).toBe(0);
    expect(await app.attempt(only(mine), ofBoth, ids)).toBe(1);
    expect(await app.attempt(everyone, ofBoth, ids)).toBe(2);
  });

  it('are written and changed for no other tenant', async () => {
    expect(await app.refusal(only(mine), insert, theirs.id, mine.admin.refId)).toBe('42501');
    const update = 'UPDATE deprecation_uses SET uses = 2 WHERE tenant_id = ANY($1)';
    expect(await app.attempt(only(mine), update, [mine.id, theirs.id])).toBe(1);
  });
});
