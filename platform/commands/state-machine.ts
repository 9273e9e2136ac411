import { userError, type Result, accept, refuse } from './result.ts';

/** One verb: the states it starts from and the one it ends in. */
export interface Edge<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
}

/** Where rows of a kind may go, and by which verb. */
export interface StateMachine<State extends string, Verb extends string> {
  /** States that a row may go to from here, in the machine's order of states. */
  allowedFrom(state: State): readonly State[];
  /** @returns the state that a verb leads to; INVALID_TRANSITION where it does not start here */
  move(verb: Verb, from: State): Result<State>;
}

/**
 * The one table of a kind's transitions.
 * @param states in the order in which they are told
 */
export function stateMachine<State extends string>(states: readonly State[]) {
  return <Verb extends string>(edges: Readonly<Record<Verb, Edge<State>>>): StateMachine<State, Verb> => {
    const all = Object.values<Edge<State>>(edges);
    const allowedFrom = (state: State): readonly State[] =>
      states.filter((other) => all.some(({ from, to }) => to === other && from.includes(state)));
    return {
      allowedFrom,
      move: (verb, from) => {
        const edge = edges[verb];
        if (edge.from.includes(from)) return accept(edge.to);
        const allowed = allowedFrom(from).map(spelled);
        const words = `found the state ${spelled(from)}; expected ${edge.from.map(spelled).join(' or ')}`;
        return refuse(userError('INVALID_TRANSITION', words, [], { from: spelled(from), allowed }));
      },
    };
  };
}

/** A label of the database as the graph spells it: `in_progress` is `IN_PROGRESS`. */
export function spelled(state: string): string {
  return state.toUpperCase();
}
