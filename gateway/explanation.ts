import type { LoggedStatement } from '../platform/database/statement-log.ts';
import type { Place } from './execution/unexplained.ts';

/** One fetch of the plan: which service, where in the answer, and what it cost. */
export interface ExplainedFetch {
  readonly service: string;
  /** Place in the answer: `viewer.tenant`, empty at the root. */
  readonly path: string;
  readonly milliseconds: number;
  readonly statements: readonly Omit<LoggedStatement, 'startedAt'>[];
}

/** What `extensions.explain` tells: the plan, and for each fetch its statements and milliseconds. */
export class Explanation {
  plan = '';
  readonly fetches: ExplainedFetch[] = [];
  private readonly startedAt = performance.now();

  toJSON(): object {
    return {
      plan: this.plan,
      fetches: this.fetches,
      statements: this.fetches.reduce((sum, { statements }) => sum + statements.length, 0),
      milliseconds: performance.now() - this.startedAt,
    };
  }
}

/** Adds a finished fetch to the explanation, if one was asked for. @param path place in the answer, `@` for every item of a list */
export function recordFetch(
  explanation: Explanation | null,
  service: string,
  path: Place,
  startedAt: number,
  { log }: { readonly log: readonly LoggedStatement[] },
): void {
  if (explanation === null) return;
  const place = path.filter((part) => part !== '@').join('.');
  const statements = log.map(({ text, milliseconds, rows }) => ({ text, milliseconds, rows }));
  explanation.fetches.push({ service, path: place, milliseconds: performance.now() - startedAt, statements });
}
