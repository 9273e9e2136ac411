/** When calls stop being made, and when they are tried again. */
export interface CircuitOptions {
  /** Calls that fail one after the other until no more are made. */
  readonly failures: number;
  /** Milliseconds without calls then, and up to half as many more by chance, so that many processes do not come back at one moment. */
  readonly waitMs: number;
}

/** End of a call: with an answer, without one, or given up before either was known. */
export type CallEnd = 'answered' | 'failed' | 'unknown';

/**
 * Circuit breaker of something that others call. It opens after so many failures in a row; after a wait one operation may try,
 * with all of its calls, since an answer that lacks half of them would help nobody; what comes of the first of them closes it, or
 * opens it for another wait.
 *
 * It is our own, for what libraries do otherwise: with cockatiel everybody waits while one tries, and opossum counts shares of
 * a window of time, where a single caller who comes back each minute would never open it. Neither lets a try be given up.
 * @see https://learn.microsoft.com/azure/architecture/patterns/circuit-breaker
 */
export class Circuit {
  private readonly options: CircuitOptions;
  private readonly onChange: (isClosed: boolean) => void;
  private readonly now: () => number;
  private failures = 0;
  /** When it may be tried; null while it is closed. */
  private triesAt: number | null = null;
  /** The operation that tries. */
  private trying: object | null = null;
  /** Counts how often it has opened and closed: calls that began before tell nothing of what is now. */
  private round = 0;

  /**
   * @param onChange told when it opens and when it closes, not when a try fails
   * @param now milliseconds of a clock that never goes back
   */
  constructor(
    options: CircuitOptions,
    onChange: (isClosed: boolean) => void,
    now: () => number = () => performance.now(),
  ) {
    this.options = options;
    this.onChange = onChange;
    this.now = now;
  }

  get isClosed(): boolean {
    return this.triesAt === null;
  }

  /** Milliseconds until an operation may call; 0 for now. */
  waitMs(operation: object): number {
    if (this.triesAt === null || this.trying === operation) return 0;
    if (this.trying !== null) return this.options.waitMs;
    return Math.ceil(Math.max(0, this.triesAt - this.now()));
  }

  /** Begins a call, for which nothing had to be waited; whoever makes it tells how it ended. */
  begin(operation: object): (end: CallEnd) => void {
    if (this.triesAt !== null) this.trying = operation;
    const { round } = this;
    return (end) => {
      if (round !== this.round) return;
      if (end === 'unknown') this.trying = null;
      else if (end === 'answered') this.close();
      else this.fail();
    };
  }

  private close(): void {
    this.failures = 0;
    if (this.triesAt === null) return;
    this.triesAt = null;
    this.trying = null;
    this.round += 1;
    this.onChange(true);
  }

  private fail(): void {
    this.failures += 1;
    const { failures, waitMs } = this.options;
    const wasClosed = this.triesAt === null;
    if (wasClosed && this.failures < failures) return;
    this.triesAt = this.now() + waitMs * (1 + Math.random() / 2);
    this.trying = null;
    this.round += 1;
    if (wasClosed) this.onChange(false);
  }
}
