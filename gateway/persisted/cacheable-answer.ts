import type { ApolloServerPlugin } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GatewayContext } from '../context.ts';
import { entityTag, isKnown } from '../http/etag.ts';

/** Headers that an answer to a GET depends on, beside its URL. */
const variesBy = [
  'accept',
  'authorization',
  'x-leadmetrics-tenant',
  'x-leadmetrics-explain',
  'x-leadmetrics-estimate',
  'apollographql-client-name',
];

/**
 * Marks the answers to GET that a client may keep: whole ones, without an error and without what was measured of this one request.
 * What is left to spend is told in headers only, which each answer has anew. Stands behind the plugins that add to answers.
 */
export const cacheableAnswer: ApolloServerPlugin<GatewayContext> = {
  requestDidStart: async () => ({
    willSendResponse: async ({ request: { http }, contextValue: { charge, explanation }, response }) => {
      if (http?.method !== 'GET' || response.body.kind !== 'single') return;
      const { data, errors, extensions } = response.body.singleResult;
      const isWhole = data !== undefined && errors === undefined && explanation === null && !charge.estimateOnly;
      if (isWhole) response.http.headers.set('cache-control', 'private');
      const cost = charge.toJSON();
      if (cost === null) return;
      const { throttleStatus: _varies, ...lasting } = cost;
      response.body.singleResult.extensions = { ...extensions, cost: lasting };
    },
  }),
};

/** Says of an answer to a GET, before it is known, that nobody may keep it, and what it depends on. */
export function keepNothing(reply: FastifyReply): void {
  const others = [reply.getHeader('vary') ?? []].flat();
  void reply.header('cache-control', 'no-store').header('vary', [...others, ...variesBy].join(', '));
}

/**
 * Gives an answer that may be kept its tag (RFC 9110, 8.8.3) and its lifetime (RFC 9111, 5.2.2): it is the viewer's, so that no
 * shared cache may have it. The tag is weak: however an answer is compressed, it stays the same.
 * @param maxAge how long it may be kept before its client asks again, in seconds
 * @returns true where the client has it already
 */
export function tagAnswer({ headers }: FastifyRequest, reply: FastifyReply, answer: string, maxAge: number): boolean {
  if (reply.getHeader('cache-control') !== 'private') return false;
  const tag = `W/${entityTag(answer)}`;
  void reply.header('etag', tag).header('cache-control', `private, ${maxAge === 0 ? 'no-cache' : `max-age=${maxAge}`}`);
  return isKnown(tag, headers['if-none-match']);
}
