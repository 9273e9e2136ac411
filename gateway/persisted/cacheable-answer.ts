import type { HTTPGraphQLHead } from '@apollo/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FormattedExecutionResult } from 'graphql';
import type { GatewayContext } from '../context.ts';
import { entityTag, isKnown } from '../http/etag.ts';
import type { OperationCharge, ToldCost } from '../limits/operation-charge.ts';

/** Headers that an answer to a GET depends on, beside its URL. */
const variesBy = [
  'accept',
  'authorization',
  'x-leadmetrics-tenant',
  'x-leadmetrics-explain',
  'x-leadmetrics-estimate',
  'apollographql-client-name',
];

/** Marks an answer to a GET that its client may keep: a whole one, without what was measured of this one request. */
export function markKeepable(
  { charge, explanation }: GatewayContext,
  { headers }: HTTPGraphQLHead,
  { data, errors }: FormattedExecutionResult,
): void {
  const isWhole = data !== undefined && errors === undefined;
  if (isWhole && explanation === null && !charge.estimateOnly) headers.set('cache-control', 'private');
}

/** Cost as an answer that is kept tells it: what is left to spend stands in headers, which each answer has anew. */
export function lastingCost(charge: OperationCharge): Omit<ToldCost, 'throttleStatus'> | null {
  const cost = charge.toJSON();
  if (cost === null) return null;
  const { throttleStatus: _varies, ...lasting } = cost;
  return lasting;
}

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
