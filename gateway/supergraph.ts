import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries, type SubgraphEntry } from '../platform/config/subgraph-entries.ts';

export { readSubgraphEntries, type SubgraphEntry };

/** The composed graph as the planner takes it. @throws Error with every composition error at once */
export function composeSupergraph(entries: readonly SubgraphEntry[]): string {
  const { supergraphSdl, errors } = composeServices(
    entries.map(({ name, routingUrl, schemaFile }) => ({
      name,
      url: routingUrl,
      typeDefs: parse(readFileSync(projectPath(schemaFile), 'utf8')),
    })),
  );
  if (errors !== undefined) {
    throw new Error(`the subgraphs do not compose:\n${errors.map(({ message }) => `- ${message}`).join('\n')}`);
  }
  return supergraphSdl;
}

/** The committed composition, as `npm run compose` wrote it. */
export function readSupergraph(): string {
  return readFileSync(projectPath('gateway', 'supergraph.graphql'), 'utf8');
}
