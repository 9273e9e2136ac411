import pg from 'pg';
import { tables } from '../platform/database/tables.ts';
import { reasonOf } from '../platform/database/system-error.ts';
import { queryOn } from '../prisma/validator/query.ts';
import { validateSchema } from '../prisma/validator/validate.ts';

/** Prints every breach of the schema's rules in the database of MIGRATION_DATABASE_URL or DATABASE_URL; exit code 1 for any. */
async function main(): Promise<void> {
  const url = process.env['MIGRATION_DATABASE_URL'] ?? process.env['DATABASE_URL'];
  if (url === undefined) throw new Error('expected MIGRATION_DATABASE_URL or DATABASE_URL');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const breaches = await validateSchema({ query: queryOn(client), models: Object.values(tables) });
    for (const { rule, object, message } of breaches) console.log(`${object}: ${message} [${rule}]`);
    console.log(breaches.length === 0 ? 'The schema keeps its rules.' : `${breaches.length} breaches.`);
    process.exitCode = breaches.length === 0 ? 0 : 1;
  } finally {
    await client.end();
  }
}

main().catch((error: unknown) => {
  console.error(`The schema could not be validated: ${reasonOf(error)}.`);
  process.exitCode = 1;
});
