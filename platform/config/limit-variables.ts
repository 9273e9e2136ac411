import { amount, milliseconds } from './variable.ts';

/** Limits of operations, in the order in which a request meets them. */
export const limitVariables = {
  ANSWER_LIMIT_CHARACTERS: amount(
    'characters',
    [1, 400_000_000],
    30_000_000,
    'Most characters of text in the values of one answer',
  ),
  READ_LIMIT_BYTES: amount(
    'bytes',
    [1, 2_000_000_000],
    100_000_000,
    'Most bytes that one operation reads from PostgreSQL',
  ),
  OPERATION_TIMEOUT_MS: milliseconds(
    30_000,
    'How long an operation may take: waiting, planning, reading and answering; its statements are cancelled then',
  ),

  QUERY_LIMIT_CHARACTERS: amount('characters', [1, 10_000_000], 100_000, 'Most characters of a GraphQL document'),
  QUERY_LIMIT_TOKENS: amount(
    'tokens',
    [1, 1_000_000],
    5_000,
    'Most tokens of a document: names, values and punctuation',
  ),
  QUERY_LIMIT_OPERATIONS: amount('operations', [1, 10_000], 20, 'Most operations of a document'),
  QUERY_LIMIT_DEPTH: amount('levels', [1, 200], 25, 'Most levels of fields within each other, and of brackets'),
  QUERY_LIMIT_ROOT_FIELDS: amount('fields', [1, 10_000], 50, 'Most fields at the root of an operation'),
  QUERY_LIMIT_FIELDS: amount(
    'fields',
    [1, 100_000],
    1_000,
    'Most fields of an operation, counted wherever a fragment puts them',
  ),
  QUERY_LIMIT_FRAGMENTS: amount('fragments', [1, 10_000], 100, 'Most fragments of a document'),
  QUERY_LIMIT_ALIASES: amount('aliases', [1, 10_000], 100, 'Most aliases of a document'),
  QUERY_LIMIT_DIRECTIVES: amount('directives', [1, 10_000], 100, 'Most directives of a document'),
  QUERY_LIMIT_COST: amount(
    'points',
    [1, 1_000_000_000],
    200_000,
    'Most that an operation may cost, by `@cost` and `@listSize`',
  ),
  QUERY_LIMIT_COST_ANALYST: amount(
    'points',
    [1, 1_000_000_000],
    100_000,
    'The same for analysts, whose operations nobody has registered',
  ),
  QUERY_LIMIT_NODES: amount(
    'items',
    [1, 1_000_000_000],
    500_000,
    'Most items that the lists of an operation may have together',
  ),
  TENANT_BUCKET_SIZE: amount('points', [1, 1_000_000_000], 1_000_000, 'Cost that a tenant may spend at once'),
  TENANT_BUCKET_RESTORE: amount('points', [1, 1_000_000_000], 100_000, 'Cost that a tenant gets back each second'),
  CLIENT_BUCKET_SIZE: amount(
    'points',
    [1, 1_000_000_000],
    500_000,
    'Cost that one user, agent or API client may spend at once',
  ),
  CLIENT_BUCKET_RESTORE: amount('points', [1, 1_000_000_000], 50_000, 'Cost that it gets back each second'),
  DEPRECATION_USES_WRITE_MS: milliseconds(
    10_000,
    'How long uses of deprecated elements are added up before they are written, for `apiInfo`',
  ),
  DEPRECATION_USES_KEPT: amount(
    'sums',
    [1, 10_000_000],
    100_000,
    'Most such sums, one for each caller, element and day, that wait to be written; further ones are not counted',
  ),
  REFUSALS_PER_BUCKET: amount(
    'operations',
    [1, 1_000_000],
    100,
    'Operations that empty a full bucket where each is refused for what it asks: reading them is work, too',
  ),
  OPERATIONS_RUNNING: amount(
    'operations',
    [1, 10_000],
    64,
    'Most operations under way at once; others wait for their turn',
  ),
  OPERATIONS_RESERVED: amount('operations', [0, 10_000], 4, 'Of those, kept free for mutations'),
  OPERATIONS_RUNNING_PER_TENANT: amount(
    'operations',
    [1, 10_000],
    32,
    'Most operations of one tenant under way at once',
  ),
  OPERATIONS_WAITING_PER_TENANT: amount(
    'operations',
    [0, 100_000],
    200,
    'Most operations of one tenant that wait; more are refused',
  ),
  PLANNING_TIMEOUT_MS: milliseconds(3_000, 'Most time for the plan of an operation that is new, once it is its turn'),
  PLANNING_WAITING_PER_TENANT: amount(
    'operations',
    [1, 10_000],
    20,
    'Most new operations of one tenant that wait for their plans; more are refused',
  ),
  PLANNING_MEMORY_BYTES: amount('bytes', [200_000_000, 10_000_000_000], 500_000_000, 'Most memory for making plans'),
  OPERATIONS_KEPT_BYTES: amount(
    'bytes',
    [1, 100_000_000_000],
    200_000_000,
    'Memory for operations that are kept planned and compiled; one counts once for each way its conditions are decided',
  ),
  FETCHES_KEPT_BYTES: amount(
    'bytes',
    [1, 100_000_000_000],
    50_000_000,
    'Memory for the texts of fetches that one subgraph keeps compiled; one takes some 350 bytes a character',
  ),
  ERRORS_PER_FIELD: amount(
    'errors',
    [1, 10_000],
    10,
    'Errors of one field that stand alone in an answer; the others are one error that tells their number',
  ),
};
