import { createServer } from 'node:net';
import { codeOf, reasonOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';

/** Where a server listens. */
export interface Address {
  readonly host: string;
  /** 0 for any free one. */
  readonly port: number;
}

/**
 * Listens there for a moment: asked before anything else is begun, so that a port that is taken costs nothing.
 * @returns the address, with the free port that was found where 0 was asked for
 * @throws StartError when the address cannot be had
 */
export async function chooseAddress({ host, port }: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error) => reject(listenProblem(error, { host, port })));
    server.listen({ host, port, exclusive: true }, () => {
      const found = server.address();
      server.close(() => resolve({ host, port: typeof found === 'object' && found !== null ? found.port : port }));
    });
  });
}

/** The variables that a server's address comes from. */
interface AddressVariables {
  readonly port: string;
  readonly host: string;
}

/** Why a server could not listen, in words; an error of another kind is given back as it is. */
export function listenProblem(
  error: Error,
  { host, port }: Address,
  variables: AddressVariables = { port: 'PORT', host: 'HOST' },
): Error {
  switch (codeOf(error)) {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} on ${host} is taken by another program, expected it free: stop that program or choose another ${variables.port}.`,
        { cause: error },
      );
    case 'EACCES':
      return new StartError(
        `Port ${port} on ${host} may not be used by this user, expected one that it may: choose a ${variables.port} above 1023.`,
        { cause: error },
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(
        `${variables.host} ${host} is no address of this machine (${reasonOf(error)}), expected one such as 127.0.0.1 or 0.0.0.0.`,
        { cause: error },
      );
    default:
      return error;
  }
}
