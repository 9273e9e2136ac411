import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Origin } from '../platform/commands/principal.ts';
import { ReadScope } from '../platform/database/read-scope.ts';
import { ApiClients } from '../platform/identity/api-clients.ts';
import { Admission } from '../platform/identity/admission.ts';
import { Unauthenticated } from '../platform/identity/unauthenticated.ts';
import { readsAcrossTenants, type Viewer } from '../platform/identity/viewer.ts';
import { addDeprecationUses } from '../platform/deprecations/deprecation-uses.ts';
import { apiInfoSubgraph } from './api-info/api-info.ts';
import { DeprecationCounter } from './api-info/deprecation-counter.ts';
import { authenticate, type Door } from './authenticate.ts';
import { buildInfo } from './build-info.ts';
import type { GatewayContext } from './context.ts';
import { watchedSources } from './data-sources/watched.ts';
import type { GatewayDeps } from './deps.ts';
import { CompiledGateway } from './execution/compiled-gateway.ts';
import { serveExplorer } from './explorer-route.ts';
import { serveFiles } from './http/files-route.ts';
import { serveGraph, type Caller } from './http/graph-route.ts';
import { serveHealth } from './http/health-route.ts';
import { serveClientTokens } from './http/token-route.ts';
import { createHttpServer } from './http/http-server.ts';
import type { OperationSignal } from './http/operation-signal.ts';
import { serveVersion } from './http/version-route.ts';
import { DocumentGate } from './limits/document-gate.ts';
import { OperationCharge } from './limits/operation-charge.ts';
import { paymentOf } from './limits/payment.ts';
import { Slots } from './limits/slots.ts';
import { MemoryTokenBuckets } from './limits/token-buckets.ts';
import { MemoryAutomaticQueries } from './persisted/automatic-queries.ts';
import { withIds } from './persisted/explorer-ids.ts';
import { operationNames } from './persisted/operation-names.ts';
import { PersistedOperations } from './persisted/persisted-operations.ts';
import { InlinePlanner } from './planning/planner.ts';
import { Explanation } from './explanation.ts';
import { formatError } from './format-error.ts';
import { operationEnd } from './plugins/operation-end.ts';
import { PresentedFaults } from './presented-faults.ts';
import { refusedOperation } from './plugins/refused-operation.ts';
import { requestRecord } from './plugins/request-record.ts';
import { readyOperations } from './ready-operations.ts';
import { recordOf } from './request-record.ts';
import { localSources } from './subgraphs.ts';
import { cleanText } from '../platform/observability/clean-text.ts';

/** A gateway that listens nowhere yet. */
export interface Gateway {
  readonly app: FastifyInstance;
  readonly admission: Admission;
  /** Refuses new requests, finishes those in flight, and leaves what it was given open. */
  close(): Promise<void>;
  /** Writes what was counted; `close` does so too, unless requests in flight keep it waiting. */
  flush(): Promise<void>;
}

/** Assembles the gateway: authenticate → admit → plan → execute → answer. */
export async function createGateway(deps: GatewayDeps): Promise<Gateway> {
  const { watch, limits, operations: settings } = deps;
  const build = buildInfo(deps.supergraphSdl, deps.options?.commit);
  watch.metrics.describeBuild({ ...build, commit: build.commit ?? '' });
  const ready = readyOperations();
  watch.metrics.knowOperations(ready);
  const app = await createHttpServer({ ...deps.web, report: deps.runtime.reportFault, watch });
  const planner = deps.planner?.(deps.supergraphSdl) ?? new InlinePlanner(deps.supergraphSdl);
  const clients = new ApiClients(deps.pool, (fault) => deps.runtime.reportFault(fault, 'gateway'));
  const admission = new Admission(deps.pool, { ...deps.options, noteClientUse: (refId) => clients.noteUse(refId) });
  const door = { verify: deps.clientTokens.beside(deps.verify), admission };
  const faults = new PresentedFaults(deps.runtime.reportFault);
  const buckets = deps.buckets ?? new MemoryTokenBuckets();
  const own = localSources(
    [apiInfoSubgraph({ build, buckets, limits, schemaFor: (viewer) => gateway.schemaFor(viewer) })],
    deps.runtime,
  );
  const sources = watchedSources(new Map([...deps.sources, ...own]), watch.metrics);
  const uses = new DeprecationCounter(
    (tenantId, sums) => addDeprecationUses(deps.pool, tenantId, sums, limits.deprecationUses.deleted),
    limits.deprecationUses,
    (fault) => deps.runtime.reportFault(fault, 'gateway'),
  );
  const gateway = new CompiledGateway(
    deps.supergraphSdl,
    sources,
    deps.runtime.reportFault,
    deps.limits.execution,
    planner,
    (coordinates, operation) => uses.note(coordinates, operation),
  );
  watch.metrics.watch('leadmetrics_plan_cache_size', 'Plans that are kept.', () => gateway.operationsKept);
  const apollo = new ApolloServer<GatewayContext>({
    gateway,
    plugins: [ApolloServerPluginLandingPageDisabled(), refusedOperation, operationEnd(faults), requestRecord],
    // Ids are resolved before (persisted/persisted-operations.ts).
    persistedQueries: false,
    formatError: formatError(faults),
    // Without line breaks and spaces: a client that wants them has a formatter.
    stringifyResult: (result) => JSON.stringify(result),
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
  });
  await apollo.start();
  const documents = new DocumentGate(limits.document);
  const operations = await PersistedOperations.open({
    settings,
    log: watch.log,
    documents,
    maximumCharacters: limits.document.characters,
    plan: (texts) => gateway.pin(texts),
    onTaken: (registered) => watch.metrics.knowOperations([...ready, ...operationNames(registered)]),
    automatic: deps.automaticQueries ?? new MemoryAutomaticQueries(settings.automatic),
  });
  serveGraph(app, apollo, {
    authenticate: (request) => viewerOf(request, deps, door),
    charge: ({ headers }, viewer) =>
      OperationCharge.open({
        ...paymentOf(viewer, limits),
        buckets,
        estimateOnly: headers['x-leadmetrics-estimate'] === '1',
      }),
    context: (request, caller, end) => contextOf(request, caller, end, deps),
    operations,
    documents,
    slots: new Slots(limits.slots),
    timeoutMs: limits.operationTimeoutMs,
    faults,
  });
  serveClientTokens(app, {
    clients,
    tokens: deps.clientTokens,
    tellRefused: deps.tellRefused,
    failuresPerMinute: deps.options?.clientFailuresPerMinute ?? 10,
  });
  serveHealth(app, deps);
  serveVersion(app, build);
  serveFiles(app, deps);
  if (deps.explorer !== null) serveExplorer(app, withIds(deps.explorer, operations));
  return {
    app,
    admission,
    close: async () => {
      await app.close();
      await apollo.stop();
      await operations.close();
      await uses.close();
      await planner.close();
    },
    flush: () => uses.close(),
  };
}

/** Who asks; the log is told why somebody is nobody. */
async function viewerOf({ headers, id }: FastifyRequest, { tellRefused }: GatewayDeps, door: Door): Promise<Viewer> {
  return authenticate(headers, door).catch((error: unknown) => {
    if (error instanceof Unauthenticated) tellRefused('token', error.reason, id);
    throw error;
  });
}

function contextOf(
  { headers, id, ip, raw }: FastifyRequest,
  { viewer, charge }: Caller,
  { signal, abort }: OperationSignal,
  { pool, limits, options }: GatewayDeps,
): GatewayContext {
  const record = recordOf(raw);
  const explain = headers['x-leadmetrics-explain'] === '1' && mayExplain(viewer, options?.production ?? false);
  const scope = { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) };
  const reads = new ReadScope(pool, scope, { signal, abort, maximumBytes: limits.readBytes });
  return {
    operation: { viewer, reads, now: new Date(), requestId: id, explain, origin: originOf(ip, headers), signal },
    reads,
    signal,
    charge,
    explanation: explain ? new Explanation() : null,
    record,
    trace: record.trace,
  };
}

/** Longest user agent that is recorded. */
const longestUserAgent = 1_000;

function originOf(ip: string, { 'user-agent': userAgent }: FastifyRequest['headers']): Origin {
  return { ip, userAgent: userAgent === undefined ? null : cleanText(userAgent, longestUserAgent - 1) };
}

function mayExplain(viewer: Viewer, production: boolean): boolean {
  return !production || viewer.persona === 'super_admin';
}
