import { HeaderMap, type ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { badUserInput, graphError, retryAfter, serviceFault } from '../platform/errors/graph-error.ts';
import { databaseFault, type ReportFault } from '../platform/graph/present-error.ts';
import type { GatewayContext } from './context.ts';

/** What the route needs beside the server that answers. */
export interface GraphRoute {
  readonly context: (request: FastifyRequest) => Promise<GatewayContext>;
  readonly report: ReportFault;
}

/**
 * `/graphql` over POST, and over GET for queries. What is refused before it becomes an operation (a bad token, a body that
 * is none) is answered in the shape of every other error: code, `retryable` and `requestId` (contract 1.1, "Errors").
 */
export function serveGraph(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  { context, report }: GraphRoute,
): void {
  const answer = fastifyApolloHandler(apollo, {
    context: (request) =>
      context(request).catch((error: unknown) => {
        throw atTheDoor(error, (fault) => report(fault, request.id));
      }),
  });
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: async (request, reply) => {
      const body: unknown = await answer.call(app, request, reply);
      return typeof body === 'string' && reply.statusCode >= 400 ? withRequestId(body, request.id) : body;
    },
    errorHandler: (error, request, reply) => {
      const { status, presented } = refusalOf(error);
      if (status >= 500) report(error, request.id);
      const { message, extensions } = presented;
      void reply.code(status).send({ errors: [{ message, extensions: { requestId: request.id, ...extensions } }] });
    },
  });
}

/** Who someone is stands in the database: where that is away nobody is let in, and each is told when to come back. */
function atTheDoor(error: unknown, report: (fault: unknown) => void): unknown {
  const fault = databaseFault(error, 'gateway');
  if (fault === null) return error;
  report(error);
  const http = { status: 503, headers: new HeaderMap([retryAfter]) };
  return graphError('SUBGRAPH_UNAVAILABLE', fault.message, { ...fault.extensions, http });
}

/** Fastify's own refusals (no JSON, too long, another media type) are the caller's; anything else is our fault. */
function refusalOf({ statusCode = 500, message }: FastifyError) {
  return statusCode < 500
    ? { status: statusCode, presented: badUserInput(message) }
    : { status: 500, presented: serviceFault('INTERNAL', 'gateway') };
}

/** Refusals are short; an operation's own errors carry the id already. */
function withRequestId(body: string, requestId: string): string {
  const refusal = JSON.parse(body) as { errors?: GraphQLFormattedError[] }; // the server above wrote it
  const errors = refusal.errors?.map((error) => ({ ...error, extensions: { requestId, ...error.extensions } }));
  return JSON.stringify({ ...refusal, ...(errors && { errors }) });
}
