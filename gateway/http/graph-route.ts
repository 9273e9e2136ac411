import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import { graphError, retryAfter } from '../../platform/errors/graph-error.ts';
import { databaseFault, type ReportFault } from '../../platform/graph/present-error.ts';
import type { GatewayContext } from '../context.ts';
import type { PresentedFaults } from '../plugins/presented-faults.ts';
import { recordOf } from '../request-record.ts';

/** What the route needs beside the server that answers. */
export interface GraphRoute {
  readonly context: (request: FastifyRequest) => Promise<GatewayContext>;
  readonly report: ReportFault;
  readonly faults: PresentedFaults;
}

/**
 * `/graphql` over POST, and over GET for queries. What is refused before it becomes an operation (a bad token, a body that
 * is none) is answered in the shape of every other error: code, `retryable` and `requestId` (contract 1.1, "Errors").
 */
export function serveGraph(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  { context, report, faults }: GraphRoute,
): void {
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const { status, headers, body } = await apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: graphRequest(request),
        context: () =>
          context(request).catch((error: unknown) => {
            throw atTheDoor(error, (fault) => report(fault, request.id));
          }),
      });
      if (body.kind !== 'complete') throw new Error('found an answer in parts; expected a whole one');
      void reply.code(status ?? 200).headers(Object.fromEntries(headers));
      return reply.statusCode >= 400 ? refused(body.string, request, faults) : body.string;
    },
  });
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

/** Who someone is stands in the database: where that is away nobody is let in, and each is told when to come back. */
function atTheDoor(error: unknown, report: (fault: unknown) => void): unknown {
  const fault = databaseFault(error, 'gateway');
  if (fault === null) return error;
  report(error);
  const headers = new HeaderMap(Object.entries(retryAfter(fault.extensions)));
  return graphError('SUBGRAPH_UNAVAILABLE', fault.message, { ...fault.extensions, http: { status: 503, headers } });
}

/** A refusal with the request's id, which an operation's own errors carry already; refusals are short. */
function refused(body: string, { id, raw }: FastifyRequest, faults: PresentedFaults): string {
  const refusal = JSON.parse(body) as { errors?: GraphQLFormattedError[] }; // the server above wrote it
  const errors = refusal.errors?.map((error) => faults.name(error, id));
  const record = recordOf(raw);
  if (record.code === null) record.addErrors(errors ?? []);
  return JSON.stringify({ ...refusal, ...(errors && { errors }) });
}
