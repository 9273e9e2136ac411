import { afterAll, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import pg from 'pg';
import { format, resolveConfig } from 'prettier';
import { projectPath } from '../../platform/config/paths.ts';
import { bootstrapDatabase } from '../../platform/database/bootstrap.ts';
import { createPool } from '../../platform/database/pool.ts';
import { fillToScale } from '../../seed/scale/index.ts';
import { adminUrl, onDatabase } from '../support/database.ts';
import { ownDatabase } from '../support/own-database.ts';
import { databaseTime } from './support/database-time.ts';
import { operationQuestions } from './support/operation-questions.ts';
import { rowsRead } from './support/rows-read.ts';
import { openScaleGraph } from './support/scale-graph.ts';

/** Activities × tenants. `SCALE_SIZES=1000x10,100000x100` measures others. */
const sizes = (process.env['SCALE_SIZES'] ?? '1000x10,100000x10,100000x100,100000x10000,1000000x100')
  .split(',')
  .map((size) => size.split('x').map(Number))
  .map(([activities = 0, tenants = 0]) => ({ activities, tenants }));

/** Executions before an operation is measured, and measurements, of which the fastest counts. */
const warmUps = 8;
const measurements = 3;

const file = projectPath('docs', 'scale.md');

/** What one operation took at one size. */
interface Cost {
  readonly statements: number;
  readonly rowsRead: number;
  readonly milliseconds: number;
}

const costs = new Map<string, Cost[]>();

afterAll(async () => {
  if (costs.size > 0) writeFileSync(file, await format(report(), { ...(await resolveConfig(file)), filepath: file }));
});

it.each(sizes)('measures every operation at $activities activities of $tenants tenants', async (size) => {
  const database = await ownDatabase();
  try {
    await bootstrap(new URL(database.appUrl).pathname.slice(1));
    const client = new pg.Client(database.migratorUrl);
    await client.connect();
    await fillToScale({ client, ...size, now: new Date(), progress: () => undefined });
    await client.end();
    await measure(database);
  } finally {
    await database.drop();
  }
});

/** What belongs to a database and not to its server: without leakproof comparisons other plans would be measured. */
async function bootstrap(databaseName: string): Promise<void> {
  await bootstrapDatabase({
    adminUrl: adminUrl(),
    databaseName,
    roles: {
      app: { name: 'app_user', password: null },
      migrator: { name: 'migrator_user', password: null },
      readonly: { name: 'readonly_user', password: null },
    },
    log: () => undefined,
  });
}

async function measure({
  appUrl,
  migratorUrl,
}: {
  readonly appUrl: string;
  readonly migratorUrl: string;
}): Promise<void> {
  const graph = await openScaleGraph({ connections: 2, url: appUrl });
  const migrator = createPool({ url: migratorUrl, maximum: 1 });
  const admin = createPool({ url: onDatabase(adminUrl(), new URL(appUrl).pathname.slice(1)), maximum: 1 });
  try {
    for (const { name, as, text, variables } of await operationQuestions(migrator)) {
      const ask = async (): Promise<void> => {
        const { errors } = await graph.ask(as, text, variables);
        expect(errors).toEqual([]);
      };
      for (let time = 0; time < warmUps; time += 1) await ask();
      const times = [];
      for (let time = 0; time < measurements; time += 1) times.push(await databaseTime(admin, ask));
      const { statements, milliseconds } = times.reduce((one, other) =>
        one.milliseconds < other.milliseconds ? one : other,
      );
      const cost = { statements, milliseconds, rowsRead: await rowsRead(admin, graph.pool, ask) };
      costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  } finally {
    await graph.close();
    await migrator.end();
    await admin.end();
  }
}

function report(): string {
  const heads = sizes.map(
    ({ activities, tenants }) => `${activities.toLocaleString('en')} × ${tenants.toLocaleString('en')}`,
  );
  const cell = ({ statements, rowsRead: read, milliseconds }: Cost): string =>
    `${statements} / ${read.toLocaleString('en')} / ${milliseconds.toFixed(1)}`;
  return `# The operations at scale

Measured on ${new Date().toISOString().slice(0, 10)} by \`npm run measure:scale\`: the operations of \`operations/\`, asked in the large
tenant, which has a tenth of all rows. A column is a number of activities × a number of tenants; a cell is statements, rows that
they read (entries of indexes, and rows of tables read whole; pg_stat_user_indexes, pg_stat_user_tables), and milliseconds inside
PostgreSQL (pg_stat_statements, the best of ${measurements} after ${warmUps} executions).

Where a row grows to the right, its answer does: a larger tenant fills its pages, and has more under each goal and month; what is
counted or added up there is read once. The number of tenants changes nothing.

| operation | ${heads.join(' | ')} |
| --- | ${heads.map(() => '---:').join(' | ')} |
${[...costs].map(([name, measured]) => `| ${name} | ${measured.map(cell).join(' | ')} |`).join('\n')}
`;
}
