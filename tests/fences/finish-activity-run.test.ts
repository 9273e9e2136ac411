import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TenantScope } from '../../platform/database/read-scope.ts';
import type { ActivityRunRow } from '../../platform/database/tables.ts';
import { appUrl } from '../support/database.ts';
import { closeFactories, twoTenants, type CustomerTenant } from '../support/make.ts';
import { everyone, nobody, only, RoleConnection } from '../support/role-connection.ts';

const endedOn = '2026-11-23T08:00:00.000Z';

/** The one way in which app_user changes a run: by a function that no policy holds and that compares the tenant itself. */
describe('finish_activity_run', () => {
  let app: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  let run: ActivityRunRow;
  beforeAll(async () => {
    app = await RoleConnection.open(appUrl());
    [mine, theirs] = await twoTenants();
  });
  beforeEach(async () => void (run = await mine.make.activityRun({ status: 'running' })));
  afterAll(async () => {
    await app.close();
    await closeFactories();
  });

  const call = `SELECT finish_activity_run($1, $2, 'out of budget', 10, 20, 0.5, 30, '${endedOn}') AS closed`;
  const finish = (scope: TenantScope, outcome: string | null): Promise<Record<string, unknown>[]> =>
    app.rows(scope, call, run.refId, outcome);
  async function stored(): Promise<unknown> {
    const [row] = await app.rows(
      only(mine),
      `SELECT status, error, input_tokens, output_tokens, cost_usd, duration_ms, ended_on FROM activity_runs WHERE ref_id = $1`,
      run.refId,
    );
    return row;
  }
  const untouched = {
    status: 'running',
    error: null,
    input_tokens: null,
    output_tokens: null,
    cost_usd: null,
    duration_ms: null,
    ended_on: null,
  };

  it('closes a running run of its tenant, once', async () => {
    expect(await finish(only(mine), 'failed')).toEqual([{ closed: true }]);
    const closed = {
      status: 'failed',
      error: 'out of budget',
      input_tokens: 10,
      output_tokens: 20,
      cost_usd: '0.500000',
      duration_ms: 30,
      ended_on: new Date(endedOn),
    };
    expect(await stored()).toEqual(closed);
    expect(await finish(only(mine), 'completed')).toEqual([{ closed: false }]);
    expect(await stored()).toEqual(closed);
  });

  it.each([
    ['of another tenant', () => only(theirs)],
    ['of no tenant', () => nobody],
    ['in platform scope', () => everyone],
  ])('finds nothing in a statement %s', async (_name, scope) => {
    expect(await finish(scope(), 'completed')).toEqual([{ closed: false }]);
    expect(await stored()).toEqual(untouched);
  });

  it.each(['running', null])('refuses the outcome %s', async (outcome) => {
    expect(await app.attempt(only(mine), call, run.refId, outcome)).toBe('22023');
    expect(await stored()).toEqual(untouched);
  });
});
