import { readFileSync } from 'node:fs';
import { codeOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';
import type { Variable } from './variable.ts';
import { variables, type VariableName, type VariableValues } from './variables.ts';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const names = Object.keys(variables) as VariableName[]; // an object's own keys

/** All variables read, and one line for each that is wrong. */
export interface EnvironmentReading {
  /** Without those that are wrong. */
  readonly values: Partial<VariableValues>;
  readonly complaints: ReadonlyMap<VariableName, string>;
}

/**
 * Reads every variable: `NAME`, or the file that `NAME_FILE` names (secrets of a container). An empty one counts as
 * missing, since compose files pass such.
 */
export function readEnvironment(env: Environment): EnvironmentReading {
  const values: Record<string, unknown> = {};
  const complaints = new Map<VariableName, string>();
  for (const name of names) {
    try {
      values[name] = readVariable(env, name, variables[name]);
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      complaints.set(name, error.message);
    }
  }
  return { values, complaints };
}

/** One line for a variable that is missing, and why it is needed. */
export function missing(name: VariableName, why: string): string {
  return `${name} is missing, expected ${variables[name].expected}${why}.`;
}

function readVariable(env: Environment, name: VariableName, variable: Variable): unknown {
  const text = textOf(env, name) ?? variable.fallback;
  if (text === null) return undefined;
  const reading = variable.schema.safeParse(text);
  if (reading.success) return reading.data;
  const found = variable.secret ? 'is not as expected (it is not shown here)' : `is ${JSON.stringify(text)}`;
  throw new StartError(`${name} ${found}, expected ${variable.expected}.`);
}

function textOf(env: Environment, name: VariableName): string | undefined {
  const text = env[name] || undefined;
  const file = env[`${name}_FILE`] || undefined;
  if (file === undefined) return text;
  if (text !== undefined) throw new StartError(`${name} and ${name}_FILE are both given, expected one of them.`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new StartError(
      `${name}_FILE names ${file}, which cannot be read (${codeOf(error)}), expected a file that holds ${name}.`,
      { cause: error },
    );
  }
}
