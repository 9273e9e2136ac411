import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { readConfig } from '../platform/config/config.ts';
import { codeOf } from '../platform/database/system-error.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { ApiClients } from '../platform/identity/api-clients.ts';
import { partnerScopes } from '../platform/policy/policy.ts';
import { isPersona, personas } from '../platform/identity/viewer.ts';
import { parseUlid } from '../platform/ids/ulid.ts';
import { openProgramPool } from '../platform/startup/program-pool.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import type { Reader } from '../gateway/persisted/closed-fields.ts';
import { ManifestError, readManifest, type RegisteredOperation } from '../gateway/persisted/manifest.ts';
import { RegistrationCheck } from '../gateway/persisted/registration-check.ts';
import { composedEntries, readSupergraph } from '../gateway/supergraph.ts';

/** For whom a manifest is checked: one of whom the parameters tell all, or an API client, whose scopes the database tells. */
type Whom = Reader | { readonly client: string };

const usage = 'npm run manifest:check -- <file> [--client <client id>, or --scopes <scope,…>, or --persona <role>]';

/** Checks a manifest for somebody, and says what each operation may cost; exit code 1 where one may not be registered. */
await runProgram(async (life) => {
  const { file, whom } = readParameters(process.argv.slice(2));
  const config = readConfig(process.env, ({ NODE_ENV }) =>
    'client' in whom && NODE_ENV === 'production' ? ['DATABASE_URL'] : [],
  );
  const operations = await read(file);
  const reader = 'client' in whom ? await readerOf(whom.client, await openProgramPool(life, config)) : whom;
  const names = composedEntries().map(({ name }) => name);
  const check = new RegistrationCheck(readSupergraph(), names, config.limits, reader);
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

function readParameters(args: string[]): { file: string; whom: Whom } {
  const { positionals, values } = parsed(args);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new StartError(`A manifest is missing, expected ${usage}.`);
  return { file, whom: values.client === undefined ? readReader(values) : readClient(values.client, values) };
}

interface Named {
  readonly persona?: string;
  readonly scopes?: string;
}

function readClient(id: string, { persona, scopes }: Named): Whom {
  if (persona !== undefined || scopes !== undefined)
    throw new StartError(
      'The parameters tell more than a client, expected --client alone: it has its role and scopes.',
    );
  const client = parseUlid(id);
  if (client === null) throw new StartError(`The client is "${id}", expected a ULID of 26 characters.`);
  return { client };
}

function readReader({ persona = 'partner', scopes = '' }: Named): Whom {
  if (!isPersona(persona)) throw new StartError(`The role is "${persona}", expected one of ${personas.join(', ')}.`);
  const granted = scopes.split(',').flatMap((scope) => (scope.trim() === '' ? [] : [scope.trim()]));
  const unknown = granted.find((scope) => !partnerScopes.includes(scope));
  if (unknown !== undefined)
    throw new StartError(`The scope is "${unknown}", expected some of ${partnerScopes.join(', ')}.`);
  return { persona, scopes: granted };
}

/** An API client as it asks: a partner with the scopes that it has now. */
async function readerOf(client: string, pool: pg.Pool): Promise<Reader> {
  const found = await new ApiClients(pool, console.error).credentials(client);
  if (found === null)
    throw new StartError(`There is no API client ${client}, expected one that "npm run client -- list" names.`);
  if (!found.mayAsk) throw new StartError(`The API client ${client} is revoked, expected one that may ask.`);
  return { persona: 'partner', scopes: found.scopes };
}

function parsed(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { client: option, scopes: option, persona: option } });
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
