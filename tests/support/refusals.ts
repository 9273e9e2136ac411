import type { Answer } from './gateway.ts';

/** Where an answer was refused and with which code, in the order of the paths. */
export function refusals(errors: Answer['errors']): { path: readonly (string | number)[]; code: unknown }[] {
  return errors
    .map(({ path = [], extensions }) => ({ path, code: extensions['code'] }))
    .sort((a, b) => a.path.join('.').localeCompare(b.path.join('.')));
}
