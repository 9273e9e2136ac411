import { Counter, Gauge, type Registry } from 'prom-client';
import type { StatementStatistics } from '../database/statement-statistics.ts';
import { explainStatement, meanOf, readStatistics } from '../database/statement-statistics.ts';

/** A statement that takes too long each time, and the plan that it is executed by. */
export interface SlowStatement extends StatementStatistics {
  readonly plan: string;
}

/** Which statements are slow, and as whom they are looked at. */
export interface StatementWatchOptions {
  /** As migrator_user. */
  readonly migrationUrl: string;
  /** As app_user. */
  readonly appUrl: string;
  /** Mean of a statement that is told, in milliseconds. */
  readonly slowMs: number;
}

/** Statements that are counted, of those that take most in all and of those that take most each time. */
const most = 50;

/** The statements of app_user whose executions take longer in the mean than they may, the slowest first, each with its plan. */
export async function slowStatements(options: StatementWatchOptions): Promise<SlowStatement[]> {
  return withPlans(await readStatistics(options.migrationUrl, most), options);
}

/**
 * The same as metrics, read anew at each look: how often each statement was executed and for how long, and of slow ones text and plan
 * in labels, so that an alert can tell them.
 */
export class StatementWatch {
  private readonly options: StatementWatchOptions;
  private readonly calls: Counter<'query_id'>;
  private readonly seconds: Counter<'query_id'>;
  private readonly slow: Gauge<'query_id' | 'text' | 'plan'>;

  constructor(registry: Registry, options: StatementWatchOptions) {
    this.options = options;
    const registers = [registry];
    this.calls = new Counter({
      name: 'leadmetrics_statement_calls_total',
      help: "Executions of app_user's statements, as pg_stat_statements counts them.",
      labelNames: ['query_id'],
      registers,
    });
    this.seconds = new Counter({
      name: 'leadmetrics_statement_seconds_total',
      help: "Time that app_user's statements took, as pg_stat_statements counts it.",
      labelNames: ['query_id'],
      registers,
    });
    this.slow = new Gauge({
      name: 'leadmetrics_slow_statement_info',
      help: 'Text and plan of each statement that takes longer in the mean than SLOW_STATEMENT_MS; always 1.',
      labelNames: ['query_id', 'text', 'plan'],
      registers,
    });
  }

  /** @returns the statements that are slow now */
  async look(): Promise<SlowStatement[]> {
    const known = await readStatistics(this.options.migrationUrl, most);
    const slow = await withPlans(known, this.options);
    for (const metric of [this.calls, this.seconds, this.slow]) metric.reset();
    for (const { queryId, calls, milliseconds } of known) {
      this.calls.inc({ query_id: queryId }, calls);
      this.seconds.inc({ query_id: queryId }, milliseconds / 1_000);
    }
    for (const { queryId, text, plan } of slow) this.slow.set({ query_id: queryId, text, plan }, 1);
    return slow;
  }
}

async function withPlans(
  known: readonly StatementStatistics[],
  { appUrl, slowMs }: StatementWatchOptions,
): Promise<SlowStatement[]> {
  const slow = known.filter((one) => meanOf(one) > slowMs).sort((a, b) => meanOf(b) - meanOf(a));
  const told: SlowStatement[] = [];
  for (const one of slow) told.push({ ...one, plan: await explainStatement(appUrl, one.text) });
  return told;
}
