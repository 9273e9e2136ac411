import { readConfig } from '../platform/config/config.ts';
import { findDatabase } from '../platform/startup/database.ts';
import { createLog } from '../platform/startup/log.ts';
import { migrate } from '../platform/startup/migrate.ts';
import { runProgram } from '../platform/startup/run-program.ts';

/**
 * Applies the migrations that the database of MIGRATION_DATABASE_URL lacks, and ends: for a server, where no process that
 * serves may change the schema.
 */
await runProgram(async () => {
  const config = readConfig(process.env, () => ['DATABASE_URL', 'MIGRATION_DATABASE_URL']);
  const log = createLog(config);
  const access = await findDatabase(config);
  if (access === null) throw new Error('expected a database: the configuration asks for DATABASE_URL');
  const applied = await migrate({ access, apply: true, log });
  log.info(`The schema is up to date: ${applied} migrations applied.`);
});
