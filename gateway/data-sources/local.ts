import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { SubgraphExecutor } from '../../platform/graph/execute.ts';
import type { GatewayContext } from '../context.ts';
import { recordFetch } from '../plugins/explain.ts';

/** A subgraph in this process: no HTTP hop, and all fetches of an operation read in one transaction. */
export class LocalDataSource implements GraphQLDataSource<GatewayContext> {
  private readonly executor: SubgraphExecutor;

  constructor(executor: SubgraphExecutor) {
    this.executor = executor;
  }

  async process(options: GraphQLDataSourceProcessOptions<GatewayContext>): ReturnType<GraphQLDataSource['process']> {
    if (!('context' in options) || options.context === undefined)
      throw new Error('an in-process subgraph answers operations only');
    const { operation, explanation } = options.context;
    const { query = '', variables = {} } = options.request;
    const startedAt = performance.now();
    const { data, errors, statements } = await this.executor.execute({ query, variables }, operation);
    recordFetch(explanation, this.executor.subgraph.name, options, startedAt, statements);
    return { data: data as Record<string, unknown> | null, ...(errors && { errors }) }; // an operation's data is an object or null
  }
}
