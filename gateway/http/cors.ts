import cors from '@fastify/cors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { originTest } from '../../platform/config/origin-pattern.ts';

/** Headers of an answer that a page of another origin may read, beside those that the Fetch standard lets it read. */
const exposedHeaders = [
  'x-request-id',
  'retry-after',
  'ratelimit-limit',
  'ratelimit-remaining',
  'ratelimit-reset',
  'etag',
  'www-authenticate',
];

/** Origins of pages that may call, and how long a browser remembers that they may. */
export interface CorsOptions {
  /** As `platform/config/origin-pattern.ts` reads them. */
  readonly origins: readonly string[];
  readonly maxAgeSeconds: number;
}

/**
 * Lets pages of the given origins call every route (Fetch standard, "CORS protocol") but those with `config: { cors: false }`.
 * Refusals are theirs to read too. Credentials are off: who asks is said by a token
 * that the page holds, and never by a cookie that a browser adds. A page may therefore send whatever headers it names: what
 * they may ask for is decided by the token.
 */
export async function allowOrigins(app: FastifyInstance, { origins, maxAgeSeconds }: CorsOptions): Promise<void> {
  const mayCall = callerTest(origins);
  // Private Network Access: a page of the internet asks first whether it may call a server of this machine or network.
  app.addHook('onRequest', (request, reply, done) => {
    if (
      request.headers['access-control-request-private-network'] === 'true' &&
      isPreflight(request) &&
      mayCall(request)
    )
      void reply.header('access-control-allow-private-network', 'true');
    done();
  });
  await app.register(cors, {
    delegator: (request, callback) =>
      callback(null, {
        origin: mayCall(request),
        methods: ['GET', 'POST'],
        exposedHeaders,
        maxAge: maxAgeSeconds,
        // Whatever else has this method is a method that no path has.
        preflight: isPreflight(request),
      }),
  });
}

/**
 * Headers that let pages of the given origins read the answer to a request that Fastify could not route and calls no hook for, such as one
 * whose path cannot be decoded.
 */
export function unroutedHeaders({
  origins,
}: CorsOptions): (request: FastifyRequest) => Readonly<Record<string, string>> {
  const mayCall = callerTest(origins);
  return (request) => ({
    vary: 'Origin',
    ...(mayCall(request) && {
      'access-control-allow-origin': request.headers.origin ?? '',
      'access-control-expose-headers': exposedHeaders.join(', '),
    }),
  });
}

function callerTest(origins: readonly string[]): (request: FastifyRequest) => boolean {
  const isAllowed = originTest(origins);
  return ({ headers: { origin } }) => origin !== undefined && isAllowed(origin);
}

function isPreflight({ method, headers }: FastifyRequest): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;
}
