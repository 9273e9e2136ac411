/** One statement that a subgraph sent to PostgreSQL. */
export interface Statement {
  readonly text: string;
  readonly milliseconds: number;
  /** Rows that the statement returned or changed. */
  readonly rows: number;
}

/** One call of the gateway to a subgraph. */
export interface SubgraphFetch {
  readonly service: string;
  /** Where in the answer the fetched fields belong: "viewer.tenant"; empty at the root. */
  readonly path: string;
  readonly milliseconds: number;
  readonly statements: readonly Statement[];
}

/** How an operation was answered: what the gateway puts into `extensions.explain`. */
export interface Explanation {
  /** The query plan, pretty-printed. */
  readonly plan: string;
  readonly fetches: readonly SubgraphFetch[];
  /** Number of statements of all fetches. */
  readonly statements: number;
  /** The whole execution, in milliseconds. */
  readonly milliseconds: number;
}

/** The explanation that `extensions` of an answer carries, or null without one. */
export function explanationIn(extensions: unknown): Explanation | null {
  if (!isObject(extensions) || !isExplanation(extensions['explain'])) return null;
  return extensions['explain'];
}

/** The gateway makes the explanation whole or not at all, so its outer shape is enough to know it by. */
function isExplanation(value: unknown): value is Explanation {
  return isObject(value) && typeof value['plan'] === 'string' && Array.isArray(value['fetches']);
}

/** Whether a parsed JSON value has keys to look at. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
