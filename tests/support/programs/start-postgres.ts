import { startEmbeddedPostgres } from '../../../platform/database/embedded/start.ts';

/** Starts PostgreSQL on the folder it is given, prints its connection string and stays until it is killed. */
const [dataDir = ''] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataDir, log: () => undefined });
process.stdout.write(`${server.adminUrl}\n`);
setInterval(() => undefined, 60_000);
