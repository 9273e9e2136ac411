import type { FastifyInstance } from 'fastify';
import type { BuildInfo } from '../build-info.ts';

/** `/version`: what runs here. */
export function serveVersion(app: FastifyInstance, build: BuildInfo): void {
  app.get('/version', async (_request, reply) => reply.header('cache-control', 'no-store').send(build));
}
