import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Asks many random operations of the graph and of graphql-js (tests/specification.test.ts), in as many processes as there
 * are processors: `node scripts/test-oracle.mjs 20000`; 5,000 where no number is given. `ORACLE_SEED` draws others.
 */
const [text = '5000'] = process.argv.slice(2);
if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`found ${text} operations, expected a number from 1 to 9999999`);
const count = Number(text);
const share = Math.ceil(count / availableParallelism());

function run(first) {
  const child = spawn(
    process.execPath,
    ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runInBand', 'tests/specification.test.ts'],
    {
      env: {
        ...process.env,
        ORACLE_FIRST: String(first),
        ORACLE_OPERATIONS: String(Math.min(share, count - first)),
      },
      stdio: 'inherit',
    },
  );
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

const shares = Array.from({ length: Math.ceil(count / share) }, (_, index) => run(index * share));
process.exitCode = Math.max(...(await Promise.all(shares)));
