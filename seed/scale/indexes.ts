import type pg from 'pg';
import { run } from '../demo/insert-rows.ts';
import { sql } from '../../platform/database/sql.ts';

/** One index or constraint: how it goes and how it comes back. */
interface Structure {
  readonly name: string;
  readonly drop: string;
  readonly restore: string;
}

/**
 * Takes away every foreign key and every index that is no constraint's, so that a load need not keep them up row by row:
 * made anew over rows that are there, all together cost a fraction.
 * @param client inside a transaction, so that nobody ever sees the tables without them
 * @returns puts them back, as they were; keys are checked against all rows
 */
export async function setAsideIndexes(
  client: pg.Client,
): Promise<(done: (made: number, of: number) => void) => Promise<void>> {
  // Indexes of a partitioned table are described as those of that table alone, where they are to stand on all of its parts.
  const structures = await run<Structure & pg.QueryResultRow>(
    client,
    sql`SELECT c.conname AS name,
               format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::regclass, c.conname) AS drop,
               format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) AS restore
          FROM pg_constraint c
         WHERE c.contype = 'f' AND c.conparentid = 0 AND c.connamespace = 'public'::regnamespace
        UNION ALL
        SELECT i.relname, format('DROP INDEX %s', x.indexrelid::regclass), replace(pg_get_indexdef(x.indexrelid), ' ON ONLY ', ' ON ')
          FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
         WHERE t.relnamespace = 'public'::regnamespace AND NOT i.relispartition AND t.relname <> '_prisma_migrations'
           AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = x.indexrelid)`,
  );
  for (const { drop } of structures) await client.query(drop);
  return async (done) => {
    // Backwards: indexes first, so that the keys' checks may use them.
    for (const [place, { restore }] of [...structures].reverse().entries()) {
      await client.query(restore);
      done(place + 1, structures.length);
    }
  };
}
