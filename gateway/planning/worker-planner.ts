import type { QueryPlan } from '@apollo/query-planner';
import { Piscina } from 'piscina';
import type { Limits } from '../../platform/config/limits.ts';
import { graphError, throttled } from '../../platform/errors/graph-error.ts';
import type { Planner } from './planner.ts';

/** How long a plan may take, how many may wait for theirs, and the memory of all of them. */
export type PlanningLimits = Limits['planning'];

/** Until a full line is worth another attempt. */
const fullWaitMs = 1_000;

/**
 * Apollo's planner in a thread of its own: an operation that is slow to plan delays nobody but others that are to be planned, and
 * one that takes too long, or too much memory, ends with its thread, not with the process.
 */
export class WorkerPlanner implements Planner {
  private readonly limits: PlanningLimits;
  private readonly threads: Piscina<string, QueryPlan>;

  constructor(supergraphSdl: string, limits: PlanningLimits) {
    this.limits = limits;
    this.threads = new Piscina({
      filename: new URL('./plan-worker.js', import.meta.url).href,
      name: 'plan',
      workerData: supergraphSdl,
      minThreads: 1,
      maxThreads: 1,
      maxQueue: limits.waiting,
      resourceLimits: { maxOldGenerationSizeMb: Math.ceil(limits.memoryBytes / 1_000_000) },
    });
  }

  /**
   * @throws QUERY_TOO_COSTLY for an operation that takes too much to plan; THROTTLED where too many wait
   */
  async plan(text: string): Promise<QueryPlan> {
    if (this.threads.queueSize >= this.limits.waiting)
      throw throttled('too many new operations wait to be planned; come back later', fullWaitMs);
    try {
      return await this.threads.run(text, { signal: AbortSignal.timeout(this.limits.timeoutMs) });
    } catch (error) {
      if (!ranOut(error)) throw error;
      const words = 'the operation takes too much time or memory to plan; ask for less at once';
      throw graphError('QUERY_TOO_COSTLY', words, { limit: 'planning', http: { status: 400 } });
    }
  }

  close(): Promise<void> {
    return this.threads.destroy();
  }
}

/** Of time, or of memory. */
function ranOut(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
}
