import { connect } from 'node:net';
import type pg from 'pg';

/** How long the server may take to hear of a cancellation; beyond it, the statement's own time limit ends it. */
const tellMs = 2_000;
const cancelRequestCode = 80_877_102;

/** As much of a connection as a cancellation names it by; the driver's types leave the key out. */
interface Cancellable {
  readonly host: string;
  readonly port: number;
  readonly processID: number;
  readonly secretKey: number;
}

/**
 * Asks the server to cancel whatever a connection is running. Resolves once the server was told, or could not be: what runs may
 * have ended by then, so the connection must not be given to anybody else before.
 * @see https://www.postgresql.org/docs/16/protocol-flow.html#PROTOCOL-FLOW-CANCELING-REQUESTS
 */
export function cancelRunning(client: pg.PoolClient): Promise<void> {
  const { host, port, processID, secretKey } = client as unknown as Cancellable; // the driver sets the key when it connects
  const message = Buffer.alloc(16);
  [16, cancelRequestCode, processID, secretKey].forEach((word, index) => message.writeInt32BE(word | 0, index * 4));
  return new Promise((resolve) => {
    const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    socket.setTimeout(tellMs, () => socket.destroy());
    socket.on('error', () => undefined); // a close follows
    socket.on('close', () => resolve());
    // The server closes the connection when it has passed the cancellation on.
    socket.on('connect', () => socket.write(message)).resume();
  });
}
