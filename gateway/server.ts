import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ReadScope } from '../platform/database/read-scope.ts';
import { Admission } from '../platform/identity/admission.ts';
import { readsAcrossTenants, type Viewer } from '../platform/identity/viewer.ts';
import { authenticate } from './authenticate.ts';
import { buildInfo, knownOperations } from './build-info.ts';
import type { GatewayContext } from './context.ts';
import { watchedSources } from './data-sources/watched.ts';
import type { GatewayDeps } from './deps.ts';
import { CompiledGateway } from './execution/compiled-gateway.ts';
import { serveExplorer } from './explorer-route.ts';
import { serveFiles } from './http/files-route.ts';
import { serveGraph } from './http/graph-route.ts';
import { serveHealth } from './http/health-route.ts';
import { createHttpServer } from './http/http-server.ts';
import { serveVersion } from './http/version-route.ts';
import { Explanation } from './plugins/explain.ts';
import { formatError } from './plugins/errors.ts';
import { operationEnd } from './plugins/operation-end.ts';
import { PresentedFaults } from './plugins/presented-faults.ts';
import { refusedOperation } from './plugins/refused-operation.ts';
import { requestRecord } from './plugins/request-record.ts';
import { recordOf } from './request-record.ts';

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
  const { watch } = deps;
  const build = buildInfo(deps.supergraphSdl, deps.options?.commit);
  watch.metrics.describeBuild({ ...build, commit: build.commit ?? '' });
  watch.metrics.knowOperations(knownOperations());
  const app = createHttpServer({ bodyLimitBytes, logger, report: deps.runtime.reportFault, watch });
  const admission = new Admission(deps.pool, deps.options);
  const faults = new PresentedFaults(deps.runtime.reportFault);
  const sources = watchedSources(deps.sources, watch.metrics);
  const gateway = new CompiledGateway(deps.supergraphSdl, sources, deps.runtime.reportFault, deps.options);
  watch.metrics.watch('leadmetrics_plan_cache_size', 'Plans that are kept.', () => gateway.operationsKept);
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    plugins: [ApolloServerPluginLandingPageDisabled(), refusedOperation, operationEnd(faults), requestRecord],
    formatError: formatError(faults),
    // Without line breaks and spaces: a client that wants them has a formatter.
    stringifyResult: (result) => JSON.stringify(result),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  serveGraph(app, apollo, {
    context: (request) => contextOf(request, deps, admission, production),
    report: deps.runtime.reportFault,
    faults,
  });
  serveHealth(app, deps);
  serveVersion(app, build);
  serveFiles(app, deps);
  if (deps.explorer !== null) serveExplorer(app, deps.explorer);
  return { app, admission, close: () => app.close().then(() => apollo.stop()) };
}

async function contextOf(
  request: FastifyRequest,
  deps: GatewayDeps,
  admission: Admission,
  production: boolean,
): Promise<GatewayContext> {
  const viewer = await authenticate(request.headers, deps.verify, admission);
  const record = recordOf(request.raw);
  record.admit(viewer);
  const explain = request.headers['x-leadmetrics-explain'] === '1' && mayExplain(viewer, production);
  const reads = new ReadScope(deps.pool, { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) });
  return {
    operation: { viewer, reads, now: new Date(), requestId: request.id, explain },
    reads,
    explanation: explain ? new Explanation() : null,
    record,
    trace: record.trace,
  };
}

function mayExplain(viewer: Viewer, production: boolean): boolean {
  return !production || viewer.persona === 'super_admin';
}
