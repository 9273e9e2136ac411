import type { FastifyInstance } from 'fastify';
import { pingDatabase } from '../../platform/database/pool.ts';
import { retryAfter } from '../../platform/errors/graph-error.ts';
import type { GatewayDeps } from '../deps.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: so do the database and the document store; of an embedded PostgreSQL also
 * whether it is being started again, how many times it was, and when it last ended by itself; of subgraphs that are services of
 * their own whether each answers.
 */
export function serveHealth(
  app: FastifyInstance,
  { pool, runtime, sources, condition }: Pick<GatewayDeps, 'pool' | 'runtime' | 'sources' | 'condition'>,
): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const [database, documents] = await Promise.all([answers(pingDatabase(pool)), answers(runtime.documents.ping())]);
    // Without the document store or a subgraph the graph still answers, with nulls where they were: that is no reason to leave the pool.
    if (!database) void reply.code(503).headers(retryAfter());
    const status = database ? 'ok' : 'unavailable';
    const subgraphs = answering(sources);
    return {
      status,
      database,
      documents,
      ...(subgraphs !== null && { subgraphs }),
      ...(condition !== undefined && { embedded: condition() }),
    };
  });
}

/** Null where all subgraphs are executed in this process. */
function answering(sources: GatewayDeps['sources']): Record<string, boolean> | null {
  const known = [...sources].flatMap(([name, { answers }]) =>
    answers === undefined ? [] : [[name, answers] as const],
  );
  return known.length === 0 ? null : Object.fromEntries(known);
}

async function answers(attempt: Promise<unknown>): Promise<boolean> {
  try {
    await attempt;
    return true;
  } catch {
    return false;
  }
}
