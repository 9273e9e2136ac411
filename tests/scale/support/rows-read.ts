import type pg from 'pg';

/**
 * How many entries of indexes, and rows of tables without one, the statements of `work` read: what they looked at, whatever they
 * answered.
 * @param admin as anybody but the pool's connections
 * @param app all of whose connections tell what they read; nobody else may use the database meanwhile
 */
export async function rowsRead(admin: pg.Pool, app: pg.Pool, work: () => Promise<unknown>): Promise<number> {
  await tell(app);
  const before = await readSoFar(admin);
  await work();
  await tell(app);
  return (await readSoFar(admin)) - before;
}

/** A connection tells what it read once a second at most, unless it is asked to at once. */
async function tell(pool: pg.Pool): Promise<void> {
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()));
  for (const client of clients) {
    await client.query('SELECT pg_stat_force_next_flush()');
    client.release();
  }
}

async function readSoFar(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ read: string }>(
    `SELECT (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes) + (SELECT sum(seq_tup_read) FROM pg_stat_user_tables) AS read`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('expected the sum of what was read');
  return Number(row.read);
}
