import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { Registry } from 'prom-client';
import { adminUrl, onDatabase } from '../../tests/support/database.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { slowStatements, StatementWatch, type StatementWatchOptions } from './statement-watch.ts';

const slow = 'SELECT pg_sleep($3) IS NULL, count(*) FROM goals WHERE tenant_id = $1::uuid AND name <> $2';
const values = ['00000000-0000-7000-8000-000000000001', 'canary-7b1f', 0.15];

describe('slow statements', () => {
  let database: OwnDatabase;
  let options: StatementWatchOptions;
  beforeAll(async () => {
    database = await ownDatabase();
    options = { migrationUrl: database.migratorUrl, appUrl: database.appUrl, slowMs: 100 };
    const admin = new pg.Client(onDatabase(adminUrl(), new URL(database.appUrl).pathname.slice(1)));
    await admin.connect();
    await admin.query('CREATE EXTENSION pg_stat_statements SCHEMA public');
    await admin.end();
    const app = new pg.Client(database.appUrl);
    await app.connect();
    for (let count = 0; count < 2; count += 1) {
      await app.query(slow, values);
      await app.query('SELECT count(*) FROM leads WHERE tenant_id = $1::uuid', values.slice(0, 1));
    }
    await app.query('BEGIN');
    await app.query('SELECT pg_sleep(0.15)'); // of no table, and planned all the same
    await app.query('ROLLBACK');
    await app.end();
  });
  afterAll(() => database.drop());

  it('are told by their text and the plan that app_user gets, without values', async () => {
    const told = await slowStatements(options);
    expect(told.map(({ text, calls, plan }) => ({ text, calls, plan }))).toEqual(
      expect.arrayContaining([
        { text: slow, calls: 2, plan: expect.stringContaining('Scan on goals') },
        { text: 'SELECT pg_sleep($1)', calls: 1, plan: 'Result' },
      ]),
    );
    expect(told).toHaveLength(2);
    // The row-level security of app_user is in its plan: what it may read is worked out once.
    expect(told.find(({ text }) => text === slow)?.plan).toContain('(tenant_id = $0) OR $1');
    expect(JSON.stringify(told)).not.toContain('canary');
  });

  it('are metrics whose labels an alert can tell, of all statements the calls and seconds', async () => {
    const registry = new Registry();
    const watch = new StatementWatch(registry, options);
    await watch.look();
    const [found] = (await watch.look()).filter(({ text }) => text === slow);
    const text = await registry.metrics();
    expect(text).toContain(`leadmetrics_statement_calls_total{query_id="${found?.queryId}"} 2\n`);
    expect(text.match(/^leadmetrics_slow_statement_info\{/gm)).toHaveLength(2);
    const [, seconds] =
      new RegExp(`^leadmetrics_statement_seconds_total\\{query_id="${found?.queryId}"\\} (.*)$`, 'm').exec(text) ?? [];
    expect(Number(seconds)).toBeGreaterThan(0.3);
    expect(text).toContain(`text="${slow}"`);
  });

  it('are none where the mean may be longer', async () => {
    expect(await slowStatements({ ...options, slowMs: 600_000 })).toEqual([]);
  });
});
