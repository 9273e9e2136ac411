import type { Config } from '../platform/config/config.ts';
import { originTest } from '../platform/config/origin-pattern.ts';
import type { SubgraphRuntime } from '../platform/graph/execute.ts';
import type { SubgraphDefinition } from '../platform/graph/subgraph.ts';
import { clientTokens, type ClientTokens } from '../platform/identity/client-tokens.ts';
import { Metrics } from '../platform/observability/metrics.ts';
import { Connections } from '../platform/startup/connections.ts';
import { drain } from '../platform/startup/drain.ts';
import type { Lifetime } from '../platform/startup/lifetime.ts';
import type { Log } from '../platform/startup/log.ts';
import { openMetrics } from '../platform/startup/metrics.ts';
import { openPlatform } from '../platform/startup/open-platform.ts';
import { chooseAddress, listenProblem, type Address } from '../platform/startup/port.ts';
import { openRedis } from '../platform/startup/redis.ts';
import { expireKeys } from '../platform/commands/key-expiry.ts';
import { openSealing } from '../platform/startup/sealing.ts';
import { subgraphRuntime } from '../platform/startup/runtime.ts';
import type { Secrets } from '../platform/startup/secrets.ts';
import { openTokens } from '../platform/startup/tokens.ts';
import { openTracing } from '../platform/startup/tracing.ts';
import type { SubgraphSource } from './data-sources/source.ts';
import { signedPersonas, type Demo } from './demo.ts';
import type { ExplorerPersona } from './explorer-route.ts';
import { explorerSettings } from './explorer-settings.ts';
import { RedisTokenBuckets } from './limits/redis-token-buckets.ts';
import { RedisAutomaticQueries } from './persisted/redis-automatic-queries.ts';
import { WorkerPlanner } from './planning/worker-planner.ts';
import { createGateway } from './server.ts';
import { loadSubgraphs, localSources, remoteSources } from './subgraphs.ts';
import { readSubgraphEntries, readSupergraph, type SubgraphEntry } from './supergraph.ts';

/** A gateway that takes requests. */
export interface RunningGateway {
  /** Where clients reach it: `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Empty in production. */
  readonly personas: readonly ExplorerPersona[];
}

/**
 * Starts everything: database, schema, demo data, gateway; answers once requests are taken. `life` closes it again,
 * requests in flight first.
 * @param demo null in production
 * @throws StartError for everything that a person at the terminal can put right
 */
export async function startGateway(
  life: Lifetime,
  config: Config,
  log: Log,
  demo: Demo | null,
): Promise<RunningGateway> {
  const { publicUrl, shutdownDelayMs: delayMs, shutdownGraceMs: graceMs } = config.http;
  const address = await chooseAddress(config.http);
  const baseUrl = publicUrl ?? urlOf(address);
  const platform = await openPlatform(life, { config, log, loadDemo: demo?.load ?? null });
  const redis = await openRedis(life, config.redis, log);
  const metrics = new Metrics(config.observability.metricsOperations);
  const { issuer, ...tokens } = await openTokens(config, log, metrics);
  const { pool, secrets } = platform;
  life.onClose(
    'The expiry of idempotency keys',
    expireKeys(pool, config.limits.keys, (line) => log.error(line)),
  );
  // Closed after the gateway, so that its last commands are sealed too.
  openSealing(life, { pool, secrets, config, metrics, log });

  const known = (await demo?.personas(pool)) ?? [];
  const personas = () => signedPersonas(known, issuer);
  const tracing = await openTracing(life, config, log, 'leadmetrics-gateway');
  const runtime = subgraphRuntime(
    platform,
    { baseUrl, compiledBytes: config.limits.compiledBytes, commands: config.limits.commands },
    log,
    metrics,
  );
  const entries = readSubgraphEntries();
  const subgraphs = await loadSubgraphs(entries);
  const gateway = await createGateway({
    pool,
    ...tokens,
    tellRefused: (what, reason, requestId) => log.info(`Request ${requestId}: the ${what} was refused: ${reason}.`),
    clientTokens: clientTokensOf(config, secrets),
    runtime,
    subgraphs,
    supergraphSdl: readSupergraph(),
    sources: sourcesOf(config, secrets, entries, subgraphs, runtime, log),
    linkSecret: secrets.linkSecret,
    condition: platform.condition,
    planner: (supergraphSdl) => new WorkerPlanner(supergraphSdl, config.limits.planning),
    limits: config.limits,
    ...(redis !== null && {
      buckets: new RedisTokenBuckets(redis),
      automaticQueries: new RedisAutomaticQueries(redis, config.operations.automatic),
    }),
    web: config.web,
    operations: config.operations,
    stopping: life.stopping,
    explorer: await explorerSettings({
      pool,
      demo,
      personas,
      baseUrl,
      host: address.host,
      mayCall: originTest(config.web.cors.origins),
      ...config.explorer,
    }),
    watch: { metrics, log, tracing, slowOperationMs: config.observability.slowOperationMs },
    options: {
      production: config.production,
      viewerTtlMs: config.viewerTtlMs,
      commit: config.observability.commit,
      clientFailuresPerMinute: config.clients.failuresPerMinute,
    },
  });
  const { app } = gateway;
  const { server } = app;
  const connections = new Connections(server);
  const closing = { server, connections, close: () => gateway.close(), life, delayMs, graceMs, log };
  // Where requests are cut off, nobody has waited for the gateway's own close.
  life.onClose('The gateway', () => drain(closing).then(() => gateway.flush()), delayMs + graceMs + 5_000);
  await openMetrics(life, { config, log, metrics, pool });
  life.checkpoint();
  await app.listen(address).catch((error: Error) => {
    throw listenProblem(error, address);
  });
  return { url: baseUrl, personas: await personas() };
}

function sourcesOf(
  { subgraphs: { mode, ...reached } }: Config,
  { gatewaySecret }: Secrets,
  entries: readonly SubgraphEntry[],
  subgraphs: readonly SubgraphDefinition[],
  runtime: SubgraphRuntime,
  log: Log,
): ReadonlyMap<string, SubgraphSource> {
  if (mode === 'local') return localSources(subgraphs, runtime);
  if (gatewaySecret === null)
    throw new Error('expected GATEWAY_SECRET with remote subgraphs: the configuration asks for it');
  return remoteSources(entries, {
    ...reached,
    secret: Buffer.from(gatewaySecret),
    report: runtime.reportFault,
    onChange: (name, answers) => {
      if (answers) log.info(`The subgraph ${name} answers again.`);
      else log.error(`The subgraph ${name} does not answer; its fields are null until it does.`);
    },
  });
}

function clientTokensOf({ clients, tokens }: Config, { clientTokenSecret }: Secrets): ClientTokens {
  if (clientTokenSecret === null)
    throw new Error('expected CLIENT_TOKEN_SECRET in production: the configuration asks for it');
  return clientTokens({
    secret: Buffer.from(clientTokenSecret),
    lifetimeSeconds: clients.tokenLifetimeSeconds,
    clockToleranceSeconds: tokens.clockToleranceSeconds,
  });
}

function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
