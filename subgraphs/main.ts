import { neededByOneSubgraph, readConfig } from '../platform/config/config.ts';
import { readSubgraphEntries } from '../platform/config/subgraph-entries.ts';
import { unknownVariables } from '../platform/config/unknown-variables.ts';
import { StartError } from '../platform/errors/start-error.ts';
import type { SubgraphDefinition } from '../platform/graph/subgraph.ts';
import { Metrics } from '../platform/observability/metrics.ts';
import { Connections } from '../platform/startup/connections.ts';
import { drain } from '../platform/startup/drain.ts';
import { createLog } from '../platform/startup/log.ts';
import { openMetrics } from '../platform/startup/metrics.ts';
import { joinPlatform } from '../platform/startup/open-platform.ts';
import { chooseAddress, listenProblem } from '../platform/startup/port.ts';
import { runProgram } from '../platform/startup/run-program.ts';
import { subgraphRuntime } from '../platform/startup/runtime.ts';
import { openTracing } from '../platform/startup/tracing.ts';
import { createSubgraphServer } from './server.ts';

/** `npm run subgraph -- strategy`: one subgraph as a service of its own, on the port of its routing_url. */
await runProgram(async (life) => {
  const config = readConfig(process.env, neededByOneSubgraph);
  const log = createLog(config);
  life.log = log;
  for (const line of unknownVariables(process.env)) log.warn(line);
  const entries = readSubgraphEntries();
  const name = process.argv[2];
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) {
    throw new StartError(
      `${name === undefined ? 'No subgraph was named' : `There is no subgraph "${name}"`}, expected one of ${entries.map((one) => one.name).join(', ')}.`,
    );
  }
  const { host, publicUrl } = config.http;
  const address = await chooseAddress({ host, port: Number(new URL(entry.routingUrl).port) });
  const platform = await joinPlatform(life, config);
  const { gatewaySecret } = platform.secrets;
  if (gatewaySecret === null) {
    throw new StartError('GATEWAY_SECRET is missing, expected the one that the gateway signs its calls with.');
  }
  const { subgraph } = (await import(`./${entry.name}/index.ts`)) as { readonly subgraph: SubgraphDefinition }; // every folder's index.ts exports it
  const metrics = new Metrics();
  const baseUrl = publicUrl ?? `http://127.0.0.1:${config.http.port}`;
  const tracing = await openTracing(life, config, log, `leadmetrics-${entry.name}`);
  const app = createSubgraphServer({
    definition: subgraph,
    runtime: subgraphRuntime(
      platform,
      { baseUrl, compiledBytes: config.limits.compiledBytes, commands: config.limits.commands },
      log,
      metrics,
    ),
    pool: platform.pool,
    secret: Buffer.from(gatewaySecret),
    clockToleranceSeconds: config.tokens.clockToleranceSeconds,
    bodyLimitBytes: config.web.body.limitBytes * 10,
    stopping: life.stopping,
    tracing,
  });
  const { server } = app;
  const connections = new Connections(server);
  const { shutdownDelayMs: delayMs, shutdownGraceMs: graceMs } = config.http;
  life.onClose(
    `The subgraph ${entry.name}`,
    () => drain({ server, connections, close: () => app.close(), life, delayMs, graceMs, log }),
    delayMs + graceMs + 5_000,
  );
  await openMetrics(life, { config, log, metrics, pool: platform.pool });
  await app.listen(address).catch((error: Error) => {
    throw listenProblem(error, address);
  });
  log.info(`The subgraph ${entry.name} is at http://${address.host}:${address.port}/graphql`);
  await life.untilStopped();
});
