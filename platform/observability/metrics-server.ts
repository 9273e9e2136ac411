import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

/**
 * Serves `/metrics`, and nothing else, on a port of its own: whoever may ask the graph shall not read how it fares. Nothing of
 * a tenant is in it.
 * @returns where it listens, and what closes it
 * @throws what Node says where the address cannot be had
 */
export async function serveMetrics(
  { registry }: { readonly registry: Registry },
  address: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  await once(server.listen(address), 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server's
  return {
    url: `http://${address.host}:${port}/metrics`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
