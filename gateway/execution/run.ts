import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../context.ts';
import type { DataObject } from './result-data.ts';
import type { Place } from './unexplained.ts';

/** One execution of a plan: what was asked, and what has come in so far. */
export interface Run {
  /** By the names that the plan's fetches call them. */
  readonly variables: DataObject;
  readonly context: GatewayContext;
  /** Raw answers of all fetches, merged under internal names. */
  readonly data: DataObject;
  readonly errors: GraphQLFormattedError[];
  /** Places of the entities that a fetch has brought nothing of and has said why. */
  readonly lost: Place[];
  /** A place under internal names, as the client knows it. */
  readonly clientPath: (path: Place) => Place;
}

/** A part of a plan, compiled: executing it adds to the run. */
export type PlanStep = (run: Run) => Promise<void>;
