import { atMost, milliseconds } from './variable.ts';

/** Limits of operations, in the order in which a request meets them. */
export const limitVariables = {
  ANSWER_LIMIT_CHARACTERS: atMost(30_000_000, 400_000_000, 'Most characters of text in the values of one answer'),
  READ_LIMIT_BYTES: atMost(
    100_000_000,
    2_000_000_000,
    'Most bytes that one operation reads from PostgreSQL',
    'whole bytes',
  ),
  OPERATION_TIMEOUT_MS: milliseconds(
    30_000,
    'How long an operation may take: waiting, planning, reading and answering; its statements are cancelled then',
  ),

  QUERY_LIMIT_CHARACTERS: atMost(100_000, 10_000_000, 'Most characters of a GraphQL document'),
  QUERY_LIMIT_TOKENS: atMost(5_000, 1_000_000, 'Most tokens of a document: names, values and punctuation'),
  QUERY_LIMIT_OPERATIONS: atMost(20, 10_000, 'Most operations of a document'),
  QUERY_LIMIT_DEPTH: atMost(25, 200, 'Most levels of fields within each other, and of brackets'),
  QUERY_LIMIT_ROOT_FIELDS: atMost(50, 10_000, 'Most fields at the root of an operation'),
  QUERY_LIMIT_FIELDS: atMost(1_000, 100_000, 'Most fields of an operation, counted wherever a fragment puts them'),
  QUERY_LIMIT_FRAGMENTS: atMost(100, 10_000, 'Most fragments of a document'),
  QUERY_LIMIT_ALIASES: atMost(100, 10_000, 'Most aliases of a document'),
  QUERY_LIMIT_DIRECTIVES: atMost(100, 10_000, 'Most directives of a document'),
  QUERY_LIMIT_COST: atMost(200_000, 1_000_000_000, 'Most that an operation may cost, by `@cost` and `@listSize`'),
  QUERY_LIMIT_COST_ANALYST: atMost(
    100_000,
    1_000_000_000,
    'The same for analysts, whose operations nobody has registered',
  ),
  QUERY_LIMIT_NODES: atMost(500_000, 1_000_000_000, 'Most items that the lists of an operation may have together'),
  TENANT_BUCKET_SIZE: atMost(1_000_000, 1_000_000_000, 'Cost that a tenant may spend at once'),
  TENANT_BUCKET_RESTORE: atMost(100_000, 1_000_000_000, 'Cost that a tenant gets back each second'),
  CLIENT_BUCKET_SIZE: atMost(500_000, 1_000_000_000, 'Cost that one user, agent or API client may spend at once'),
  CLIENT_BUCKET_RESTORE: atMost(50_000, 1_000_000_000, 'Cost that it gets back each second'),
  OPERATIONS_RUNNING: atMost(64, 10_000, 'Most operations under way at once; others wait for their turn'),
  OPERATIONS_RESERVED: atMost(4, 10_000, 'Of those, kept free for mutations', undefined, 0),
  OPERATIONS_RUNNING_PER_TENANT: atMost(32, 10_000, 'Most operations of one tenant under way at once'),
  OPERATIONS_WAITING_PER_TENANT: atMost(
    200,
    100_000,
    'Most operations of one tenant that wait; more are refused',
    undefined,
    0,
  ),
  PLANNING_TIMEOUT_MS: milliseconds(5_000, 'How long an operation that is new may wait for its plan'),
  PLANNING_WAITING: atMost(100, 10_000, 'Most new operations that wait for their plans; more are refused'),
  PLANNING_MEMORY_BYTES: atMost(
    500_000_000,
    10_000_000_000,
    'Most memory for making plans',
    'whole bytes',
    200_000_000,
  ),
  OPERATIONS_KEPT_BYTES: atMost(
    200_000_000,
    100_000_000_000,
    'Memory for operations that are kept planned and compiled; one counts once for each way its conditions are decided',
    'whole bytes',
  ),
  ERRORS_PER_FIELD: atMost(
    10,
    10_000,
    'Errors of one field that stand alone in an answer; the others are one error that tells their number',
  ),
};
