import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A request that is answered without anybody's token. */
export const live = 'GET /health/live HTTP/1.1\r\nhost: a\r\n\r\n';

/** A connection, and how it ends: all that it was sent until then. */
export async function openConnection(url: string): Promise<{ socket: Socket; ended: Promise<string> }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  // Dropped by the other side: that is how some of them end.
  socket.on('error', () => undefined);
  const ended = new Promise<string>((resolve) => socket.once('close', () => resolve(received)));
  await once(socket, 'connect');
  return { socket, ended };
}

/** Connections, and how many of them are still open once those that are dropped have been. */
export async function openConnections(url: string, count: number): Promise<{ kept: Socket[] }> {
  const opened = await Promise.all(Array.from({ length: count }, () => openConnection(url)));
  const answers = opened.map(({ socket, ended }) => {
    const answered = new Promise<Socket>((resolve) => socket.once('data', () => resolve(socket)));
    socket.write(live);
    return Promise.race([answered, ended.then(() => null)]);
  });
  return { kept: (await Promise.all(answers)).filter((socket) => socket !== null) };
}
