import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './log.ts';

/** Thrown by a step that is not begun any more because the process was asked to stop. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

interface Closing {
  readonly what: string;
  readonly close: () => Promise<unknown>;
  readonly withinMs: number;
}

/**
 * What a process has opened and how it is asked to stop: first to finish what is in flight (`stopping`), then, by an
 * impatient person, to drop it (`hurried`). What was opened is closed in the opposite order, each within its time.
 */
export class Lifetime {
  private readonly stop = new AbortController();
  private readonly hurry = new AbortController();
  private readonly closings: Closing[] = [];
  /** Told what ends the process; null, before there is one, tells stderr. */
  log: Progress | null = null;

  /** Aborted at the first request to stop. */
  readonly stopping: AbortSignal = this.stop.signal;
  /** Aborted at the second one. */
  readonly hurried: AbortSignal = this.hurry.signal;

  /** Asks to stop; a second time, to hurry. */
  askToStop(): void {
    if (this.stopping.aborted) this.hurry.abort();
    else this.stop.abort();
  }

  /** @throws Stopped when the process was asked to stop: called before each step of a start */
  checkpoint(): void {
    if (this.stopping.aborted) throw new Stopped('asked to stop');
  }

  /** Resolves when the process is asked to stop. */
  untilStopped(): Promise<void> {
    return aborted(this.stopping);
  }

  /** Resolves when the process is asked to hurry. */
  untilHurried(): Promise<void> {
    return aborted(this.hurried);
  }

  /**
   * Remembers how to close what was just opened.
   * @param withinMs how long it may take; then what was opened before it is closed all the same
   */
  onClose(what: string, close: () => Promise<unknown>, withinMs = 30_000): void {
    this.closings.push({ what, close, withinMs });
  }

  /** Closes everything, the last opened first; what fails or takes too long is told and passed over. */
  async close(report: (problem: string) => void): Promise<void> {
    for (let closing = this.closings.pop(); closing !== undefined; closing = this.closings.pop()) {
      await run(closing, report);
    }
  }
}

async function run({ what, close, withinMs }: Closing, report: (problem: string) => void): Promise<void> {
  const timer = new AbortController();
  const late = sleep(withinMs, 'late' as const, { signal: timer.signal });
  try {
    const outcome = await Promise.race([close(), late]);
    if (outcome === 'late') report(`${what} did not close within ${withinMs} ms.`);
  } catch (error) {
    report(`${what} did not close: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    timer.abort();
    late.catch(() => undefined);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
