/** Limits that refuse a request, or drop a connection: `extensions.limit` of the error, where there is somebody to tell. */
const limitNames = [
  // What the server has room for.
  'connections',
  'connectionsPerAddress',
  'pipelinedRequests',
  'overload',
  // A request's size.
  'headerBytes',
  'headers',
  'bodyBytes',
  'bodyDepth',
  // What a caller may do in a time, or at once.
  'clientFailures',
  'tenantBucket',
  'clientBucket',
  'operationsWaiting',
  'planningWaiting',
  // A document's size.
  'characters',
  'tokens',
  'operations',
  'fragments',
  'aliases',
  'directives',
  'rootFields',
  'fields',
  'depth',
  // What an operation comes to.
  'cost',
  'nodes',
  'planning',
  'readBytes',
  'answerCharacters',
] as const;

export type LimitName = (typeof limitNames)[number];

const known: ReadonlySet<unknown> = new Set(limitNames);

/** True when `name` is that of one of our limits. */
export function isLimitName(name: unknown): name is LimitName {
  return known.has(name);
}
