import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';
import { StartError } from '../../platform/errors/start-error.ts';

/** The audit's server, answering on this machine. */
export interface ServedAudit {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a checkout of the audit with its own router and its own packages: suites, cases, supergraphs and subgraphs. Its
 * own `serve` is passed over, since it listens to every network and needs a later Node.js than this product.
 * @param folder of the checkout
 * @throws StartError when it is none, or its packages are not installed
 */
export async function serveCheckout(folder: string): Promise<ServedAudit> {
  const server = createServer((await compiledRouter(folder))());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port, so this is no pipe's name
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Compiles the checkout's TypeScript to a file inside it, from where its packages are found. */
async function compiledRouter(folder: string): Promise<() => RequestListener> {
  const entry = join(folder, 'src', 'index.ts');
  const packages = join(folder, 'node_modules');
  for (const [path, expected] of [
    [entry, 'a checkout of github.com/graphql-hive/federation-gateway-audit'],
    [packages, '"npm ci" to have been run there'],
  ] as const) {
    if (!existsSync(path)) throw new StartError(`There is no ${path}, expected ${expected}.`);
  }
  const outfile = join(packages, '.cache', 'audit-federation', 'index.mjs');
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
  // The compiler is a process of its own, which is needed no more.
  await stop();
  const module: unknown = await import(pathToFileURL(outfile).href);
  return (module as { readonly createRouter: () => RequestListener }).createRouter; // what the audit's src/index.ts exports
}
