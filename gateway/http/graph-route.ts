import { HeaderMap, type ApolloServer, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLFormattedError } from 'graphql';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { GatewayContext } from '../context.ts';
import type { DocumentGate } from '../limits/document-gate.ts';
import type { OperationCharge } from '../limits/operation-charge.ts';
import type { Slots } from '../limits/slots.ts';
import { keepNothing, tagAnswer } from '../persisted/cacheable-answer.ts';
import type { PersistedOperations } from '../persisted/persisted-operations.ts';
import type { PresentedFaults } from '../presented-faults.ts';
import { recordOf } from '../request-record.ts';
import { operationSignal, type OperationSignal } from './operation-signal.ts';
import { toldStatus } from './refusal.ts';

/** Somebody who asks the graph, and what they have left to spend. */
export interface Caller {
  readonly viewer: Viewer;
  readonly charge: OperationCharge;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks the graph; null on every other path, and until it is known. */
    caller: Caller | null;
  }
}

/** What the route needs beside the server that answers. */
export interface GraphRoute {
  readonly authenticate: (request: FastifyRequest) => Promise<Viewer>;
  readonly charge: (request: FastifyRequest, viewer: Viewer) => Promise<OperationCharge>;
  readonly context: (request: FastifyRequest, caller: Caller, end: OperationSignal) => GatewayContext;
  readonly operations: PersistedOperations;
  readonly documents: DocumentGate;
  readonly slots: Slots;
  /** How long an operation may take. */
  readonly timeoutMs: number;
  readonly faults: PresentedFaults;
}

/**
 * `/graphql` over POST, and over GET for queries. The doors stand in the order of their price: who asks and what is left for them
 * to spend, before the body is read; whether they may send this text; its size; a slot. What is refused at one of them is answered
 * in the shape of every other error.
 */
export function serveGraph(
  app: FastifyInstance,
  apollo: ApolloServer<GatewayContext>,
  { authenticate, charge: open, context: contextOf, operations, documents, slots, timeoutMs, faults }: GraphRoute,
): void {
  app.decorateRequest('caller', null);
  app.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    exposeHeadRoute: false,
    onRequest: async (request, reply) => {
      const viewer = await authenticate(request);
      recordOf(request.raw).admit(viewer);
      const charge = await open(request, viewer);
      request.caller = { viewer, charge };
      void reply.headers(charge.headers());
    },
    handler: async (request, reply) => {
      const { caller } = request;
      if (caller === null) throw new Error('expected a caller: the route lets nobody else in');
      const end = operationSignal(reply.raw, timeoutMs);
      if (request.method === 'GET') keepNothing(reply);
      try {
        const { request: httpGraphQLRequest, maxAge } = await operations.resolve(graphRequest(request), caller.viewer);
        const { mutates } = documents.require(textOf(httpGraphQLRequest));
        if (mutates) end.mutates();
        const leave = await slots.enter(caller.viewer.tenant.id, mutates, end.signal);
        try {
          const context = contextOf(request, caller, end);
          const answer = await apollo.executeHTTPGraphQLRequest({ httpGraphQLRequest, context: async () => context });
          if (answer.body.kind !== 'complete') throw new Error('found an answer in parts; expected a whole one');
          void reply.code(answer.status ?? 200).headers(caller.charge.headers());
          void reply.headers(Object.fromEntries(answer.headers));
          if (tagAnswer(request, reply, answer.body.string, maxAge))
            return await reply.code(304).removeHeader('content-type').send();
          if (reply.statusCode !== 400) await caller.charge.release();
          return reply.statusCode >= 400 ? refused(answer.body.string, request, faults) : answer.body.string;
        } finally {
          leave();
        }
      } catch (error) {
        // Refused for what it asks: 400.
        if (toldStatus(error) !== 400) await caller.charge.release();
        throw error;
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

/** A refusal with the request's id, which an operation's own errors carry already; refusals are short. */
function refused(body: string, { id, raw }: FastifyRequest, faults: PresentedFaults): string {
  const refusal = JSON.parse(body) as { errors?: GraphQLFormattedError[] }; // the server above wrote it
  const errors = refusal.errors?.map((error) => faults.name(error, id));
  const record = recordOf(raw);
  if (record.code === null) record.addErrors(errors ?? []);
  return JSON.stringify({ ...refusal, ...(errors && { errors }) });
}
