import type { SubgraphAnswer, SubgraphExecutor, SubgraphFetch } from '../../platform/graph/execute.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from './source.ts';

/** A subgraph in this process: no HTTP hop, and all fetches of an operation read in one transaction. */
export class LocalSource implements SubgraphSource {
  readonly name: string;
  private readonly executor: SubgraphExecutor;

  constructor(executor: SubgraphExecutor) {
    this.name = executor.subgraph.name;
    this.executor = executor;
  }

  fetch(request: SubgraphFetch, { operation }: GatewayContext): Promise<SubgraphAnswer> {
    return this.executor.execute(request, operation);
  }
}
