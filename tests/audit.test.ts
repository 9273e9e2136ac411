import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import pg from 'pg';
import { adminUrl, onDatabase } from './support/database.ts';
import { temporaryFolder } from './support/folder.ts';
import { ownDatabase, type OwnDatabase } from './support/own-database.ts';
import { runToEnd, startProgram, stopAll } from './support/started.ts';

/** A gateway that seals once only, when it closes, and `npm run audit:verify` on its database afterwards. */
describe('the audit of a command', () => {
  let database: OwnDatabase;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let env: Record<string, string>;
  let admin: pg.Client;
  beforeAll(async () => {
    database = await ownDatabase();
    folder = await temporaryFolder();
    env = {
      DATABASE_URL: database.appUrl,
      MIGRATION_DATABASE_URL: database.migratorUrl,
      DATA_DIR: join(folder.path, 'data'),
      PORT: '0',
      AUDIT_SEAL_MS: '3600000',
    };
    admin = new pg.Client(onDatabase(adminUrl(), new URL(database.appUrl).pathname.slice(1)));
    await admin.connect();
    await approveSomething();
  });
  afterEach(() => stopAll());
  afterAll(async () => {
    await stopAll();
    await admin.end();
    await database.drop();
    await folder.remove();
  });

  async function approveSomething(): Promise<void> {
    const gateway = startProgram('gateway/main.js', env);
    const [, url = ''] = await gateway.until(/The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//);
    const token = /^Acme Corp · admin\n {2}(\S+)$/m.exec(gateway.output())?.[1] ?? '';
    // The story's gates are of articles and the like: this one is to be approved for itself.
    const { rows } = await admin.query<{ id: string }>(
      `UPDATE approvals SET subject_type = 'Activity', subject_ref_id = gate.ref_id FROM (
          SELECT activity.id, activity.ref_id FROM activities AS activity JOIN approvals AS open ON open.activity_id = activity.id
            JOIN tenants AS tenant ON tenant.id = activity.tenant_id
          WHERE activity.status = 'awaiting_approval' AND activity.is_approval_gate AND open.status = 'pending' AND tenant.slug = 'acme-corp'
          GROUP BY activity.id HAVING count(*) = 1 ORDER BY activity.ref_id LIMIT 1) AS gate
        WHERE approvals.activity_id = gate.id AND approvals.status = 'pending' RETURNING gate.ref_id AS id`,
    );
    const query = `mutation { approveActivity(input: { id: "${rows[0]?.id}" }) { activity { id } userErrors { code } } }`;
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({
      data: { approveActivity: { activity: { id: rows[0]?.id }, userErrors: [] } },
    });
    gateway.signal('SIGTERM');
    expect(await gateway.ended).toBe(0);
  }

  const verify = (more: Record<string, string> = {}, parameters: readonly string[] = []) =>
    runToEnd('scripts/audit-verify.js', parameters, { ...env, ...more });

  it('is sealed when the gateway closes, and verified', async () => {
    expect(await verify()).toEqual({
      code: 0,
      output: '1 events in 1 blocks of 1 tenants: nothing was changed.\n',
      complaints: '',
    });
  });

  it('is verified with the public keys alone', async () => {
    const { output } = await verify({}, ['--public-keys']);
    expect(output).toMatch(/^development:[\w-]{43}\n$/);
    const AUDIT_PUBLIC_KEYS = output.trim();
    const production = { NODE_ENV: 'production', LOG_FORMAT: 'text', AUDIT_PUBLIC_KEYS };
    expect(await verify(production, [join(folder.path, 'data', 'audit-heads.jsonl')])).toMatchObject({
      code: 0,
      complaints: '',
    });
    expect(await verify({ ...production, AUDIT_PUBLIC_KEYS: '' })).toMatchObject({
      code: 1,
      complaints: 'AUDIT_PUBLIC_KEYS is missing, expected it or AUDIT_KEYS.\n',
    });
  });

  it('tells what a superuser has changed since', async () => {
    const { rows } = await admin.query<{ ref_id: string; tenant_id: string }>(
      `UPDATE audit_events SET actor_persona = 'agent' RETURNING ref_id, tenant_id`,
    );
    const told = await verify();
    await admin.query(`UPDATE audit_events SET actor_persona = 'admin'`);
    expect(told).toEqual({
      code: 1,
      output: `Event ${rows[0]?.ref_id} of tenant ${rows[0]?.tenant_id} was changed (block 1).\n`,
      complaints: '1 events in 1 blocks of 1 tenants: 1 faults.\n',
    });
  });

  it('tells of a file of heads that is missing', async () => {
    const missing = join(folder.path, 'missing.jsonl');
    expect(await verify({}, [missing])).toMatchObject({
      code: 1,
      output: `The file ${missing} of copied heads is missing.\n`,
    });
  });
});
