import { workerData } from 'node:worker_threads';
import type { QueryPlan } from '@apollo/query-planner';
import { InlinePlanner } from './planner.ts';

const planner = new InlinePlanner(workerData as string); // worker-planner.ts gives the supergraph's SDL

/** A thread's task: the plan of one operation. */
export async function plan(text: string): Promise<QueryPlan> {
  return planner.plan(text);
}
