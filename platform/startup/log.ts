import { inspect } from 'node:util';
import type { Config } from '../config/config.ts';

/** What a process tells the person at its terminal. */
export interface Log {
  /** One line of progress, or of an answer. */
  readonly info: (line: string) => void;
  /** What went wrong, with its stack where there is one. */
  readonly error: (words: string, cause?: unknown) => void;
}

/** Progress to stdout, faults to stderr; of a level's quieter neighbours each leaves one out. */
export function createLog(level: Config['logLevel']): Log {
  return {
    info: (line) => {
      if (level === 'info') process.stdout.write(`${line}\n`);
    },
    error: (words, cause) => {
      if (level !== 'silent') process.stderr.write(`${[words, ...detail(cause)].join('\n')}\n`);
    },
  };
}

function detail(cause: unknown): string[] {
  if (cause === undefined) return [];
  if (!(cause instanceof Error)) return [inspect(cause)];
  return [cause.stack ?? cause.message, ...(cause.cause === undefined ? [] : ['Caused by:', ...detail(cause.cause)])];
}
