import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ReadScope } from '../platform/database/read-scope.ts';
import { ApiClients } from '../platform/identity/api-clients.ts';
import { Admission } from '../platform/identity/admission.ts';
import { Unauthenticated } from '../platform/identity/unauthenticated.ts';
import { readsAcrossTenants, type Viewer } from '../platform/identity/viewer.ts';
import { authenticate, type Door } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import type { GatewayDeps } from './deps.ts';
import { CompiledGateway } from './execution/compiled-gateway.ts';
import { serveExplorer } from './explorer-route.ts';
import { serveFiles } from './http/files-route.ts';
import { serveGraph } from './http/graph-route.ts';
import { serveHealth } from './http/health-route.ts';
import { serveClientTokens } from './http/token-route.ts';
import { createHttpServer } from './http/http-server.ts';
import { Explanation } from './plugins/explain.ts';
import { formatError } from './plugins/errors.ts';
import { operationEnd } from './plugins/operation-end.ts';
import { refusedOperation } from './plugins/refused-operation.ts';

/** A gateway that listens nowhere yet. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly admission: Admission;
  /** Refuses new requests, finishes those in flight, and leaves what it was given open. */
  close(): Promise<void>;
}

/** Assembles the gateway: authenticate → admit → plan → execute → answer. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { production = false, bodyLimitBytes = 1_000_000, logger = false } = deps.options ?? {};
  const app = createHttpServer({ bodyLimitBytes, logger, report: deps.runtime.reportFault });
  const clients = new ApiClients(deps.pool, (fault) => deps.runtime.reportFault(fault, 'gateway'));
  const admission = new Admission(deps.pool, { ...deps.options, noteClientUse: (refId) => clients.noteUse(refId) });
  const door = { verify: deps.clientTokens.beside(deps.verify), admission };
  const apollo = new ApolloServer<GatewayContext>({
    gateway: new CompiledGateway(deps.supergraphSdl, deps.sources, deps.runtime.reportFault, deps.options),
    plugins: [ApolloServerPluginLandingPageDisabled(), refusedOperation, operationEnd],
    formatError: formatError(deps.runtime.reportFault),
    // Without line breaks and spaces: a client that wants them has a formatter.
    stringifyResult: (result) => JSON.stringify(result),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  serveGraph(app, apollo, {
    context: (request) => contextOf(request, deps, door, production),
    report: deps.runtime.reportFault,
  });
  serveClientTokens(app, {
    clients,
    tokens: deps.clientTokens,
    tellRefused: deps.tellRefused,
    failuresPerMinute: deps.options?.clientFailuresPerMinute ?? 10,
  });
  serveHealth(app, deps);
  serveFiles(app, deps);
  if (deps.explorer !== null) serveExplorer(app, deps.explorer);
  return { app, admission, close: () => app.close().then(() => apollo.stop()) };
}

async function contextOf(
  request: FastifyRequest,
  deps: GatewayDeps,
  door: Door,
  production: boolean,
): Promise<GatewayContext> {
  const viewer = await authenticate(request.headers, door).catch((error: unknown) => {
    if (error instanceof Unauthenticated) deps.tellRefused('token', error.reason, request.id);
    throw error;
  });
  const explain = request.headers['x-leadmetrics-explain'] === '1' && mayExplain(viewer, production);
  const reads = new ReadScope(deps.pool, { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) });
  return {
    operation: { viewer, reads, now: new Date(), requestId: request.id, explain },
    reads,
    explanation: explain ? new Explanation() : null,
  };
}

function mayExplain(viewer: Viewer, production: boolean): boolean {
  return !production || viewer.persona === 'super_admin';
}
