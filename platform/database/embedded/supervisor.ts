import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../system-error.ts';
import { stopPostmaster } from './postmaster.ts';
import type { RunningServer } from './server.ts';

/** What became of an embedded server since its first start. */
export interface ServerCondition {
  /** `restarting` from when it ended by itself until it takes connections again. */
  readonly state: 'running' | 'restarting';
  /** How many times it was started again. */
  readonly restarts: number;
  /** When it last ended by itself; null while it never did. */
  readonly lastEndedAt: Date | null;
}

/** How a server is kept running; all times in milliseconds. */
export interface SupervisorOptions {
  /** Starts it again on the same port; gives up, and leaves nothing that runs, when the signal is aborted. */
  readonly restart: (signal: AbortSignal) => Promise<RunningServer>;
  /** The longest wait before it is started once more. */
  readonly longestWaitMs: number;
  /** Takes one line of what went wrong, and of what was put right. */
  readonly report: (line: string) => void;
}

/** The wait before the second attempt in a row; the first one is made at once, and each later wait is twice the last. */
const secondAttemptAfterMs = 500;

/**
 * Keeps a server running that may end at any time: killed, out of memory, out of disk. It is started again at once; one that keeps
 * ending, or does not come up, is started at longer and longer intervals, until it has run for longer than the longest of them.
 */
export class Supervisor {
  private server: RunningServer;
  private readonly options: SupervisorOptions;
  private readonly stopping = new AbortController();
  private readonly supervision: Promise<void>;
  private now: ServerCondition = { state: 'running', restarts: 0, lastEndedAt: null };

  constructor(server: RunningServer, options: SupervisorOptions) {
    this.server = server;
    this.options = options;
    this.supervision = this.supervise();
  }

  get condition(): ServerCondition {
    return this.now;
  }

  /** Stops the server, or its restart. @throws Error when it still runs long after `timeoutMs` */
  async stop(timeoutMs: number): Promise<void> {
    this.stopping.abort();
    await this.supervision;
    await stopPostmaster(this.server.process, timeoutMs);
  }

  private async supervise(): Promise<void> {
    const { signal } = this.stopping;
    const asked = new Promise<null>((resolve) => signal.addEventListener('abort', () => resolve(null)));
    for (let waitMs = 0; ;) {
      const startedAt = performance.now();
      const end = await Promise.race([this.server.ended, asked]);
      if (end === null || signal.aborted) return;
      if (performance.now() - startedAt > this.options.longestWaitMs) waitMs = 0;
      this.now = { ...this.now, state: 'restarting', lastEndedAt: new Date() };
      this.tell(`PostgreSQL (process ${this.server.process.pid}) has ended by itself (${end})`, waitMs);
      const usedMs = await this.startAgain(waitMs);
      if (usedMs === null) return;
      this.now = { ...this.now, state: 'running', restarts: this.now.restarts + 1 };
      this.options.report(`PostgreSQL is up again (process ${this.server.process.pid}).`);
      waitMs = this.longer(usedMs);
    }
  }

  /** Starts it until it is up. @returns the last wait; null when it was asked to stop meanwhile */
  private async startAgain(firstWaitMs: number): Promise<number | null> {
    const { signal } = this.stopping;
    for (let waitMs = firstWaitMs; ;) {
      try {
        await sleep(waitMs, undefined, { signal });
        this.server = await this.options.restart(signal);
        return waitMs;
      } catch (error) {
        if (signal.aborted) return null;
        waitMs = this.longer(waitMs);
        this.tell(`PostgreSQL could not be started again: ${reasonOf(error).replace(/\.$/, '')}`, waitMs);
      }
    }
  }

  private longer(waitMs: number): number {
    return Math.min(Math.max(2 * waitMs, secondAttemptAfterMs), this.options.longestWaitMs);
  }

  private tell(what: string, waitMs: number): void {
    this.options.report(`${what}. It is started again ${waitMs === 0 ? 'now' : `in ${waitMs} ms`}.`);
  }
}
