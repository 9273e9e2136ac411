import type { PlanNode, QueryPlan } from '@apollo/query-planner';
import { fetchStep, sourceOf } from './fetch-step.ts';
import type { PlanStep } from './run.ts';
import type { OperationCompiler } from './operation-compiler.ts';

/** Compiles the planner's Sequence, Parallel, Flatten and Fetch nodes once into closures. */
export function compilePlan(
  plan: QueryPlan,
  { sources, isOfType, askTypes }: Pick<OperationCompiler, 'sources' | 'isOfType' | 'askTypes'>,
): PlanStep {
  const compile = (node: PlanNode | undefined, path: readonly string[]): PlanStep => {
    switch (node?.kind) {
      case undefined:
        return () => Promise.resolve();
      case 'Fetch':
        return fetchStep(
          { ...node, operation: askTypes.get(node.serviceName)?.(node.operation) ?? node.operation },
          path,
          sourceOf(sources, node),
          isOfType,
        );
      case 'Flatten':
        return compile(node.node, [...path, ...node.path.map(String)]);
      case 'Parallel': {
        const steps = node.nodes.map((child) => compile(child, path));
        return async (run) => {
          await Promise.all(steps.map((step) => step(run)));
        };
      }
      case 'Sequence': {
        const steps = node.nodes.map((child) => compile(child, path));
        return async (run) => {
          for (const step of steps) await step(run);
        };
      }
      case 'Condition':
        throw new Error('conditions are decided before an operation is planned, yet one was planned');
      case 'Defer':
        throw new Error('@defer is not offered by this graph, yet it was planned');
    }
  };
  if (plan.node?.kind === 'Subscription') throw new Error('this graph has no subscriptions, yet one was planned');
  return compile(plan.node, []);
}
