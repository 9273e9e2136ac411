import type { Config } from '../platform/config/config.ts';
import type { SubgraphRuntime } from '../platform/graph/execute.ts';
import type { SubgraphDefinition } from '../platform/graph/subgraph.ts';
import { drain } from '../platform/startup/drain.ts';
import type { Lifetime } from '../platform/startup/lifetime.ts';
import type { Log } from '../platform/startup/log.ts';
import { openPlatform } from '../platform/startup/open-platform.ts';
import { chooseAddress, listenProblem, type Address } from '../platform/startup/port.ts';
import { openRedis } from '../platform/startup/redis.ts';
import { subgraphRuntime } from '../platform/startup/runtime.ts';
import type { Secrets } from '../platform/startup/secrets.ts';
import { openTokens } from '../platform/startup/tokens.ts';
import type { SubgraphSource } from './data-sources/source.ts';
import { signedPersonas, type Demo } from './demo.ts';
import type { ExplorerPersona } from './explorer-route.ts';
import { explorerSettings } from './explorer-settings.ts';
import { RedisTokenBuckets } from './limits/redis-token-buckets.ts';
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
  const { publicUrl, bodyLimitBytes, shutdownGraceMs } = config.http;
  const address = await chooseAddress(config.http);
  const baseUrl = publicUrl ?? urlOf(address);
  const platform = await openPlatform(life, { config, log, loadDemo: demo?.load ?? null });
  const redis = await openRedis(life, config.redis, log);
  const { verify, issuer } = await openTokens(config);
  const { pool, secrets } = platform;

  const known = (await demo?.personas(pool)) ?? [];
  const personas = () => signedPersonas(known, issuer);
  const runtime = subgraphRuntime(platform, baseUrl, log);
  const entries = readSubgraphEntries();
  const subgraphs = await loadSubgraphs(entries);
  const gateway = await createGateway({
    pool,
    verify,
    runtime,
    subgraphs,
    supergraphSdl: readSupergraph(),
    sources: sourcesOf(config, secrets, entries, subgraphs, runtime, log),
    linkSecret: secrets.linkSecret,
    condition: platform.condition,
    planner: (supergraphSdl) => new WorkerPlanner(supergraphSdl, config.limits.planning),
    limits: config.limits,
    ...(redis !== null && { buckets: new RedisTokenBuckets(redis) }),
    explorer: await explorerSettings({ pool, demo, personas, baseUrl }),
    options: { production: config.production, bodyLimitBytes, viewerTtlMs: config.viewerTtlMs },
  });
  const { app } = gateway;
  const closing = { server: app.server, close: () => gateway.close(), life, graceMs: shutdownGraceMs, log };
  life.onClose('The gateway', () => drain(closing), shutdownGraceMs + 5_000);
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

function urlOf({ host, port }: Address): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
