import { operationFromDocument, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode } from '@apollo/query-planner';
import { parse } from 'graphql';

/** What a composed plan costs before any row is read. */
export interface PlanShape {
  /** How often a subgraph is asked. */
  readonly fetches: number;
  /** How many of them wait for each other. */
  readonly depth: number;
}

/** Plans an operation over a supergraph, as the gateway does. */
export function planShapes(supergraphSdl: string): (operation: string) => PlanShape {
  const supergraph = Supergraph.build(supergraphSdl);
  const planner = new QueryPlanner(supergraph);
  return (operation) => {
    const { node } = planner.buildQueryPlan(operationFromDocument(supergraph.apiSchema(), parse(operation)));
    if (node === undefined || node.kind === 'Subscription') return { fetches: 0, depth: 0 };
    return shapeOf(node);
  };
}

function shapeOf(node: PlanNode): PlanShape {
  switch (node.kind) {
    case 'Fetch':
      return { fetches: 1, depth: 1 };
    case 'Flatten':
      return shapeOf(node.node);
    case 'Sequence':
    case 'Parallel': {
      const parts = node.nodes.map(shapeOf);
      const fetches = parts.reduce((sum, part) => sum + part.fetches, 0);
      const depths = parts.map(({ depth }) => depth);
      return { fetches, depth: node.kind === 'Parallel' ? Math.max(...depths) : depths.reduce((a, b) => a + b, 0) };
    }
    case 'Condition':
    case 'Defer':
      throw new Error(`expected operations without ${node.kind} nodes`);
  }
}
