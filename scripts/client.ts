import { parseArgs } from 'node:util';
import type pg from 'pg';
import { readConfig } from '../platform/config/config.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { createClient, listClients, revokeClient } from '../platform/identity/client-registry.ts';
import { partnerScopes } from '../platform/policy/policy.ts';
import { parseUlid } from '../platform/ids/ulid.ts';
import { openProgramPool } from '../platform/startup/program-pool.ts';
import { runProgram } from '../platform/startup/run-program.ts';

/** What was asked for: does it and answers the lines to print. */
type Action = (pool: pg.Pool) => Promise<readonly string[]>;

const usage =
  'npm run client -- create --tenant <slug> --name <name> --scopes <scope,…>, or revoke <client id>, or list [--tenant <slug>]';

/** Longest name that the table takes. */
const longestName = 255;

/** Makes, shuts out and lists the API clients of partners, on the database that is up. */
await runProgram(async (life) => {
  const action = readAction(process.argv.slice(2));
  const config = readConfig(process.env, ({ NODE_ENV }) => (NODE_ENV === 'production' ? ['DATABASE_URL'] : []));
  const pool = await openProgramPool(life, config);
  for (const line of await action(pool)) console.log(line);
});

function readAction(parameters: string[]): Action {
  const { positionals, values } = readParameters(parameters);
  const [command, id, ...more] = positionals;
  const { tenant, name, scopes = '' } = values;
  if (command === 'create' && id === undefined && tenant !== undefined && name !== undefined)
    return creation(tenant, name, readScopes(scopes));
  if (command === 'revoke' && id !== undefined && more.length === 0 && Object.keys(values).length === 0)
    return revocation(id);
  if (command === 'list' && id === undefined && name === undefined && scopes === '') return list(tenant ?? null);
  throw new StartError(`The parameters say nothing that can be done, expected ${usage}.`);
}

function readParameters(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({ args, allowPositionals: true, options: { tenant: option, name: option, scopes: option } });
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
}

function readScopes(list: string): string[] {
  const scopes = [...new Set(list.split(',').map((scope) => scope.trim()))].filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !partnerScopes.includes(scope));
  if (unknown === undefined) return scopes;
  throw new StartError(`The scope is "${unknown}", expected some of ${partnerScopes.join(', ')}.`);
}

/** In the form that a shell reads: `eval "$(npm run --silent client -- create …)"`. */
function creation(tenant: string, name: string, scopes: readonly string[]): Action {
  if (!/^\P{Cc}+$/u.test(name) || name.trim() === '' || [...name].length > longestName)
    throw new StartError(`The name is ${JSON.stringify(name)}, expected one line of 1 to ${longestName} characters.`);
  return async (pool) => {
    const client = await createClient(pool, { tenant, name, scopes });
    if (client === null) throw new StartError(`There is no tenant "${tenant}", expected the slug of one.`);
    console.error('The secret is shown this once and stored nowhere.');
    return [`client_id=${client.refId}`, `client_secret=${client.secret}`];
  };
}

function revocation(id: string): Action {
  const refId = parseUlid(id);
  if (refId === null) throw new StartError(`The client is "${id}", expected a ULID of 26 characters.`);
  return async (pool) => {
    const revokedAt = await revokeClient(pool, refId);
    if (revokedAt === null) throw new StartError(`There is no API client ${refId}, expected one that "list" names.`);
    return [`${refId} is revoked since ${revokedAt}.`];
  };
}

function list(tenant: string | null): Action {
  return async (pool) => {
    const clients = await listClients(pool, tenant);
    return clients.map(({ refId, tenant: slug, name, scopes, lastUsedAt, revokedAt }) =>
      [
        refId,
        slug,
        name,
        scopes.join(' ') || 'no scope',
        lastUsedAt === null ? 'never used' : `used ${lastUsedAt}`,
        ...(revokedAt === null ? [] : [`revoked ${revokedAt}`]),
      ].join('  '),
    );
  };
}
