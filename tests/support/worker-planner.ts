import type * as workerPlanner from '../../gateway/planning/worker-planner.ts';
import { projectPath } from '../../platform/config/paths.ts';

/** Planner in a thread of its own, from dist/: what makes JavaScript of a test's TypeScript is not there for a thread. */
export async function builtWorkerPlanner(): Promise<typeof workerPlanner> {
  const path = projectPath('dist', 'gateway', 'planning', 'worker-planner.js');
  return import(path) as Promise<typeof workerPlanner>; // built from that file
}
