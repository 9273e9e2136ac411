import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isFault } from '../../platform/errors/graph-error.ts';
import type { Metrics } from '../../platform/observability/metrics.ts';
import { traceIdOf } from '../../platform/observability/trace-context.ts';
import type { Tracing } from '../../platform/observability/tracing.ts';
import type { Log, LogFields } from '../../platform/startup/log.ts';
import { endOf, rounded } from '../period.ts';
import { recordOf, type RequestRecord } from '../request-record.ts';
import { slowOperationFields, slowOperationLines } from './slow-operation.ts';

/** Who is told of requests. */
export interface RequestWatch {
  readonly metrics: Metrics;
  readonly log: Log;
  /** Operations that take longer are told with plan and statements, in milliseconds; 0: none. */
  readonly slowOperationMs: number;
  /** Null makes no traces. */
  readonly tracing: Tracing | null;
}

/** A request to the graph that is over. */
interface Ended {
  readonly requestId: string;
  readonly record: RequestRecord;
  readonly milliseconds: number;
  /** Of HTTP; 499 where the client went away before its answer was complete (nginx's own). */
  readonly status: number;
  /** Bytes that were sent, headers included. */
  readonly bytes: number;
}

/** Bytes that a connection had sent when its last answer was complete: answers on one connection follow each other. */
const sentBefore = new WeakMap<Socket, number>();

/**
 * Watches every request from its headers to the end of its answer: the answer tells its id (`x-request-id`, the client's own where
 * that is one) and its trace (`traceparent`), the metrics count it, and the log has one line for each request to `/graphql`. Stands
 * before every other hook, so that whoever refuses a request, it is told of.
 */
export function watchRequests(app: FastifyInstance, watch: RequestWatch): void {
  const { metrics, log, tracing } = watch;
  app.addHook('onRequest', (request, reply, done) => {
    const startedAt = performance.now();
    const { socket } = request.raw;
    const record = recordOf(request.raw);
    const isOfGraph = request.url.split('?', 1)[0] === '/graphql';
    if (isOfGraph && tracing !== null)
      record.beginTrace(tracing, startedAt, { 'http.request.method': request.method, 'http.route': '/graphql' });
    void reply.header('x-request-id', request.id);
    if (record.trace !== null) void reply.header('traceparent', record.trace.traceparent);
    metrics.activeRequests.inc();
    reply.raw.once('close', () => {
      metrics.activeRequests.dec();
      const milliseconds = performance.now() - startedAt;
      const status = reply.raw.writableFinished ? reply.raw.statusCode : 499;
      const bytes = socket.bytesWritten - (sentBefore.get(socket) ?? 0);
      sentBefore.set(socket, socket.bytesWritten);
      countRequest(metrics, request, status, milliseconds);
      for (const limit of record.limits) metrics.limitRefusals.inc({ limit });
      if (!isOfGraph) return;
      const ended = { requestId: request.id, record, milliseconds, status, bytes };
      try {
        tellOf(ended, watch);
      } catch (error) {
        // What watches must not end what is watched.
        log.error(`Request ${request.id} cannot be told of:`, error, { requestId: request.id });
      }
    });
    done();
  });
}

function tellOf(ended: Ended, { metrics, log, slowOperationMs }: RequestWatch): void {
  countOperation(metrics, ended);
  endTrace(ended);
  log.event({ level: 'info', name: 'request', fields: () => fieldsOf(ended), text: () => lineOf(ended) });
  if (slowOperationMs === 0 || ended.milliseconds < slowOperationMs) return;
  metrics.slowOperations.inc();
  log.event({
    level: 'warn',
    name: 'slow operation',
    fields: () => ({ ...fieldsOf(ended), ...slowOperationFields(ended.record) }),
    text: () => `Slow operation: ${lineOf(ended)}\n${slowOperationLines(ended.record)}`,
  });
}

function countRequest(metrics: Metrics, { method, routeOptions }: FastifyRequest, status: number, ms: number): void {
  const labels = {
    http_request_method: method,
    http_route: routeOptions.url ?? '',
    http_response_status_code: status,
  };
  metrics.requestDuration.observe(labels, ms / 1_000);
}

function countOperation(metrics: Metrics, { record, milliseconds }: Ended): void {
  const { operationName, operationHash, parsing, validation, planning, plan, cost, statements, errors } = record;
  metrics.operationDuration.observe({ operation: metrics.operationLabel(operationName) }, milliseconds / 1_000);
  for (const [code, count] of errors) metrics.graphqlErrors.inc({ code: metrics.codeLabel(code) }, count);
  if (parsing !== null) metrics.parseDuration.observe(parsing.milliseconds / 1_000);
  if (validation !== null) metrics.validateDuration.observe(validation.milliseconds / 1_000);
  if (operationHash !== null) metrics.parseCache.inc({ result: parsing === null ? 'hit' : 'miss' });
  if (planning !== null) metrics.planDuration.observe(planning.milliseconds / 1_000);
  if (cost !== null) metrics.operationCost.observe(cost);
  // What was refused before has neither looked for a plan nor sent a statement.
  if (plan === null) return;
  metrics.planCache.inc({ result: planning === null ? 'hit' : 'miss' });
  metrics.operationStatements.observe(statements);
}

function endTrace({ requestId, record, status }: Ended): void {
  const { span, parsing, validation, operationName, operationHash, persona, tenant, errors } = record;
  if (span === null) return;
  for (const [name, part] of Object.entries({ 'gateway.parse': parsing, 'gateway.validate': validation }))
    if (part !== null) span.start(name, part.startedAt).end({ at: endOf(part) });
  span.end({
    attributes: {
      'http.response.status_code': status,
      'graphql.operation.name': boundedName(operationName) ?? undefined,
      'leadmetrics.operation_hash': operationHash ?? undefined,
      'leadmetrics.request_id': requestId,
      'leadmetrics.persona': persona ?? undefined,
      'leadmetrics.tenant': tenant ?? undefined,
      'leadmetrics.code': record.code ?? undefined,
    },
    hasFailed: [...errors.keys()].some(isFault),
  });
}

function fieldsOf({ requestId, record, milliseconds, status, bytes }: Ended): LogFields {
  const { operationName, operationHash, clientName, clientVersion, persona, tenant, statements, cost, code } = record;
  return {
    requestId,
    ...(record.trace !== null && { traceId: traceIdOf(record.trace) }),
    operationName: boundedName(operationName),
    operationHash,
    clientName,
    clientVersion,
    persona,
    tenant,
    ms: rounded(milliseconds),
    statements,
    cost,
    code,
    status,
    bytes,
  };
}

/** `200 HomeDashboard, 12.3 ms, 7 statements, admin, tenant 01K…, request 01K…`: what is not known is left out. */
function lineOf({ requestId, record, milliseconds, status }: Ended): string {
  const { operationName, persona, tenant, statements, cost, code } = record;
  const name = boundedName(operationName) ?? 'unnamed operation';
  return [
    `${status} ${name}`,
    `${rounded(milliseconds)} ms`,
    `${statements} statement${statements === 1 ? '' : 's'}`,
    ...(cost === null ? [] : [`cost ${cost}`]),
    ...(persona === null ? [] : [persona]),
    ...(tenant === null ? [] : [`tenant ${tenant}`]),
    ...(code === null ? [] : [code]),
    `request ${requestId}`,
  ].join(', ');
}

/** A name is of letters, digits and underscores only (GraphQL 2.1.9), yet may be as long as a document. */
function boundedName(name: string | null): string | null {
  return name === null || name.length <= longestName ? name : `${name.slice(0, longestName)}…`;
}

const longestName = 100;
