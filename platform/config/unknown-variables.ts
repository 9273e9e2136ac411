import type { Environment } from './environment.ts';
import { variables } from './variables.ts';

const names = Object.keys(variables);

/** First words that only our variables begin with: whatever else begins so was meant for us. */
const prefixes = new Set([
  'DATABASE',
  'MIGRATION',
  'TOKEN',
  'SUBGRAPH',
  'SLOW',
  'SHUTDOWN',
  'ENCRYPTION',
  'JWKS',
  'LEADMETRICS',
]);

/** Variables that Kubernetes and Docker make for each service that is called as a prefix is. */
const madeByContainers = /_(SERVICE_(HOST|PORT)(_\w+)?|PORT(_\d+_(TCP|UDP)(_\w+)?)?)$/;

/** Changes of one letter that a slip of the keyboard may make, by the length of what was meant. */
const slips = (length: number): number => (length < 6 ? 0 : length < 10 ? 1 : 2);

/**
 * One line for each variable that nothing reads and that looks as if it was meant for this: all but a known name (`DATABSE_URL`), or
 * of a family of ours (`SUBGRAPH_RETRIES`). Values are never told.
 */
export function unknownVariables(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => env[name] !== '' && !isKnown(name))
    .flatMap((name) => {
      const meant = nearest(name);
      if (meant !== null) return [`The variable ${name} is read by nothing, expected ${meant} perhaps.`];
      const [prefix = ''] = name.split('_', 1);
      if (!prefixes.has(prefix) || prefix === name || madeByContainers.test(name)) return [];
      const family = names.filter((known) => known.startsWith(`${prefix}_`));
      return [
        `The variable ${name} is read by nothing${family.length === 0 ? '' : `, expected one of ${family.join(', ')}`}.`,
      ];
    });
}

function isKnown(name: string): boolean {
  return names.includes(name) || names.includes(name.replace(/_FILE$/, ''));
}

/** The known name that a slip or two make of this one, if any. */
function nearest(name: string): string | null {
  const [best] = names
    .map((known) => ({ known, distance: distance(name.toUpperCase(), known) }))
    .filter(({ known, distance: away }) => away <= slips(known.length))
    .sort((a, b) => a.distance - b.distance);
  return best?.known ?? null;
}

/** Letters that are changed, left out, added or swapped with their neighbour between two words (optimal string alignment). */
function distance(one: string, other: string): number {
  const rows: number[][] = [];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 0; row <= one.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const isSwapped = row > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      const steps =
        row === 0
          ? [column]
          : [
              at(row - 1, column) + 1,
              at(row, column - 1) + 1,
              at(row - 1, column - 1) + (same ? 0 : 1),
              ...(isSwapped && column > 1 ? [at(row - 2, column - 2) + 1] : []),
            ];
      rows[row]?.push(Math.min(...steps));
    }
  }
  return at(one.length, other.length);
}
