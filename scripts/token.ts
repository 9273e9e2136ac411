import { parseArgs } from 'node:util';
import type pg from 'pg';
import { readConfig, type Config } from '../platform/config/config.ts';
import { createPool } from '../platform/database/pool.ts';
import { ReadScope } from '../platform/database/read-scope.ts';
import { sql } from '../platform/database/sql.ts';
import { StatementLog } from '../platform/database/statement-log.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { parseUlid } from '../platform/ids/ulid.ts';
import { partnerScopes } from '../platform/policy/policy.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { isPersona, personas, type Persona } from '../platform/identity/viewer.ts';
import { findDatabase } from '../platform/startup/database.ts';
import type { Lifetime } from '../platform/startup/lifetime.ts';
import { openPlatform } from '../platform/startup/open-platform.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { openTokens } from '../platform/startup/tokens.ts';
import { loadDemo } from '../seed/demo/index.ts';
import { findPersona, type PersonaOptions } from '../seed/demo/personas.ts';

/** Whom a token is asked for. */
interface Wish {
  /** Slug. */
  readonly tenant: string;
  readonly role: Persona;
  /** ULID; null takes the demo's user of that role. */
  readonly user: string | null;
  readonly options: PersonaOptions;
}

const usage =
  'npm run token -- --tenant <slug> --role <role> [--user <ULID>] [--scopes <scope,…>] [--agent-role <agent role>]';

/** Progress, away from the answer. */
const log = { info: console.error, error: console.error };

/** Prints a token of the development issuer, alone on its last line; progress goes to stderr. */
await runProgram(async (life) => {
  const wish = readWish(process.argv.slice(2));
  const config = readConfig(process.env, () => []);
  const { tokens, production } = config;
  if (production)
    throw new StartError('NODE_ENV is production, expected development: tokens come from the identity provider there.');
  if (tokens.jwksUrl !== undefined) {
    throw new StartError(`JWKS_URL is ${tokens.jwksUrl.href}, expected none: only tokens of that issuer are taken.`);
  }
  const { issuer } = await openTokens(config, log);
  const claims = await claimsOf(await openPool(life, config), wish);
  console.log(await issuer?.sign(claims));
});

function readWish(parameters: string[]): Wish {
  const { tenant, role, user, scopes, 'agent-role': agentRole } = readParameters(parameters);
  if (tenant === undefined || role === undefined)
    throw new StartError(`A tenant and a role are missing, expected ${usage}.`);
  if (!isPersona(role)) throw new StartError(`The role is "${role}", expected one of ${personas.join(', ')}.`);
  const refId = user === undefined ? null : parseUlid(user);
  if (user !== undefined && refId === null)
    throw new StartError(`The user is "${user}", expected a ULID of 26 characters.`);
  const granted = scopes?.split(',').map((scope) => scope.trim());
  const unknown = granted?.find((scope) => !partnerScopes.includes(scope));
  if (unknown !== undefined)
    throw new StartError(`The scope is "${unknown}", expected some of ${partnerScopes.join(', ')}.`);
  return {
    tenant,
    role,
    user: refId,
    options: { ...(agentRole !== undefined && { agentRole }), ...(granted !== undefined && { scopes: granted }) },
  };
}

function readParameters(args: string[]) {
  const option = { type: 'string' } as const;
  try {
    return parseArgs({
      args,
      options: { tenant: option, role: option, user: option, scopes: option, 'agent-role': option },
    }).values;
  } catch (error) {
    throw new StartError(`The parameters cannot be read, expected ${usage}.`, { cause: error });
  }
}

/** The database that is up already, else one that is started for a moment. */
async function openPool(life: Lifetime, config: Config): Promise<pg.Pool> {
  const running = await findDatabase(config);
  if (running === null) {
    return (await openPlatform(life, { config, log, loadDemo })).pool;
  }
  const pool = createPool({ url: running.appUrl, maximum: 2, acquireTimeoutMs: 10_000 });
  life.onClose('The connection pool', () => pool.end());
  return pool;
}

async function claimsOf(pool: pg.Pool, { tenant, role, user, options }: Wish): Promise<Claims> {
  if (user === null) return findPersona(pool, tenant, role, options);
  const reads = new ReadScope(pool, { tenantId: null, platform: true });
  try {
    const [found] = await reads
      .reader(new StatementLog({ keepTexts: false }))
      .query<{ tenantRefId: string }>(
        sql`SELECT t.ref_id AS "tenantRefId" FROM tenants t JOIN users u ON u.tenant_id = t.id WHERE t.slug = ${tenant} AND u.ref_id = ${user}`,
      );
    if (found === undefined)
      throw new StartError(`The tenant "${tenant}" has no user ${user}, expected one of its own.`);
    return { tenantRefId: found.tenantRefId, userRefId: user, role, scopes: options.scopes ?? [] };
  } finally {
    await reads.end();
  }
}
