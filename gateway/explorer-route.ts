import type { FastifyInstance } from 'fastify';
import type { SignInConfig } from '../platform/config/web.ts';
import { sendAsset } from './explorer-assets.ts';
import { foreignPageRefusal } from './http/own-host.ts';

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
  /** Null where Apollo Sandbox may not call the graph. */
  readonly sandboxUrl: string | null;
  /** Null where users paste a token. */
  readonly signIn: SignInConfig | null;
  /** Names of this server, with or without a port: to pages under them the personas' tokens are given. */
  readonly hosts: readonly string[];
  /** Asked anew at each visit, so that tokens and keys are fresh and dates are today's. */
  readonly personas: () => Promise<readonly ExplorerPersona[]>;
  readonly examples: () => Promise<readonly ExplorerExample[]>;
  /** The id that the operation which describes the schema is registered under. */
  readonly introspectionId?: () => string | undefined;
}

/** The explorer at `/`, bundled: it works with no internet. No other origin may read anything of it. */
export function serveExplorer(app: FastifyInstance, settings: ExplorerSettings): void {
  const { sandboxUrl, signIn, hosts, personas, examples, introspectionId } = settings;
  const config = { cors: false };
  const headers = pageHeaders(signIn);
  app.get('/', { config }, (request, reply) => sendAsset('index.html', request, reply.headers(headers)));
  app.get<{ Params: { readonly file: string } }>('/explorer/:file', { config }, (request, reply) =>
    sendAsset(request.params.file, request, reply.headers(headers)),
  );
  app.get('/explorer/config.json', { config }, async (request, reply) => {
    const known = await personas();
    // Their tokens are for the page of this server alone.
    const refusal = known.length === 0 ? undefined : foreignPageRefusal(request, hosts);
    if (refusal !== undefined) throw refusal;
    return reply.header('cache-control', 'no-store').send({
      endpoint: '/graphql',
      sandboxUrl,
      signIn,
      personas: known,
      examples: await examples(),
      introspectionId: introspectionId?.(),
    });
  });
}

/**
 * Everything the page needs comes from here: no other host but the one its users sign in at, and no inline script. It shares its
 * process with no other site.
 */
function pageHeaders(signIn: SignInConfig | null): Record<string, string> {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    `connect-src 'self'${signIn === null ? '' : ` ${new URL(signIn.issuer).origin}`}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-embedder-policy': 'require-corp',
  };
}
