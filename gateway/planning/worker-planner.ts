import type { QueryPlan } from '@apollo/query-planner';
import { Piscina } from 'piscina';
import type { Limits } from '../../platform/config/limits.ts';
import { graphError } from '../../platform/errors/graph-error.ts';
import { Slots } from '../limits/slots.ts';
import type { Planner } from './planner.ts';

/** Time and memory of a plan, and how many operations of one tenant may wait for theirs. */
export type PlanningLimits = Limits['planning'];

/** Stands for a tenant in the line: no tenant has this id. */
const plannedAhead = '';

/** Nobody gives up a plan: whoever asks the same operation next needs it too. */
const never = new AbortController().signal;

/**
 * Apollo's planner in a thread of its own: an operation that is slow to plan delays nobody but others that are to be planned, a
 * tenant's own before those of others, and one that takes too long, or too much memory, ends with its thread, not with the process.
 */
export class WorkerPlanner implements Planner {
  private readonly timeoutMs: number;
  private readonly turns: Slots;
  private readonly threads: Piscina<string, QueryPlan>;

  constructor(supergraphSdl: string, { timeoutMs, waitingPerTenant, memoryBytes }: PlanningLimits) {
    this.timeoutMs = timeoutMs;
    this.turns = new Slots({ running: 1, reserved: 0, runningPerTenant: 1, waitingPerTenant }, 'planningWaiting');
    this.threads = new Piscina({
      filename: new URL('./plan-worker.js', import.meta.url).href,
      name: 'plan',
      workerData: supergraphSdl,
      minThreads: 1,
      maxThreads: 1,
      resourceLimits: { maxOldGenerationSizeMb: Math.ceil(memoryBytes / 1_000_000) },
    });
  }

  /**
   * @throws QUERY_TOO_COSTLY for an operation that takes too much to plan; THROTTLED where too many of the tenant wait
   */
  async plan(text: string, tenantId = plannedAhead): Promise<QueryPlan> {
    const leave = await this.turns.enter(tenantId, false, never);
    try {
      // The time begins with a thread that has read the supergraph: the one before may have ended with its operation.
      await this.threads.run('{ __typename }');
      return await this.threads.run(text, { signal: AbortSignal.timeout(this.timeoutMs) });
    } catch (error) {
      if (!ranOut(error)) throw error;
      const words = 'the operation takes too much time or memory to plan; ask for less at once';
      throw graphError('QUERY_TOO_COSTLY', words, { limit: 'planning', http: { status: 400 } });
    } finally {
      leave();
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
