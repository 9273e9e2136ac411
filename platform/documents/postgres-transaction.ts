import pg from 'pg';
import { compile, sql, type Sql } from '../database/sql.ts';
import { DocumentStoreUnavailableError } from './errors.ts';

export interface PostgresConnections {
  readonly pool: pg.Pool;
  /** Milliseconds a statement may take; a connection is waited for as long as the pool lets. */
  readonly timeoutMs: number;
}

const begin = { read: sql`BEGIN READ ONLY`, write: sql`BEGIN READ WRITE` };

/**
 * Runs one statement in a transaction in which row-level security sees the tenant.
 * @typeParam Row what the statement selects
 * @throws DocumentStoreUnavailableError; any other refusal as PostgreSQL words it
 */
export async function inTenant<Row extends object>(
  connections: PostgresConnections,
  tenantId: string,
  access: 'read' | 'write',
  statement: Sql,
): Promise<pg.QueryResult<Row>> {
  // The server gives up as well: a write that waits for a lock must not come true long after it was told to have failed.
  const timeout = String(connections.timeoutMs);
  const settings = sql`SELECT set_config('app.tenant_id', ${tenantId}, true), set_config('statement_timeout', ${timeout}, true)`;
  const [, , result] = await transact(connections, [begin[access], settings, statement, sql`COMMIT`]);
  // One answer for each statement, in their order; the third one's rows are what the caller's statement selects.
  return result as pg.QueryResult<Row>;
}

/** The answers of statements sent over one connection, which is dropped if any of them fails. @throws as `inTenant` does */
export async function transact(
  connections: PostgresConnections,
  statements: readonly Sql[],
): Promise<pg.QueryResult[]> {
  const client = await acquire(connections);
  // A checked-out connection that breaks emits the error besides rejecting its statements; unheard, it ends the process.
  client.on('error', ignore);
  let failed = true;
  try {
    const results = await send(client, statements, connections.timeoutMs);
    failed = false;
    return results;
  } catch (error) {
    throw isRefusal(error) ? error : unavailable(error);
  } finally {
    client.release(failed);
    client.off('error', ignore);
  }
}

async function acquire({ pool }: PostgresConnections): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw unavailable(error);
  }
}

async function send(client: pg.PoolClient, statements: readonly Sql[], timeoutMs: number): Promise<pg.QueryResult[]> {
  const configs = statements.map((statement) => {
    const { text, values, name } = compile(statement);
    // The driver reads `query_timeout` from each statement; its types know it for a whole connection only.
    return { text, values: [...values], query_timeout: timeoutMs, ...(name === undefined ? {} : { name }) };
  });
  if (client.pipeline) return Promise.all(configs.map((config) => client.query(config)));
  const results: pg.QueryResult[] = [];
  for (const config of configs) results.push(await client.query(config));
  return results;
}

/** SQLSTATEs of a server that cannot serve now: connection, resources, operator, lock, idle transaction, read-only. */
const unavailableStates = /^(?:08|53|57|55P03|25P03|25006)/;

/** Whether PostgreSQL answered and said no: a fault of the statement, not of the store. */
function isRefusal(error: unknown): boolean {
  return error instanceof pg.DatabaseError && !unavailableStates.test(error.code ?? '');
}

function unavailable(cause: unknown): DocumentStoreUnavailableError {
  return new DocumentStoreUnavailableError('PostgreSQL', cause);
}

function ignore(): void {}
