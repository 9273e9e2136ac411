import { neededToServe, readConfig } from '../../platform/config/config.ts';
import { StartError } from '../../platform/errors/start-error.ts';

/** The lines of what readConfig refuses with. */
export function complaintsOf(env: Record<string, string>, needs = neededToServe): string[] {
  try {
    readConfig(env, needs);
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n');
    throw error;
  }
  return [];
}
