import type { FastifyInstance } from 'fastify';
import { pingDatabase } from '../../platform/database/pool.ts';
import { retryAfter } from '../../platform/errors/graph-error.ts';
import type { GatewayDeps } from '../deps.ts';

/**
 * `/health/live`: the process answers. `/health/ready`: so do the database and the document store; of an identity provider
 * whether it can be reached and whether keys of it are known that may be used; of an embedded PostgreSQL whether it is being
 * started again, how many times it was, and when it last ended by itself; of subgraphs that are services of their own whether each
 * answers. A process that is to stop is not ready any more while it still answers.
 */
export function serveHealth(
  app: FastifyInstance,
  {
    pool,
    runtime,
    sources,
    condition,
    provider,
    stopping,
  }: Pick<GatewayDeps, 'pool' | 'runtime' | 'sources' | 'condition' | 'provider' | 'stopping'>,
): void {
  app.get('/health/live', () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    if (stopping?.aborted === true) return reply.code(503).headers(retryAfter()).send({ status: 'stopping' });
    const [database, documents] = await Promise.all([answers(pingDatabase(pool)), answers(runtime.documents.ping())]);
    const identityProvider = provider?.();
    // Without the document store or a subgraph the graph still answers, with nulls where they were, and while keys are known an
    // identity provider that is away is missed by nobody: none is a reason to leave the pool. A process that knows no key yet is no
    // replacement for one that does.
    const ready = database && identityProvider?.usable !== false;
    if (!ready) void reply.code(503).headers(retryAfter());
    const status = ready ? 'ok' : 'unavailable';
    const subgraphs = answering(sources);
    return {
      status,
      database,
      documents,
      ...(identityProvider !== undefined && { identityProvider }),
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
