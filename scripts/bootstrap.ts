import { readConfig } from '../platform/config/config.ts';
import { bootstrapDatabase, type RoleCredentials } from '../platform/database/bootstrap.ts';
import { StartError } from '../platform/errors/start-error.ts';
import { limitsOf } from '../platform/startup/database.ts';
import { createLog } from '../platform/startup/log.ts';
import { runProgram } from '../platform/startup/run-program.ts';

/**
 * Prepares a database of one's own: with ADMIN_DATABASE_URL it makes the database that DATABASE_URL and
 * MIGRATION_DATABASE_URL name, their roles with the passwords that stand there, the extension and the grants.
 */
await runProgram(async () => {
  const config = readConfig(process.env, () => ['ADMIN_DATABASE_URL', 'DATABASE_URL', 'MIGRATION_DATABASE_URL']);
  const { adminUrl = '', url = '', migrationUrl = '', readonlyUrl } = config.database;
  const log = createLog(config);
  const databaseName = databaseOf(url);
  await bootstrapDatabase({
    adminUrl,
    databaseName,
    roles: {
      app: roleOf('DATABASE_URL', url, 'app_user'),
      migrator: roleOf('MIGRATION_DATABASE_URL', migrationUrl, 'migrator_user'),
      readonly:
        readonlyUrl === undefined
          ? { name: 'readonly_user', password: null }
          : roleOf('READONLY_DATABASE_URL', readonlyUrl, 'readonly_user'),
    },
    log: log.info,
    ...limitsOf(config),
  });
  log.info(`The database ${databaseName} is ready for its migrations: "npm start" applies them.`);
});

/** The database that all connection strings name: the configuration asks for one. */
function databaseOf(url: string): string {
  const name = decodeURIComponent(new URL(url).pathname.slice(1));
  if (name !== '') return name;
  throw new StartError('DATABASE_URL names no database, expected one such as /leadmetrics at its end.');
}

function roleOf<Name extends string>(variable: string, url: string, name: Name): RoleCredentials<Name> {
  const { username, password } = new URL(url);
  if (decodeURIComponent(username) !== name)
    throw new StartError(`The user of ${variable} is "${decodeURIComponent(username)}", expected ${name}.`);
  if (password === '') throw new StartError(`${variable} has no password for ${name}, expected the one to give it.`);
  return { name, password: decodeURIComponent(password) };
}
