import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { StartError } from '../../errors/start-error.ts';

/** The only interface that the embedded PostgreSQL listens on. */
export const host = '127.0.0.1';

/**
 * The port to listen on: `requested`, or, when that is 0, the one of the last start while it is free, else any free one.
 * @throws StartError when the requested port is taken
 */
export async function choosePort(requested: number, portFile: string): Promise<number> {
  if (requested !== 0) {
    if ((await listenOn(requested)) !== null) return requested;
    throw new StartError(
      `Port ${requested} on ${host} is taken by another program, expected it free for PostgreSQL: stop that program or choose another port.`,
    );
  }
  const remembered = Number(await readFile(portFile, 'utf8').catch(() => '0'));
  const port = (Number.isInteger(remembered) && (await listenOn(remembered))) || (await listenOn(0));
  if (port === null) throw new StartError(`No port is free on ${host}, expected one for PostgreSQL.`);
  return port;
}

/** Keeps the port for the next start, so that connection strings a person copied go on working. */
export async function rememberPort(port: number, portFile: string): Promise<void> {
  // Removed rather than overwritten: the file may be another user's, from a start as root.
  await rm(portFile, { force: true });
  await writeFile(portFile, String(port));
}

/** Listens for a moment; the port it got, or null when that is taken. */
function listenOn(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(null));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : null));
    });
  });
}
