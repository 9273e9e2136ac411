import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { DataObject } from './result-data.ts';
import type { Place } from './unexplained.ts';

/** One execution of a plan: what was asked, and what has come in so far. */
export interface Run {
  readonly variables: DataObject;
  readonly context: GatewayContext;
  /** Raw answers of all fetches, merged under the client's response names. */
  readonly data: DataObject;
  readonly errors: GraphQLFormattedError[];
  /** Places of the entities that a fetch has brought nothing of and has said why. */
  readonly lost: Place[];
}

/** A part of a plan, compiled: executing it adds to the run. */
export type PlanStep = (run: Run) => Promise<void>;
