import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ReadScope } from '../platform/database/read-scope.ts';
import { Admission } from '../platform/identity/admission.ts';
import { readsAcrossTenants, type Viewer } from '../platform/identity/viewer.ts';
import { authenticate } from './authenticate.ts';
import type { GatewayContext } from './context.ts';
import type { GatewayDeps } from './deps.ts';
import { CompiledGateway } from './execution/compiled-gateway.ts';
import { serveExplorer } from './explorer-route.ts';
import { serveFiles } from './http/files-route.ts';
import { serveGraph } from './http/graph-route.ts';
import { serveHealth } from './http/health-route.ts';
import { createHttpServer } from './http/http-server.ts';
import type { OperationSignal } from './http/operation-signal.ts';
import { DocumentGate } from './limits/document-gate.ts';
import { OperationCharge } from './limits/operation-charge.ts';
import { paymentOf } from './limits/payment.ts';
import { Slots } from './limits/slots.ts';
import { MemoryTokenBuckets, type TokenBuckets } from './limits/token-buckets.ts';
import { InlinePlanner } from './planning/planner.ts';
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
  const planner = deps.planner?.(deps.supergraphSdl) ?? new InlinePlanner(deps.supergraphSdl);
  const admission = new Admission(deps.pool, deps.options);
  const apollo = new ApolloServer<GatewayContext>({
    gateway: new CompiledGateway(
      deps.supergraphSdl,
      deps.sources,
      deps.runtime.reportFault,
      deps.limits.execution,
      planner,
    ),
    plugins: [ApolloServerPluginLandingPageDisabled(), refusedOperation, operationEnd],
    formatError: formatError(deps.runtime.reportFault),
    // Without line breaks and spaces: a client that wants them has a formatter.
    stringifyResult: (result) => JSON.stringify(result),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  const { limits } = deps;
  const buckets = deps.buckets ?? new MemoryTokenBuckets();
  serveGraph(app, apollo, {
    context: (request, end) => contextOf(request, end, { deps, admission, buckets, production }),
    documents: new DocumentGate(limits.document),
    slots: new Slots(limits.slots),
    timeoutMs: limits.operationTimeoutMs,
  });
  serveHealth(app, deps);
  serveFiles(app, deps);
  if (deps.explorer !== null) serveExplorer(app, deps.explorer);
  return {
    app,
    admission,
    close: async () => {
      await app.close();
      await apollo.stop();
      await planner.close();
    },
  };
}

/** What contexts are made from. */
interface ContextDeps {
  readonly deps: GatewayDeps;
  readonly admission: Admission;
  readonly buckets: TokenBuckets;
  readonly production: boolean;
}

async function contextOf(
  { headers, id }: FastifyRequest,
  { signal, abort }: OperationSignal,
  { deps, admission, buckets, production }: ContextDeps,
): Promise<GatewayContext> {
  const viewer = await authenticate(headers, deps.verify, admission);
  const charge = await OperationCharge.open({
    ...paymentOf(viewer, deps.limits),
    buckets,
    estimateOnly: headers['x-leadmetrics-estimate'] === '1',
  });
  const explain = headers['x-leadmetrics-explain'] === '1' && mayExplain(viewer, production);
  const scope = { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) };
  const reads = new ReadScope(deps.pool, scope, { signal, abort, maximumBytes: deps.limits.readBytes });
  return {
    operation: { viewer, reads, now: new Date(), requestId: id, explain },
    reads,
    signal,
    charge,
    explanation: explain ? new Explanation() : null,
  };
}

function mayExplain(viewer: Viewer, production: boolean): boolean {
  return !production || viewer.persona === 'super_admin';
}
