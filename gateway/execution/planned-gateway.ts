import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { prettyFormatQueryPlan } from '@apollo/query-planner';
import type { GatewayContext } from '../context.ts';
import { requireAcceptedContract } from '../plugins/contract-gate.ts';

/**
 * The planner and executor over a composed graph. Between planning and execution the contract gate is asked, since only
 * the plan tells which subgraphs an operation reaches, and the plan is kept for whoever asked to have it explained.
 */
export function createPlannedGateway(
  supergraphSdl: string,
  dataSources: ReadonlyMap<string, GraphQLDataSource<GatewayContext>>,
): ApolloGateway {
  return new ApolloGateway({
    supergraphSdl,
    buildService: ({ name }) => {
      const source = dataSources.get(name);
      if (source === undefined) throw new Error(`the supergraph names the subgraph "${name}", which is not running`);
      return source;
    },
    experimental_didResolveQueryPlan: ({ queryPlan, requestContext, operationContext }) => {
      const context = requestContext.context as GatewayContext; // the context function of gateway/server.ts made it
      requireAcceptedContract(context.operation.viewer, operationContext.operation, queryPlan);
      if (context.explanation !== null) context.explanation.plan = prettyFormatQueryPlan(queryPlan);
    },
  });
}
