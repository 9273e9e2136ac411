import { reasonOf } from '../database/system-error.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Round, Sealer } from './sealer.ts';

/** What is repeated, and who is told. */
export interface SealingOptions {
  readonly sealer: Pick<Sealer, 'seal'>;
  /** Milliseconds between two rounds. */
  readonly intervalMs: number;
  readonly metrics: Metrics;
  readonly log: { readonly info: (line: string) => void; readonly error: (line: string, cause?: unknown) => void };
}

/** Repeats rounds of sealing, and tells how far they are behind. */
export class Sealing {
  private readonly options: SealingOptions;
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;
  private hasFailed = false;
  private lastRoundAt = Date.now();
  /** Since when an event waits to be sealed, as far as this process knows. */
  private unsealedSince: number | null = null;

  constructor(options: SealingOptions) {
    this.options = options;
    this.timer = setInterval(() => void this.run(), options.intervalMs).unref();
    options.metrics.watchSealing(() => (this.unsealedSince === null ? 0 : Date.now() - this.unsealedSince));
  }

  /** Seals what there is, as many rounds as it takes; joins those that are under way. Never fails: failures are told and counted. */
  run(): Promise<void> {
    this.running ??= this.rounds().finally(() => (this.running = null));
    return this.running;
  }

  /** Ends the repetition with a last run. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.run();
  }

  private async rounds(): Promise<void> {
    const { sealer, metrics, log } = this.options;
    try {
      let round: Round | null;
      do this.note((round = await sealer.seal()));
      while (round?.isFull === true);
      if (this.hasFailed) log.info('Audit events are sealed again.');
      this.hasFailed = false;
    } catch (error) {
      metrics.sealFailures.inc();
      this.note(null);
      if (!this.hasFailed) log.error(`Audit events are not sealed, it is tried again: ${reasonOf(error)}`);
      this.hasFailed = true;
    }
  }

  private note(round: Round | null): void {
    if (round === null) {
      // Another process may seal, or none: what has come since the last round of this one is not known to be sealed.
      this.unsealedSince ??= this.lastRoundAt;
      return;
    }
    this.lastRoundAt = Date.now();
    this.unsealedSince = round.oldestUnsealed === null ? null : Date.parse(round.oldestUnsealed);
  }
}
