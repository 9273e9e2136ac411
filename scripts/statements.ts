import { setTimeout as sleep } from 'node:timers/promises';
import { Registry } from 'prom-client';
import { readConfig, type Config } from '../platform/config/config.ts';
import { meanOf } from '../platform/database/statement-statistics.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { serveMetrics } from '../platform/observability/metrics-server.ts';
import {
  slowStatements,
  StatementWatch,
  type SlowStatement,
  type StatementWatchOptions,
} from '../platform/observability/statement-watch.ts';
import { findDatabase, noDatabase } from '../platform/startup/database.ts';
import type { Lifetime } from '../platform/startup/lifetime.ts';
import { createLog, type Log } from '../platform/startup/log.ts';
import { runProgram } from '../platform/startup/run-program.ts';

/** How often the statements are looked at, in milliseconds. */
const intervalMs = 60_000;

/**
 * `npm run statements`: prints the statements whose mean is over SLOW_STATEMENT_MS, each with its plan. With `--serve` it stays,
 * looks once a minute, serves them as metrics on METRICS_PORT, and logs each when it becomes slow.
 */
await runProgram(async (life) => {
  const config = readConfig(process.env, () => []);
  const log = createLog(config);
  life.log = log;
  const access = await findDatabase(config);
  if (access === null) throw noDatabase(config);
  const { appUrl, migrationUrl } = access;
  if (migrationUrl === null)
    throw new StartError(
      'MIGRATION_DATABASE_URL is missing, expected it: migrator_user may read what statements there were.',
    );
  const options = { appUrl, migrationUrl, slowMs: config.observability.slowStatementMs };
  if (process.argv.includes('--serve')) await serve(life, config, log, options);
  else log.info(words(await slowStatements(options), options.slowMs));
});

async function serve(life: Lifetime, config: Config, log: Log, options: StatementWatchOptions): Promise<void> {
  const { metricsHost: host, metricsPort: port } = config.observability;
  if (port === undefined)
    throw new StartError('METRICS_PORT is missing, expected the port to serve the statements on.');
  const registry = new Registry();
  const watch = new StatementWatch(registry, options);
  const served = await serveMetrics({ registry }, { host, port });
  life.onClose('The metrics', () => served.close());
  log.info(`Metrics are at      ${served.url}`);
  let told = new Set<string>();
  while (!life.stopping.aborted) {
    try {
      const slow = await watch.look();
      for (const one of slow) if (!told.has(one.queryId)) tell(one, log);
      told = new Set(slow.map(({ queryId }) => queryId));
    } catch (error) {
      log.error('The statements cannot be read:', error);
    }
    await sleep(intervalMs, undefined, { signal: life.stopping }).catch(() => undefined);
  }
}

function tell(statement: SlowStatement, log: Log): void {
  const { queryId, text, plan, calls } = statement;
  log.event({
    level: 'warn',
    name: 'slow statement',
    fields: () => ({ queryId, meanMs: rounded(meanOf(statement)), calls, text, plan }),
    text: () => lineOf(statement),
  });
}

function words(slow: readonly SlowStatement[], slowMs: number): string {
  if (slow.length === 0) return `No statement takes more than ${slowMs} ms in the mean.`;
  return slow.map(lineOf).join('\n\n');
}

function lineOf(statement: SlowStatement): string {
  const { queryId, text, plan, calls } = statement;
  return `Statement ${queryId} takes ${rounded(meanOf(statement))} ms in the mean of ${calls} calls:\n${text}\n\n${plan}`;
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
