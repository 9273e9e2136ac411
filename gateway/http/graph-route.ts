import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { DocumentGate } from '../limits/document-gate.ts';
import type { Slots } from '../limits/slots.ts';
import { keepNothing, tagAnswer } from '../persisted/cacheable-answer.ts';
import type { PersistedOperations } from '../persisted/persisted-operations.ts';
import { operationSignal, type OperationSignal } from './operation-signal.ts';

/** What the route needs beside the server that answers. */
export interface GraphRoute {
  /** Who asks, and what for; refuses whoever may not. */
  readonly context: (request: FastifyRequest, end: OperationSignal) => Promise<GatewayContext>;
  readonly operations: PersistedOperations;
  readonly documents: DocumentGate;
  readonly slots: Slots;
  /** How long an operation may take. */
  readonly timeoutMs: number;
}

/**
 * `/graphql` over POST, and over GET for queries. The doors stand in the order of their price: who asks, what is left for
 * them to spend, whether they may send this text, its size, a slot. What is refused at one of them is answered in the shape of every other error.
 */
export function serveGraph(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  { context: open, operations, documents, slots, timeoutMs }: GraphRoute,
): void {
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const end = operationSignal(reply.raw, timeoutMs);
      if (request.method === 'GET') keepNothing(reply);
      try {
        const context = await open(request, end);
        void reply.headers(context.charge.headers());
        const asked = await operations.resolve(graphRequest(request), context.operation.viewer);
        const { request: httpGraphQLRequest, maxAge } = asked;
        const { mutates } = documents.require(textOf(httpGraphQLRequest));
        const leave = await slots.enter(context.operation.viewer.tenant.id, mutates, end.signal);
        try {
          const answer = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
          if (answer.body.kind !== 'complete') throw new Error('found an answer in parts; expected a whole one');
          void reply.code(answer.status ?? 200).headers(context.charge.headers());
          void reply.headers(Object.fromEntries(answer.headers));
          if (tagAnswer(request, reply, answer.body.string, maxAge))
            return await reply.code(304).removeHeader('content-type').send();
          return reply.statusCode >= 400 ? withRequestId(answer.body.string, request.id) : answer.body.string;
        } finally {
          leave();
        }
      } finally {
        end.done();
      }
    },
  });
}

/** The operation's text, as far as the request has one. */
function textOf({ body, search }: HTTPGraphQLRequest): string {
  const { query } = (body ?? Object.fromEntries(new URLSearchParams(search))) as { query?: unknown }; // any JSON value has it or not
  return typeof query === 'string' ? query : '';
}

function graphRequest({ method, headers, url, body }: FastifyRequest): HTTPGraphQLRequest {
  const map = new HeaderMap();
  for (const [name, value] of Object.entries(headers)) {
    const text = [value ?? ''].flat().join(', ');
    if (text !== '') map.set(name, text);
  }
  return {
    method,
    headers: map,
    search: searchOf(url),
    body: isNameless(body) ? { ...body, operationName: null } : body,
  };
}

/** Values that say as little as an absent parameter; `null` is JSON's, and a name like any other (GraphQL over HTTP, "GET"). */
const saysNothing: Readonly<Record<string, RegExp>> = {
  operationName: /^$/,
  variables: /^(null)?$/,
  extensions: /^(null)?$/,
};

/** Query component of a URL, without the parameters that say nothing; those that are given twice stay, to be refused. */
function searchOf(url: string): string {
  const start = url.indexOf('?');
  if (start === -1) return '';
  const parameters = new URLSearchParams(url.slice(start));
  for (const [name, nothing] of Object.entries(saysNothing)) {
    const [value = '', ...more] = parameters.getAll(name);
    if (more.length === 0 && nothing.test(value)) parameters.delete(name);
  }
  return `?${parameters.toString()}`;
}

/** No operation can have an empty name: who gives one, names none. */
function isNameless(body: unknown): body is { readonly operationName: '' } {
  return typeof body === 'object' && body !== null && 'operationName' in body && body.operationName === '';
}

/** Refusals are short; an operation's own errors carry the id already. */
function withRequestId(body: string, requestId: string): string {
  const refusal = JSON.parse(body) as { errors?: GraphQLFormattedError[] }; // the server above wrote it
  const errors = refusal.errors?.map((error) => ({ ...error, extensions: { requestId, ...error.extensions } }));
  return JSON.stringify({ ...refusal, ...(errors && { errors }) });
}
