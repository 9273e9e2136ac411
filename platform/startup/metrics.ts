import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { serveMetrics } from '../observability/metrics-server.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';
import { listenProblem } from './port.ts';

/** What is counted, and what is told of it. */
export interface MetricsOptions {
  readonly config: Config;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Whose connections are counted. */
  readonly pool: pg.Pool;
}

/**
 * Serves the metrics where `METRICS_PORT` asks for it; else those of the process itself are not even collected.
 * @throws StartError when the address cannot be had
 */
export async function openMetrics(life: Lifetime, { config, log, metrics, pool }: MetricsOptions): Promise<void> {
  const { metricsHost: host, metricsPort: port } = config.observability;
  if (port === undefined) return;
  metrics.watchPool(pool);
  metrics.watchProcess();
  const served = await serveMetrics(metrics, { host, port }).catch((error: Error) => {
    throw listenProblem(error, { host, port }, { host: 'METRICS_HOST', port: 'METRICS_PORT' });
  });
  life.onClose('The metrics', () => served.close());
  log.info(`Metrics are at      ${served.url}`);
}
