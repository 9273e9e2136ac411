import { SubgraphExecutor, type SubgraphRuntime } from '../platform/graph/execute.ts';
import { buildSubgraph, type SubgraphDefinition } from '../platform/graph/subgraph.ts';
import type { GraphQLDataSource } from '@apollo/gateway';
import type { GatewayContext } from './context.ts';
import { LocalDataSource } from './data-sources/local.ts';
import { RemoteDataSource } from './data-sources/remote.ts';
import type { SubgraphEntry } from './supergraph.ts';

/** The folders behind supergraph.yaml's entries, each through its only door. */
export async function loadSubgraphs(entries: readonly Pick<SubgraphEntry, 'name'>[]): Promise<SubgraphDefinition[]> {
  const definitions: SubgraphDefinition[] = [];
  for (const { name } of entries) {
    const door = (await import(`../subgraphs/${name}/index.ts`)) as { readonly subgraph: SubgraphDefinition }; // every folder's index.ts exports it
    definitions.push(door.subgraph);
  }
  return definitions;
}

/** Every subgraph executed in this process. */
export function localDataSources(
  subgraphs: readonly SubgraphDefinition[],
  runtime: SubgraphRuntime,
): ReadonlyMap<string, GraphQLDataSource<GatewayContext>> {
  return new Map(
    subgraphs.map((definition) => [
      definition.name,
      new LocalDataSource(new SubgraphExecutor(buildSubgraph(definition), runtime)),
    ]),
  );
}

/** Every subgraph as a service of its own, at its routing_url. */
export function remoteDataSources(
  entries: readonly SubgraphEntry[],
  options: { readonly secret: Uint8Array; readonly timeoutMs: number },
): ReadonlyMap<string, GraphQLDataSource<GatewayContext>> {
  return new Map(
    entries.map(({ name, routingUrl }) => [name, new RemoteDataSource({ name, url: routingUrl, ...options })]),
  );
}
