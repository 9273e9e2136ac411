import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { parse } from 'graphql';

/** A maker of plans, in this process or beside it. */
export interface Planner {
  /**
   * Plan of one operation.
   * @param text a document with that operation alone, valid by the API schema, without fragments and conditions
   * @param tenantId whose turn it takes; left out for what is planned ahead, which has turns of its own
   */
  plan(text: string, tenantId?: string): Promise<QueryPlan>;
  close(): Promise<void>;
}

/** Apollo's planner in this thread, which it keeps from all else while it plans. */
export class InlinePlanner implements Planner {
  private readonly supergraph: Supergraph;
  private readonly planner: QueryPlanner;

  constructor(supergraphSdl: string) {
    this.supergraph = plannedSupergraph(supergraphSdl);
    this.planner = new QueryPlanner(this.supergraph);
  }

  async plan(text: string): Promise<QueryPlan> {
    const document = parse(text, { noLocation: true });
    return this.planner.buildQueryPlan(operationFromDocument(this.supergraph.apiSchema(), document));
  }

  async close(): Promise<void> {}
}

/** A supergraph as it is planned. */
export function plannedSupergraph(supergraphSdl: string): Supergraph {
  const supergraph = Supergraph.build(supergraphSdl);
  dropUnresolvableKeys(supergraph);
  return supergraph;
}

/** The planner takes a type's first key in a subgraph, resolvable or not: where one is, the others are none. */
function dropUnresolvableKeys({ schema }: Supergraph): void {
  for (const type of schema.types()) {
    const keys = type.appliedDirectivesOf('join__type').map((join) => {
      const { graph, key, resolvable = true } = join.arguments() as Join; // the join specification's own directive
      return { graph, isKey: key !== undefined, resolvable, join };
    });
    const resolvable = new Set(keys.flatMap(({ graph, isKey, resolvable }) => (isKey && resolvable ? [graph] : [])));
    for (const { graph, isKey, resolvable: isResolvable, join } of keys)
      if (isKey && !isResolvable && resolvable.has(graph)) join.remove();
  }
}

interface Join {
  readonly graph: string;
  readonly key?: string;
  readonly resolvable?: boolean;
}
