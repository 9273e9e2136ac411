import type pg from 'pg';

/** What statements took inside PostgreSQL. */
export interface DatabaseTime {
  readonly statements: number;
  /** Execution, all statements added up. */
  readonly milliseconds: number;
  readonly rows: number;
  /** Pages of 8 kB. */
  readonly buffers: number;
  readonly each: readonly { readonly query: string; readonly milliseconds: number }[];
}

/**
 * What app_user's statements take while `work` runs, as pg_stat_statements counts it; settings and transactions left out.
 * @param admin as a superuser, on the same database; nobody else may use it meanwhile
 */
export async function databaseTime(admin: pg.Pool, work: () => Promise<unknown>): Promise<DatabaseTime> {
  await admin.query('SELECT pg_stat_statements_reset()');
  await work();
  const { rows } = await admin.query<{ query: string; calls: string; ms: number; rows: string; buffers: string }>(
    `SELECT s.query, s.calls, s.total_exec_time AS ms, s.rows, s.shared_blks_hit + s.shared_blks_read AS buffers
       FROM pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
      WHERE r.rolname = 'app_user' AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND s.query !~ '^(BEGIN|COMMIT|ROLLBACK|SELECT set_config)'
      ORDER BY s.total_exec_time DESC`,
  );
  const sum = (value: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + value(row), 0);
  return {
    statements: sum(({ calls }) => Number(calls)),
    milliseconds: sum(({ ms }) => ms),
    rows: sum((row) => Number(row.rows)),
    buffers: sum(({ buffers }) => Number(buffers)),
    each: rows.map(({ query, ms }) => ({ query, milliseconds: ms })),
  };
}
