import { parseArgs } from 'node:util';

/** What a run can be told: `npm run bench -- --seconds 2 --rounds 3 --draft`. */
const numbers = { seconds: 5, rounds: 5, connections: 16, 'warm-up': 2 };

/**
 * Reads the command line.
 * @throws TypeError for an unknown option, Error for a value that is no positive number
 */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' }])),
      // Prints the report and leaves results/ as it is.
      draft: { type: 'boolean', default: false },
    },
  });
  const read = (name) => {
    const value = Number(values[name] ?? numbers[name]);
    if (!(value > 0)) throw new Error(`--${name} is ${values[name]}, expected a positive number`);
    return value;
  };
  return {
    rounds: read('rounds'),
    draft: values.draft,
    settings: { connections: read('connections'), warmUpSeconds: read('warm-up'), seconds: read('seconds') },
  };
}
