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

/** A gateway one of whose subgraphs, strategy unless told otherwise, is somewhere else. */
export function gatewayTo(
  url: string,
  timeoutMs = 5_000,
  report: RemoteOptions['report'] = () => undefined,
  name = 'strategy',
): Promise<TestGateway> {
  const remote = new RemoteSource({ name, url, secret, timeoutMs, answerLimitBytes, report });
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
