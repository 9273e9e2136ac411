import pg from 'pg';
import { fillToScale } from '../../seed/scale/index.ts';
import setUpDatabase from '../support/global-setup.ts';

/** Rows of `activities`, all else being in proportion; 0 leaves the database empty. */
const activities = Number(process.env['SCALE_ROWS'] ?? 1_000_000);
const tenants = Number(process.env['SCALE_TENANTS'] ?? 100);

/**
 * A PostgreSQL of the run's own, filled to scale; it ends with the run. With TEST_DATABASE_URL and its like in the environment
 * the tests run on that database, which must have been filled by `npm run seed`.
 */
// eslint-disable-next-line no-restricted-syntax -- jest calls the default export
export default async function setUp(config: { rootDir: string }): Promise<void> {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return;
  await setUpDatabase(config);
  if (activities === 0) return;
  const startedAt = performance.now();
  const client = new pg.Client(process.env['TEST_MIGRATION_DATABASE_URL']);
  client.on('error', () => undefined); // what breaks a connection fails the statement under way
  await client.connect();
  const rows = await fillToScale({ client, activities, tenants, now: new Date(), progress: () => undefined });
  await client.end();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0);
  process.stderr.write(`${rows.toLocaleString('en')} rows of ${tenants} tenants in ${seconds} s.\n`);
}
