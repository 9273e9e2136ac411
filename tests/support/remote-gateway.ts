import { RemoteSource, type RemoteOptions } from '../../gateway/data-sources/remote.ts';
import { loadSubgraphs } from '../../gateway/subgraphs.ts';
import { createPool } from '../../platform/database/pool.ts';
import type { SubgraphRuntime } from '../../platform/graph/execute.ts';
import type { Tracing } from '../../platform/observability/tracing.ts';
import { createSubgraphServer } from '../../subgraphs/server.ts';
import { appUrl } from './database.ts';
import { startGateway, type TestGateway } from './gateway.ts';

/** What the gateway signs its calls with. */
export const secret = Buffer.from('what the gateway signs Viewers with');
/** Longest answer that it takes. */
export const answerLimitBytes = 100_000;

/** A subgraph over HTTP, strategy unless told otherwise, that is asked however often it has failed. */
export function remoteSource(options: Pick<RemoteOptions, 'url'> & Partial<RemoteOptions>): RemoteSource {
  return new RemoteSource({
    name: 'strategy',
    secret,
    timeoutMs: 5_000,
    answerLimitBytes,
    callsAtOnce: 64,
    circuit: { failures: Number.POSITIVE_INFINITY, waitMs: 1_000 },
    report: () => undefined,
    onChange: () => undefined,
    ...options,
  });
}

/** A gateway one of whose subgraphs, strategy unless told otherwise, is somewhere else. */
export function gatewayTo(url: string, options: Partial<RemoteOptions> = {}): Promise<TestGateway> {
  const remote = remoteSource({ url, ...options });
  const { name } = remote;
  return startGateway({ sources: (local) => new Map([...local, [name, remote]]), faultsExpected: true });
}

/** One subgraph over HTTP, in this process, on a free port. */
export async function serveSubgraph(
  name: string,
  runtime: SubgraphRuntime,
  tracing: Tracing | null = null,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const [definition] = await loadSubgraphs([{ name }]);
  if (definition === undefined) throw new Error(`expected the ${name} subgraph`);
  const pool = createPool({ url: appUrl(), maximum: 2 });
  const server = createSubgraphServer({ definition, runtime, pool, secret, tracing });
  const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
  return {
    url,
    async close() {
      await server.close();
      await pool.end();
    },
  };
}
