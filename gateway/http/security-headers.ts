import type { FastifyInstance } from 'fastify';

/**
 * Headers that tell a browser, with every answer, to take its type as it is said, to load it into no page of another origin (a page that
 * may call the graph still reads it, by CORS), to show it in no frame, and to name its address to nobody.
 */
export const securityHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
};

/**
 * Sets them on every answer; a route may set others in their place.
 * @param hstsMaxAgeSeconds how long a browser is to come back over https only (RFC 6797); null where it is told nothing
 */
export function secureAnswers(app: FastifyInstance, hstsMaxAgeSeconds: number | null): void {
  const headers = {
    ...securityHeaders,
    ...(hstsMaxAgeSeconds !== null && { 'strict-transport-security': `max-age=${hstsMaxAgeSeconds}` }),
  };
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers);
    done();
  });
}
