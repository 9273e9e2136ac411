import { composeServices } from '@apollo/composition';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import type { SubgraphSource } from '../../gateway/data-sources/source.ts';
import { InlinePlanner } from '../../gateway/planning/planner.ts';
import { CompiledGateway } from '../../gateway/execution/compiled-gateway.ts';
import type { SubgraphAnswer } from '../../platform/graph/execute.ts';
import { standardLimits } from './gateway.ts';
import { openGateway, type OpenGateway } from '../../scripts/audit/gateway.ts';

type ResolverMap = Exclude<
  Parameters<typeof buildSubgraphSchema>[0],
  readonly unknown[] | { kind: string }
>['resolvers'];

/** A subgraph of a few lines: its supergraphSdl, in which federation's directives are known, and its resolvers. */
export type SmallSubgraph = readonly [sdl: string, resolvers: NonNullable<ResolverMap>];

const federation = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.3"
  import: ["@key", "@external", "@requires", "@shareable", "@interfaceObject"]
)`;

const none: SubgraphAnswer['statements'] = { count: 0, log: [] };

/** The gateway over subgraphs made up for one test, all in this process. */
export async function openSmallGraph(subgraphs: Readonly<Record<string, SmallSubgraph>>): Promise<OpenGateway> {
  const parsed = Object.entries(subgraphs).map(([name, [sdl, resolvers]]) => ({
    name,
    typeDefs: parse(`${federation}\n${sdl}`),
    resolvers,
  }));
  const { supergraphSdl, errors = [] } = composeServices(
    parsed.map(({ name, typeDefs }) => ({ name, typeDefs, url: `http://${name}` })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  const sources = new Map(
    parsed.map(({ name, ...module }): [string, SubgraphSource] => {
      const schema = buildSubgraphSchema(module);
      const fetch: SubgraphSource['fetch'] = async ({ query, variables }) => {
        const { data = null, errors = [] } = await graphql({ schema, source: query, variableValues: variables });
        // As the wire would bring it: nothing that is shared with what the subgraph keeps.
        return { data: structuredClone(data), errors: errors.map((error) => error.toJSON()), statements: none };
      };
      return [name, { name, fetch }];
    }),
  );
  return openGateway(
    new CompiledGateway(
      supergraphSdl,
      sources,
      () => undefined,
      standardLimits.execution,
      new InlinePlanner(supergraphSdl),
    ),
  );
}
