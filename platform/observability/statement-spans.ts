import type { LoggedStatement } from '../database/statement-log.ts';
import { cleanLines } from './clean-text.ts';
import type { Span } from './tracing.ts';

/** Characters that are told of a statement. */
const longestText = 2_000;

/** Adds the statements that this process has sent for a fetch: their texts, which have no values. */
export function addStatements(span: Span, log: readonly LoggedStatement[]): void {
  for (const { text, milliseconds, rows, startedAt } of log) {
    if (startedAt === undefined) continue;
    const attributes = {
      'db.system.name': 'postgresql',
      'db.query.text': cleanLines(text, longestText),
      'db.response.returned_rows': rows,
    };
    span.start('statement', startedAt, attributes, 'called').end({ at: startedAt + milliseconds });
  }
}
