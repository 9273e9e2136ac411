import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OperationsConfig } from '../../platform/config/operations.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { temporaryFolder } from './folder.ts';
import type { TestGatewayOptions } from './gateway-options.ts';
import { startGateway, standardOperations, type TestGateway } from './gateway.ts';

/** An answer over HTTP, as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Undefined where the text is empty. */
  readonly body: unknown;
}

/** A gateway over a folder of manifests of its own, with the modes of a start without configuration. */
export interface PersistedGateway {
  readonly graph: TestGateway;
  readonly directory: string;
  /** Writes a manifest, as tools do: beside it first. */
  put(name: string, manifest: unknown): Promise<void>;
  /** Puts manifests in the place of all others. */
  exchange(manifests: Readonly<Record<string, unknown>>): Promise<void>;
  /** Resolves once the log has a line like that, from the line on that had been reached when it was asked last. */
  untilLogged(pattern: RegExp): Promise<string>;
  post(as: Claims, body: unknown, headers?: Readonly<Record<string, string>>): Promise<HttpAnswer>;
  get(
    as: Claims,
    parameters: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** @param manifests files that are there from the start on: name → what is in it */
export async function startPersisted(
  manifests: Readonly<Record<string, unknown>> = {},
  operations: Partial<OperationsConfig> = {},
  options: TestGatewayOptions = {},
): Promise<PersistedGateway> {
  const folder = await temporaryFolder();
  const put = async (name: string, manifest: unknown): Promise<void> => {
    const path = join(folder.path, name);
    await writeFile(`${path}.new`, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
    await rename(`${path}.new`, path);
  };
  for (const [name, manifest] of Object.entries(manifests)) await put(name, manifest);
  const settings = { ...standardOperations, directory: folder.path, directoryIsNamed: true, pollMs: 10, ...operations };
  const graph = await startGateway({ ...options, operations: settings }).catch(async (error: unknown) => {
    await folder.remove();
    throw error;
  });
  const send = async (as: Claims, search: string, init: RequestInit): Promise<HttpAnswer> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${await graph.issuer.sign(as)}`);
    const response = await fetch(`${graph.url}/graphql${search}`, { ...init, headers });
    const text = await response.text();
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, text, body };
  };
  let read = graph.logged.length;
  return {
    graph,
    directory: folder.path,
    put,
    async exchange(others) {
      for (const name of await readdir(folder.path)) if (!(name in others)) await rm(join(folder.path, name));
      for (const [name, manifest] of Object.entries(others)) await put(name, manifest);
    },
    async untilLogged(pattern) {
      for (;;) {
        const place = graph.logged.findIndex((line, index) => index >= read && pattern.test(line));
        if (place !== -1) {
          read = place + 1;
          return graph.logged[place] ?? '';
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    post: (as, body, headers = {}) =>
      send(as, '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
    get: (as, parameters, headers = {}) =>
      send(as, `?${new URLSearchParams(parameters).toString()}`, {
        headers: { 'apollo-require-preflight': '1', ...headers },
      }),
    async close() {
      await graph.close();
      await folder.remove();
    },
  };
}

/** `extensions` of a request by Apollo's clients. */
export function persistedQuery(sha256Hash: unknown, version: unknown = 1): object {
  return { persistedQuery: { version, sha256Hash } };
}
