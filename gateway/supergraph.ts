import { readFileSync } from 'node:fs';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries, type SubgraphEntry } from '../platform/config/subgraph-entries.ts';
import { deprecationProblems } from './api-info/deprecations.ts';

export { readSubgraphEntries, type SubgraphEntry };

/** The gateway's own subgraph, which runs in the gateway alone: no service of supergraph.yaml's, so that nobody reaches it by its address. */
export const ownEntry: SubgraphEntry = {
  name: 'gateway',
  routingUrl: 'local:gateway',
  schemaFile: 'gateway/api-info/schema.graphql',
};

/** All that is composed: these subgraphs, those of supergraph.yaml unless told otherwise, and the gateway's own. */
export function composedEntries(entries = readSubgraphEntries()): readonly SubgraphEntry[] {
  return [...entries, ownEntry];
}

/**
 * The composed graph as the planner takes it, the gateway's own subgraph included.
 * @throws Error with every composition error at once
 */
export function composeSupergraph(entries: readonly SubgraphEntry[]): string {
  const { supergraphSdl, schema, errors } = composeServices(
    composedEntries(entries).map(({ name, routingUrl, schemaFile }) => ({
      name,
      url: routingUrl,
      typeDefs: parse(readFileSync(projectPath(schemaFile), 'utf8')),
    })),
  );
  if (errors !== undefined) throw notComposed(errors.map(({ message }) => message));
  const problems = deprecationProblems(schema.toAPISchema().toGraphQLJSSchema());
  if (problems.length > 0) throw notComposed(problems);
  return supergraphSdl;
}

function notComposed(problems: readonly string[]): Error {
  return new Error(`the subgraphs do not compose:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** The committed composition, as `npm run compose` wrote it. */
export function readSupergraph(): string {
  return readFileSync(projectPath('gateway', 'supergraph.graphql'), 'utf8');
}
