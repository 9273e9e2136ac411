import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../platform/config/config.ts';
import { codeOf } from '../platform/database/system-error.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { partnerScopes } from '../platform/identity/policy.ts';
import { isPersona, personas } from '../platform/identity/viewer.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import type { Reader } from '../gateway/persisted/closed-fields.ts';
import { ManifestError, readManifest, type RegisteredOperation } from '../gateway/persisted/manifest.ts';
import { RegistrationCheck } from '../gateway/persisted/registration-check.ts';
import { composedEntries, readSupergraph } from '../gateway/supergraph.ts';

const usage = 'npm run manifest:check -- <file> [--scopes <scope,…>] [--persona <role>]';

/** Checks a manifest for somebody, and says what each operation may cost; exit code 1 where one may not be registered. */
await runProgram(async () => {
  const { file, reader } = readParameters(process.argv.slice(2));
  const { limits } = readConfig(process.env, () => []);
  const operations = await read(file);
  const names = composedEntries().map(({ name }) => name);
  const check = new RegistrationCheck(readSupergraph(), names, limits, reader);
  const checked = (await Promise.all(operations.map(({ body }) => check.check(body)))).flat();
  for (const { name, cost, complaints } of checked) {
    if (cost !== null) console.log(`${name}: costs ${cost} at most`);
    for (const complaint of complaints) console.error(`${name}: ${complaint}`);
  }
  const refused = checked.filter(({ complaints }) => complaints.length > 0).length;
  if (refused > 0)
    throw new StartError(`Of ${checked.length} operations ${refused} may not be registered, expected none.`);
  console.log('Every operation may be registered.');
});

function readParameters(args: string[]): { file: string; reader: Reader } {
  const { positionals, values } = parsed(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new StartError(`A manifest is missing, expected ${usage}.`);
  const { persona = 'partner', scopes = '' } = values;
  if (!isPersona(persona)) throw new StartError(`The role is "${persona}", expected one of ${personas.join(', ')}.`);
  const granted = scopes.split(',').flatMap((scope) => (scope.trim() === '' ? [] : [scope.trim()]));
  const unknown = granted.find((scope) => !partnerScopes.includes(scope));
  if (unknown !== undefined)
    throw new StartError(`The scope is "${unknown}", expected some of ${partnerScopes.join(', ')}.`);
  return { file, reader: { persona, scopes: granted } };
}

function parsed(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { scopes: option, persona: option } });
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
}

async function read(file: string): Promise<RegisteredOperation[]> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new StartError(`The manifest ${file} cannot be read (${codeOf(error)}), expected a file.`);
  });
  try {
    return readManifest(text);
  } catch (error) {
    if (error instanceof ManifestError) throw new StartError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}
