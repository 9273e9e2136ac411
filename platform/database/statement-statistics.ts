import pg from 'pg';
import { reasonOf } from './system-error.ts';

/** What PostgreSQL has counted of one statement of app_user, whatever its values were. */
export interface StatementStatistics {
  /** The same for the same statement, on one server and version. */
  readonly queryId: string;
  /** With `$1` in the place of each value. */
  readonly text: string;
  readonly calls: number;
  /** All executions together, without planning. */
  readonly milliseconds: number;
}

/** Mean of a statement's executions, in milliseconds. */
export function meanOf({ calls, milliseconds }: StatementStatistics): number {
  return calls === 0 ? 0 : milliseconds / calls;
}

const statistics = `
  SELECT s.queryid::text AS "queryId", s.query AS text, sum(s.calls)::float8 AS calls, sum(s.total_exec_time) AS milliseconds
    FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid JOIN pg_database d ON d.oid = s.dbid
   WHERE r.rolname = 'app_user' AND d.datname = current_database() AND s.query ~* '^\\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\\y'
   GROUP BY s.queryid, s.query`;

/**
 * The statements of app_user in this database that have taken most: in all, and each time.
 * @param url as migrator_user, which may read what others' statements were (pg_read_all_stats)
 * @param most of either kind
 */
export function readStatistics(url: string, most: number): Promise<StatementStatistics[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<StatementStatistics>(
      `WITH known AS (${statistics})
       (SELECT "queryId", text, calls, milliseconds FROM known ORDER BY milliseconds DESC LIMIT $1)
       UNION
       (SELECT "queryId", text, calls, milliseconds FROM known ORDER BY milliseconds / calls DESC LIMIT $1)
       ORDER BY milliseconds DESC`,
      [most],
    );
    return rows;
  });
}

/**
 * The plan that app_user's statements are executed by: the generic one, as its role's settings have it, for what values they had
 * is not known, and nothing is executed to find a plan. Without costs, so that the same plan has the same text.
 * @param url as app_user, under whose row-level security the statement is planned
 * @returns lines of EXPLAIN, or why there are none
 */
export function explainStatement(url: string, text: string): Promise<string> {
  return withClient(url, async (client) => {
    await client.query('BEGIN READ ONLY');
    try {
      // The text is PostgreSQL's own of a statement that this very role has sent.
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN (GENERIC_PLAN, COSTS OFF) ${text}`);
      return rows.map((row) => row['QUERY PLAN']).join('\n');
    } catch (error) {
      return `(no plan: ${reasonOf(error)})`;
    } finally {
      await client.query('ROLLBACK');
    }
  });
}

async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // it fails the statement that follows
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
