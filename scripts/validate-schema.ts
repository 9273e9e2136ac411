import pg from 'pg';
import { readConfig } from '../platform/config/config.ts';
import { reasonOf } from '../platform/database/system-error.ts';
import { tables } from '../platform/database/tables.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { findDatabase, noDatabase, serverOf } from '../platform/startup/database.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { queryOn } from '../prisma/validator/query.ts';
import { validateSchema } from '../prisma/validator/validate.ts';

/**
 * Prints every breach of the schema's rules in the database of DATABASE_URL, else of the process that runs on DATA_DIR;
 * exit code 1 for any. Reads the catalogue alone: as migrator_user where its connection string is given, else as app_user.
 */
await runProgram(async (life) => {
  const config = readConfig(process.env, () => []);
  const access = await findDatabase(config);
  if (access === null) throw noDatabase(config);
  const url = access.migrationUrl ?? access.appUrl;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined); // a connection that breaks fails the statement under way, which tells
  await client.connect().catch((error: unknown) => {
    throw new StartError(
      `The database ${serverOf(url)} cannot be reached (${reasonOf(error)}), expected it to take a connection.`,
      { cause: error },
    );
  });
  life.onClose('The connection', () => client.end());
  const breaches = await validateSchema({ query: queryOn(client), models: Object.values(tables) });
  for (const { rule, object, message } of breaches) console.log(`${object}: ${message} [${rule}]`);
  if (breaches.length > 0) throw new StartError(`The schema has ${breaches.length} breaches, expected none.`);
  console.log('The schema keeps its rules.');
});
