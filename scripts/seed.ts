import { parseArgs } from 'node:util';
import pg from 'pg';
import { readConfig, type Config } from '../platform/config/config.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { findDatabase, openDatabase } from '../platform/startup/database.ts';
import type { Lifetime } from '../platform/startup/lifetime.ts';
import { createLog } from '../platform/startup/log.ts';
import { migrate } from '../platform/startup/migrate.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { fillToScale, type ScaleProgress } from '../seed/scale/index.ts';

const usage = 'npm run seed -- --scale <activities> [--tenants <number>] [--force]';

/**
 * Fills a database with that many activities of many tenants, for measuring: the embedded one of DATA_DIR, which is started
 * where nobody runs it, or that of MIGRATION_DATABASE_URL. `admin@scale-00001.example` is the large tenant's admin:
 * `npm run token -- --tenant scale-00001 --role admin`.
 */
await runProgram(async (life) => {
  const { activities, tenants, replace } = readWish(process.argv.slice(2));
  const config = readConfig(process.env, () => []);
  if (config.production) throw new StartError('NODE_ENV is production, expected development: the rows are made up.');
  const client = new pg.Client({ connectionString: await migrationUrl(life, config) });
  client.on('error', () => undefined); // a connection that breaks fails the statement under way, which tells
  await client.connect();
  life.onClose('The connection', () => client.end());
  life.stopping.addEventListener('abort', () => void client.end());
  const startedAt = performance.now();
  const rows = await fillToScale({ client, activities, tenants, replace, now: new Date(), progress: progressBar() });
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  process.stdout.write(`${rows.toLocaleString('en')} rows of ${tenants} tenants in ${seconds} s.\n`);
});

function readWish(args: string[]): { activities: number; tenants: number; replace: boolean } {
  const option = { type: 'string' } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options: { scale: option, tenants: option, force: { type: 'boolean' } } }));
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
  const activities = wholeNumber('--scale', values.scale, 100, 10_000_000);
  return {
    activities,
    tenants: wholeNumber('--tenants', values.tenants ?? '100', 1, Math.min(100_000, activities)),
    replace: values.force === true,
  };
}

function wholeNumber(name: string, text: string | undefined, minimum: number, maximum: number): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= minimum && number <= maximum) return number;
  throw new StartError(
    `${name} is ${text ?? 'missing'}, expected a whole number from ${minimum} to ${maximum}: ${usage}.`,
  );
}

/** The schema brought up to date, its owner's connection string. */
async function migrationUrl(life: Lifetime, config: Config): Promise<string> {
  const log = createLog(config);
  const access = (await findDatabase(config)) ?? (await openDatabase(life, config, log));
  if (access.migrationUrl === null) {
    throw new StartError(
      'MIGRATION_DATABASE_URL is not given, expected it: rows of many tenants are written by migrator_user.',
    );
  }
  await migrate({ access, apply: config.database.migrateOnStart, log });
  return access.migrationUrl;
}

/** On a terminal one line that fills up; elsewhere one line for each step that is done. */
function progressBar(width = 30): (progress: ScaleProgress) => void {
  const { stderr } = process;
  return ({ step, done, of }) => {
    const finished = done >= of;
    if (!stderr.isTTY) {
      if (finished) stderr.write(`${step}: ${of.toLocaleString('en')}\n`);
      return;
    }
    const filled = of === 0 ? width : Math.round((width * done) / of);
    const bar = '█'.repeat(filled).padEnd(width, '░');
    stderr.write(
      `\r\u001b[K${bar} ${step} ${done.toLocaleString('en')} of ${of.toLocaleString('en')}${finished ? '\n' : ''}`,
    );
  };
}
