import type { FastifyInstance } from 'fastify';
import { pingDatabase } from '../../platform/database/pool.ts';
import { retryAfter } from '../../platform/errors/graph-error.ts';
import type { GatewayDeps } from '../deps.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: so do the database and the document store; of an embedded PostgreSQL also
 * whether it is being started again, how many times it was, and when it last ended by itself. A process that is to stop is not
 * ready any more while it still answers.
 */
export function serveHealth(
  app: FastifyInstance,
  { pool, runtime, condition, stopping }: Pick<GatewayDeps, 'pool' | 'runtime' | 'condition' | 'stopping'>,
): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (stopping?.aborted === true) return reply.code(503).headers(retryAfter()).send({ status: 'stopping' });
    const [database, documents] = await Promise.all([answers(pingDatabase(pool)), answers(runtime.documents.ping())]);
    // Without the document store the graph still answers, with nulls where documents were: that is no reason to leave the pool.
    if (!database) void reply.code(503).headers(retryAfter());
    const status = database ? 'ok' : 'unavailable';
    return { status, database, documents, ...(condition !== undefined && { embedded: condition() }) };
  });
}

async function answers(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch {
    return false;
  }
}
