import { createLog, type Log } from '../../platform/startup/log.ts';

/** Told everything, tells nothing. */
export const silentLog = createLog({ logLevel: 'silent', logFormat: 'text' });

/** A log of JSON that keeps its lines. */
export interface KeptLog {
  readonly log: Log;
  /** As they would be written, each with its line end. */
  readonly lines: string[];
  /** What the lines say, without when. */
  entries(): Record<string, unknown>[];
}

export function keptLog(): KeptLog {
  const lines: string[] = [];
  const log = createLog({ logLevel: 'info', logFormat: 'json' }, { write: (line) => lines.push(line) });
  return {
    log,
    lines,
    entries: () =>
      lines.map((line) => {
        const { time: _, ...entry } = JSON.parse(line) as Record<string, unknown>; // an object a line
        return entry;
      }),
  };
}
