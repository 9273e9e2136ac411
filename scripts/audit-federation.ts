import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { StartError } from '../platform/errors/start-error.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { serveCheckout } from './audit/checkout.ts';
import { gatewayOf, openGateway } from './audit/gateway.ts';
import { passedOf, reportOf, summaryOf } from './audit/report.ts';
import { readSuite, readSuiteIds, type Suite } from './audit/suite.ts';
import { isRight, isSilent, type Failure, type SuiteResult } from './audit/verdict.ts';

const usage = 'npm run audit:federation -- <checkout of the audit> [--stock] [--suite <name>] [--at-least <cases>]';

/** How many cases must be answered unless another number is asked for. */
const leastCases = 197;

// Apollo's gateway reports its use to its maker unless told not to.
process.env['APOLLO_TELEMETRY_DISABLED'] ??= '1';

/**
 * Puts every case of the public federation audit to this product's gateway, and prints which are answered as the audit
 * expects; exit code 1 for fewer than `--at-least` (default 197), and for any wrong answer that came without an error.
 * `--stock` asks Apollo's own gateway instead, `--suite` the cases of one suite only.
 */
await runProgram(async (life) => {
  const { folder, stock, suite, atLeast } = readParameters(process.argv.slice(2));
  const audit = await serveCheckout(folder);
  life.onClose("The audit's server", () => audit.close());
  const ids = await readSuiteIds(audit.url);
  if (suite !== undefined && !ids.includes(suite))
    throw new StartError(`The suite is "${suite}", expected one of ${ids.join(', ')}.`);
  const results: SuiteResult[] = [];
  for (const id of suite === undefined ? ids : [suite]) {
    life.checkpoint();
    results.push(await resultOf(await readSuite(audit.url, id), stock));
  }
  console.log(reportOf(results));
  const silent = results.flatMap(({ failures }) => failures.filter(isSilent)).length;
  if (passedOf(results) < atLeast || silent > 0)
    throw new StartError(
      `${summaryOf(results)} cases were answered right and ${silent} wrong without an error, expected at least ${atLeast} and none.`,
    );
});

/** Cases are asked one after the other: those of a suite share what its mutations change. */
async function resultOf(suite: Suite, stock: boolean): Promise<SuiteResult> {
  const { id, cases } = suite;
  let faults: unknown[] = [];
  const gateway = await openGateway(gatewayOf(suite, stock, (fault) => void faults.push(fault)));
  const failures: Failure[] = [];
  for (const [index, asked] of cases.entries()) {
    faults = [];
    const got = await gateway.ask(asked.query);
    if (!isRight(asked, got)) failures.push({ number: index + 1, asked, got, faults });
  }
  await gateway.close();
  return { id, total: cases.length, failures };
}

function readParameters(args: string[]) {
  const { positionals, values } = parsed(args);
  const [folder, ...others] = positionals;
  const atLeast = Number(values['at-least'] ?? (values.suite === undefined ? leastCases : 0));
  if (folder === undefined || others.length > 0 || !Number.isInteger(atLeast))
    throw new StartError(`The parameters are "${args.join(' ')}", expected ${usage}.`);
  return { folder: resolve(folder), stock: values.stock ?? false, suite: values.suite, atLeast };
}

function parsed(args: string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: { stock: { type: 'boolean' }, suite: text, 'at-least': text },
    });
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
}
