import { SubgraphExecutor, type SubgraphRuntime } from '../platform/graph/execute.ts';
import { buildSubgraph, type SubgraphDefinition } from '../platform/graph/subgraph.ts';
import { LocalSource } from './data-sources/local.ts';
import { RemoteSource, type RemoteOptions } from './data-sources/remote.ts';
import type { SubgraphSource } from './data-sources/source.ts';
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
export function localSources(
  subgraphs: readonly SubgraphDefinition[],
  runtime: SubgraphRuntime,
): ReadonlyMap<string, SubgraphSource> {
  return new Map(
    subgraphs.map((definition) => [
      definition.name,
      new LocalSource(new SubgraphExecutor(buildSubgraph(definition), runtime)),
    ]),
  );
}

/** How the services are reached. */
export interface RemoteSourcesOptions extends Omit<RemoteOptions, 'name' | 'url'> {
  /** In the place of the host of each routing_url, `{name}` standing for the subgraph's name. */
  readonly host?: string | undefined;
}

/** Every subgraph as a service of its own, at its routing_url. */
export function remoteSources(
  entries: readonly SubgraphEntry[],
  { host, ...options }: RemoteSourcesOptions,
): ReadonlyMap<string, SubgraphSource> {
  return new Map(
    entries.map(({ name, routingUrl }) => [
      name,
      new RemoteSource({ name, url: hosted(routingUrl, name, host), ...options }),
    ]),
  );
}

function hosted(routingUrl: string, name: string, host: string | undefined): string {
  const url = new URL(routingUrl);
  if (host !== undefined) url.hostname = host.replaceAll('{name}', name);
  return url.href;
}
