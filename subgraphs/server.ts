import fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pingDatabase } from '../platform/database/pool.ts';
import { ReadScope } from '../platform/database/read-scope.ts';
import { graphError, isFault, retryAfter } from '../platform/errors/graph-error.ts';
import { SubgraphExecutor, type SubgraphRuntime } from '../platform/graph/execute.ts';
import { buildSubgraph, type SubgraphDefinition } from '../platform/graph/subgraph.ts';
import { verifySignedViewer } from '../platform/identity/signed-viewer.ts';
import { readsAcrossTenants } from '../platform/identity/viewer.ts';
import { requestIdOf } from '../platform/observability/request-id.ts';
import { addStatements } from '../platform/observability/statement-spans.ts';
import { traceContextOf } from '../platform/observability/trace-context.ts';
import type { Tracing } from '../platform/observability/tracing.ts';

/** What a subgraph that is a service of its own stands on. */
export interface SubgraphServerDeps {
  readonly definition: SubgraphDefinition;
  readonly runtime: SubgraphRuntime;
  /** As app_user. */
  readonly pool: pg.Pool;
  /** The secret that the gateway signs each call with. */
  readonly secret: Uint8Array;
  /** How far the gateway's clock and this one may differ. */
  readonly clockToleranceSeconds?: number;
  /** Longest request body, in bytes; a fetch for many entities is longer than what a client may send. */
  readonly bodyLimitBytes?: number;
  /** Null, or left out, makes no traces. */
  readonly tracing?: Tracing | null;
  /** Aborted once the process is to stop. */
  readonly stopping?: AbortSignal;
}

interface FetchBody {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>> | null;
}

/**
 * One subgraph over HTTP: the same executor that the gateway runs in its own process. Each call is one transaction, and a
 * call without a Viewer and a now that the gateway has signed is refused.
 */
export function createSubgraphServer(deps: SubgraphServerDeps): FastifyInstance {
  const { definition, runtime, pool, secret, clockToleranceSeconds = 5, tracing = null, stopping } = deps;
  const { bodyLimitBytes = 10_000_000 } = deps;
  const executor = new SubgraphExecutor(buildSubgraph(definition), runtime);
  const app = fastify({
    bodyLimit: bodyLimitBytes,
    forceCloseConnections: 'idle',
    genReqId: requestIdOf,
  });
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (stopping?.aborted === true) return reply.code(503).headers(retryAfter()).send({ status: 'stopping' });
    try {
      await pingDatabase(pool);
      return { status: 'ok' };
    } catch {
      return reply.code(503).headers(retryAfter()).send({ status: 'unavailable' });
    }
  });
  app.post('/graphql', async (request, reply) => {
    const [, token = ''] = (request.headers.authorization ?? '').split(' ');
    let signed;
    try {
      signed = await verifySignedViewer(token, secret, clockToleranceSeconds);
    } catch (error) {
      return reply.code(401).send({ errors: [error] });
    }
    if (!isFetchBody(request.body)) {
      return reply
        .code(400)
        .send({ errors: [graphError('BAD_USER_INPUT', 'expected a JSON body with "query" and "variables"')] });
    }
    const { query, variables } = request.body;
    const { viewer, now, origin } = signed;
    const span = tracing?.begin('subgraph.fetch', traceContextOf(request.headers), performance.now(), {
      'leadmetrics.subgraph': definition.name,
      'leadmetrics.request_id': request.id,
    });
    const reads = new ReadScope(pool, { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) });
    const operation = {
      viewer,
      reads,
      now,
      origin,
      requestId: request.id,
      explain: request.headers['x-leadmetrics-explain'] === '1',
    };
    const { data, errors, statements } = await executor.execute({ query, variables: variables ?? {} }, operation);
    await reads.end();
    if (span !== undefined) {
      addStatements(span, statements.log);
      span.end({ hasFailed: errors?.some(({ extensions }) => isFault(extensions?.['code'])) ?? false });
    }
    const { count, log } = statements;
    const told = operation.explain ? log.map(({ text, milliseconds, rows }) => ({ text, milliseconds, rows })) : [];
    return { data, ...(errors && { errors }), extensions: { statements: { count, log: told } } };
  });
  return app;
}

function isFetchBody(body: unknown): body is FetchBody {
  return typeof body === 'object' && body !== null && 'query' in body && typeof body.query === 'string';
}
