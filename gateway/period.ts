/** A part of a request's time, in milliseconds: when it began, by `performance.now()`, and how long it took. */
export interface Period {
  readonly startedAt: number;
  readonly milliseconds: number;
}

/** The period from then to now. */
export function since(startedAt: number): Period {
  return { startedAt, milliseconds: performance.now() - startedAt };
}

/** End of a period, by `performance.now()`. */
export function endOf({ startedAt, milliseconds }: Period): number {
  return startedAt + milliseconds;
}

/** Milliseconds as they are told: to a tenth. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}
