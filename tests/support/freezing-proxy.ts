import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A way to a database that can stop passing anything on while it keeps every connection open, as a server that hangs does. */
export interface FreezingProxy {
  /** The database's connection string, through here. */
  readonly url: string;
  /** Freezes what is open and what is opened from now on; with `only`, that connection alone (0 the first). */
  freeze(only?: number): void;
  /** Passes on what has this text in it, and from then on nothing that comes back on its connection; once. */
  holdAnswerTo(text: string): void;
  thaw(): void;
  close(): Promise<void>;
}

/** Opens a way to the database of a connection string. */
export async function freezingProxy(database: string): Promise<FreezingProxy> {
  const target = new URL(database);
  const connections: (readonly [Socket, Socket])[] = [];
  let frozen = false;
  let awaited: string | null = null;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    const ends = [client, upstream] as const;
    client.on('data', (data) => {
      if (awaited !== null && data.includes(awaited)) {
        awaited = null;
        upstream.pause();
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => client.write(data));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    for (const end of ends) {
      end.on('error', () => undefined);
      if (frozen) end.pause();
    }
    connections.push(ends);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port); // a TCP server has a port
  url.hostname = '127.0.0.1';
  return {
    url: url.href,
    freeze(only) {
      frozen = only === undefined;
      const chosen = only === undefined ? connections : connections.slice(only, only + 1);
      for (const end of chosen.flat()) end.pause();
    },
    holdAnswerTo(text) {
      awaited = text;
    },
    thaw() {
      frozen = false;
      for (const end of connections.flat()) end.resume();
    },
    async close() {
      for (const end of connections.flat()) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
