import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import pg from 'pg';
import { temporaryFolder } from '../support/folder.ts';
import { freezingProxy, type FreezingProxy } from '../support/freezing-proxy.ts';
import { ownDatabase, type OwnDatabase } from '../support/own-database.ts';
import { startProgram, stopAll, type Started } from '../support/started.ts';
import { create, workOf, type Created } from './support/create.ts';

/** A gateway process that is killed between its COMMIT and the answer to it. */
describe('after a kill -9', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let database: OwnDatabase;
  let proxy: FreezingProxy;
  let reader: pg.Client;
  beforeAll(async () => {
    folder = await temporaryFolder();
    database = await ownDatabase();
    proxy = await freezingProxy(database.appUrl);
    reader = new pg.Client(database.migratorUrl);
    await reader.connect();
  });
  afterAll(async () => {
    await stopAll();
    await reader.end();
    await proxy.close();
    await database.drop();
    await folder.remove();
  });

  const start = (databaseUrl: string): Started =>
    startProgram('gateway/main.js', {
      DATABASE_URL: databaseUrl,
      MIGRATION_DATABASE_URL: database.migratorUrl,
      DATA_DIR: join(folder.path, 'data'),
      PORT: '0',
    });
  const urlOf = async (started: Started): Promise<string> =>
    (await started.until(/The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//))[1] ?? '';
  /** Of the admin of a tenant of the demo data. */
  const tokenOf = (started: Started): string => /^Acme Corp · admin\n {2}(\S+)$/m.exec(started.output())?.[1] ?? '';

  async function send(url: string, token: string, variables: object): Promise<unknown> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: create, variables }),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: unknown };
    return { data, errors };
  }

  /** ULIDs of the activities of a title, how many audit events tell of them, and how many outcomes are kept under a key. */
  async function effectsOf(title: string, key: string): Promise<{ ids: string[]; audited: number; kept: number }> {
    const { rows } = await reader.query<{ ids: string[]; audited: number; kept: number }>(
      `SELECT ids, (SELECT count(*)::int FROM audit_events e WHERE e.changes @> jsonb_build_array(jsonb_build_object('id', ids[1]))) AS audited,
        (SELECT count(*)::int FROM idempotency_keys WHERE key = $2 AND outcome IS NOT NULL) AS kept
       FROM (SELECT coalesce(array_agg(ref_id::text), '{}') AS ids FROM activities WHERE title = $1) found`,
      [title, key],
    );
    const [row] = rows;
    if (row === undefined) throw new Error('expected one row of counts');
    return row;
  }

  it('between COMMIT and its answer, the retry is answered with what was done', async () => {
    const first = start(proxy.url);
    const url = await urlOf(first);
    const token = tokenOf(first);
    const work = workOf('Made once', 'crash-1');
    proxy.holdAnswerTo('command_commit');
    const lost = send(url, token, work).catch(() => 'lost');
    while ((await effectsOf('Made once', 'crash-1')).ids.length === 0) await sleep(10);
    first.signal('SIGKILL');
    expect(await first.ended).toBe('SIGKILL');
    expect(await lost).toBe('lost');

    const again = await urlOf(start(database.appUrl));
    const effects = await effectsOf('Made once', 'crash-1');
    expect(effects).toEqual({ ids: [expect.any(String)], audited: 1, kept: 1 });
    const createActivity: Created['createActivity'] = {
      activity: { id: effects.ids[0] ?? '', title: 'Made once' },
      userErrors: [],
    };
    expect(await send(again, token, work)).toEqual({ data: { createActivity }, errors: undefined });
    expect(await effectsOf('Made once', 'crash-1')).toEqual(effects);
  });
});
