import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { projectPath } from '../platform/config/paths.ts';
import { badUserInput } from '../platform/errors/graph-error.ts';
import { Refusal } from './http/refusal.ts';

/** An operation ready to run. */
export interface ExplorerExample {
  readonly name: string;
  readonly description: string;
  /** Label of the persona that it is best run as. */
  readonly persona?: string;
  readonly query: string;
  /** The id that it is registered under. */
  readonly documentId?: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** A demo user to ask as. */
export interface ExplorerPersona {
  readonly label: string;
  readonly tenant: string;
  readonly role: string;
  readonly token: string;
}

/** What the explorer's page is told. */
export interface ExplorerSettings {
  readonly sandboxUrl: string;
  /** Asked anew at each visit, so that tokens are fresh and dates are today's. */
  readonly personas: () => Promise<readonly ExplorerPersona[]>;
  readonly examples: () => readonly ExplorerExample[];
  /** The id that the operation which describes the schema is registered under. */
  readonly introspectionId?: () => string | undefined;
}

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Everything the page needs comes from here: no other host, no inline script. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The explorer at `/`, bundled: it works with no internet. */
export function serveExplorer(
  app: FastifyInstance,
  { sandboxUrl, personas, examples, introspectionId }: ExplorerSettings,
): void {
  app.get('/', (request, reply) => sendAsset('index.html', request.headers['if-none-match'], reply));
  app.get('/explorer/config.json', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({
      endpoint: '/graphql',
      sandboxUrl,
      personas: await personas(),
      examples: examples(),
      introspectionId: introspectionId?.(),
    }),
  );
  app.get<{ Params: { readonly file: string } }>('/explorer/:file', (request, reply) =>
    sendAsset(request.params.file, request.headers['if-none-match'], reply),
  );
}

async function sendAsset(file: string, knownTag: string | undefined, reply: FastifyReply): Promise<FastifyReply> {
  const type = contentTypes[extname(file)];
  if (type === undefined || !/^[\w.-]+$/.test(file)) throw noSuchPage('there is no such page');
  let content: Buffer;
  try {
    content = await readFile(projectPath('dist', 'explorer', file));
  } catch {
    throw noSuchPage('there is no such page; "npm run build" makes the explorer');
  }
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', 'no-cache')
    .header('content-security-policy', contentSecurityPolicy);
  return knownTag === tag ? reply.code(304).send() : reply.type(type).send(content);
}

function noSuchPage(words: string): Refusal {
  return new Refusal(404, badUserInput(words));
}
