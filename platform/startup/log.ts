import pino from 'pino';
import type { Config } from '../config/config.ts';
import { cleanLines } from '../observability/clean-text.ts';
import { faultFields, type FaultFields } from '../observability/fault-fields.ts';

/** Named values of a log line: the caller has cleaned and bounded every text that is not its own. */
export type LogFields = Readonly<Record<string, unknown>>;

/** Something that happens often, told in fields to a program and in a line to a person. */
export interface LogEvent {
  readonly level: 'info' | 'warn';
  /** What happened, the same for each event of its kind. */
  readonly name: string;
  readonly fields: () => LogFields;
  readonly text: () => string;
}

/** What a step of a start tells. */
export interface Progress {
  /** One line of progress, or of an answer. */
  readonly info: (line: string) => void;
  /** What went wrong, with its stack where there is one. */
  readonly error: (words: string, cause?: unknown, fields?: LogFields) => void;
}

/** What a process tells whoever runs it. */
export interface Log extends Progress {
  /** What works and yet is not as it should be. */
  readonly warn: (line: string) => void;
  readonly event: (event: LogEvent) => void;
}

/** Lines that wait for a reader that stands still, in bytes; those that come then are lost, and the process serves on. */
const waitingBytes = 8_000_000;

/**
 * A log of text: progress to stdout, faults to stderr. A log of JSON: one line of stdout each, with `level`, `time` (ISO 8601),
 * `msg` and fields. Of a level's quieter neighbours each leaves one out.
 * @param out where JSON goes
 */
export function createLog(
  { logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>,
  out?: pino.DestinationStream,
): Log {
  if (logFormat === 'text') return textLog(logLevel);
  return jsonLog(logLevel, out ?? pino.destination({ dest: 1, sync: false, maxLength: waitingBytes }));
}

function textLog(level: Config['logLevel']): Log {
  const tell = (stream: NodeJS.WriteStream, text: string): void => void stream.write(`${text}\n`);
  return {
    info: (line) => {
      if (level === 'info') tell(process.stdout, line);
    },
    warn: (line) => {
      if (level === 'info') tell(process.stderr, line);
    },
    error: (words, cause) => {
      if (level !== 'silent') tell(process.stderr, cleanLines([words, ...detail(cause)].join('\n'), Infinity));
    },
    event: (event) => {
      if (level === 'info') tell(process.stdout, event.text());
    },
  };
}

function detail(cause: unknown): string[] {
  if (cause === undefined) return [];
  const lines = ({ type, message, stack = `${type}: ${message}`, cause: deeper }: FaultFields): string[] => [
    stack,
    ...(deeper === undefined ? [] : ['Caused by:', ...lines(deeper)]),
  ];
  return lines(faultFields(cause));
}

function jsonLog(level: Config['logLevel'], out: pino.DestinationStream): Log {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    out,
  );
  return {
    info: (line) => logger.info(line),
    warn: (line) => logger.warn(line),
    error: (words, cause, fields = {}) =>
      logger.error(cause === undefined ? fields : { ...fields, fault: faultFields(cause) }, words),
    event: ({ level: at, name, fields }) => {
      if (logger.isLevelEnabled(at)) logger[at](fields(), name);
    },
  };
}
