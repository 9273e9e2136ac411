/** One statement that reached PostgreSQL, for `extensions.explain`, slow operations and traces. */
export interface LoggedStatement {
  readonly text: string;
  readonly milliseconds: number;
  readonly rows: number;
  /** By `performance.now()` of this process; absent where another process sent it. */
  readonly startedAt?: number;
}

/** What one subgraph fetch sent to the database: BEGIN, set_config and COMMIT are not counted, everything else is. */
export class StatementLog {
  count = 0;
  /** Empty unless texts were asked for. */
  readonly statements: LoggedStatement[] = [];
  private readonly keepTexts: boolean;

  constructor(options: { keepTexts: boolean }) {
    this.keepTexts = options.keepTexts;
  }

  record(text: string, startedAt: number, rows: number): void {
    this.count += 1;
    if (this.keepTexts) this.statements.push({ text, milliseconds: performance.now() - startedAt, rows, startedAt });
  }
}
