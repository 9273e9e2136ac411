import { isNativeError } from 'node:util/types';
import { cleanLines, cleanText } from './clean-text.ts';

/** A fault as a log tells it: without the values that its words may quote. */
export interface FaultFields {
  /** Name of the error's class. */
  readonly type: string;
  readonly message: string;
  /** SQLSTATE of a database's error, or the system's name of another. */
  readonly code?: string;
  /** Where it was made: the message, and a line for each call. */
  readonly stack?: string;
  readonly cause?: FaultFields;
}

/** Characters of each text, and how many causes are told behind an error. */
const limits = { code: 100, message: 1_000, stack: 8_000, causes: 5 };

/** Fields that a log tells of something that was thrown; of what is no error its type alone, for it may hold anything. */
export function faultFields(fault: unknown, causes = limits.causes): FaultFields {
  if (!isNativeError(fault)) return { type: typeof fault, message: 'something was thrown that is no error' };
  const { name, message, cause } = fault;
  const told = quotesValues(fault) ? message.replace(/"[^]*"/, '"…"') : message;
  // A stack begins with the message; one that has another might quote what the message does not.
  const stack =
    told === message || fault.stack?.includes(message) ? fault.stack?.replace(message, () => told) : undefined;
  const code = 'code' in fault && typeof fault.code === 'string' ? cleanText(fault.code, limits.code) : null;
  return {
    type: cleanText(name, limits.code) ?? 'Error',
    message: cleanText(told, limits.message) ?? '',
    ...(code !== null && { code }),
    ...(stack !== undefined && { stack: cleanLines(stack, limits.stack) }),
    ...(cause !== undefined && causes > 0 && { cause: faultFields(cause, causes - 1) }),
  };
}

/** SQLSTATE classes whose messages quote what was sent or stored: data exceptions, broken constraints, RAISE of a function. */
const quoting = /^(22|23|P0)/;

/** Errors whose words quote data: of a parser, of GraphQL about a variable, of MongoDB about a key. */
const quotingNames = /^(SyntaxError|GraphQLError|Mongo.*)$/;

/** Whether an error's words quote data; those of PostgreSQL do about a value. */
function quotesValues(fault: Error): boolean {
  if (quotingNames.test(fault.name)) return true;
  return 'severity' in fault && 'code' in fault && quoting.test(String(fault.code));
}
