import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import type { GatewayContext } from '../context.ts';

/** Where one subgraph is executed: in this process or over HTTP. */
export interface SubgraphSource {
  readonly name: string;
  /** Of a service of its own: whether it answers, as far as is known. */
  readonly answers?: boolean;
  /**
   * Answers one fetch of a plan. Never rejects: what could not be had is null with an error.
   * @param path place of the fetch in the client's answer, for the explanation
   */
  fetch(request: SubgraphFetch, context: GatewayContext, path: readonly string[]): Promise<SubgraphAnswer>;
}
