import type { VariableValues } from './variables.ts';

/** Limits of what clients may ask for, and of what is kept for them. */
export interface Limits {
  /** Of a document, before it is parsed as well as after. */
  readonly document: {
    readonly characters: number;
    readonly tokens: number;
    readonly operations: number;
    readonly depth: number;
    readonly rootFields: number;
    readonly fields: number;
    readonly fragments: number;
    readonly aliases: number;
    readonly directives: number;
  };
  /** Of an operation, by `@cost` and `@listSize`. */
  readonly cost: {
    readonly maximum: number;
    readonly maximumForAnalysts: number;
    readonly maximumNodes: number;
  };
  /** Cost that is spent and comes back. */
  readonly rate: {
    readonly tenant: Rate;
    /** Of one user, agent or API client. */
    readonly client: Rate;
  };
  /** Uses of deprecated elements that are not written yet. */
  readonly deprecationUses: {
    readonly writeMs: number;
    /** Sums: one for each caller, element and day. */
    readonly kept: number;
    /** Rows of days that are told no more, that one write deletes at most. */
    readonly deleted: number;
  };
  /** Commands: how long one waits for another, and how often it is tried where PostgreSQL stops it for another's sake. */
  readonly commands: { readonly lockTimeoutMs: number; readonly attempts: number };
  /** Idempotency keys: how long they are kept, and how they are deleted. */
  readonly keys: { readonly keptDays: number; readonly deletedAtOnce: number; readonly intervalMs: number };
  /** Refused operations that empty a full bucket. */
  readonly refusalsPerBucket: number;
  /** Operations under way at once. */
  readonly slots: {
    readonly running: number;
    readonly reserved: number;
    readonly runningPerTenant: number;
    readonly waitingPerTenant: number;
  };
  /** Of answers, and of what is kept to make the next one sooner. */
  readonly execution: {
    /** Of operations that are kept compiled. */
    readonly operationBytes: number;
    /** Of one field that stand alone in an answer; the others are one error that tells their number. */
    readonly errorsPerField: number;
    /** Of the values of one answer. */
    readonly answerCharacters: number;
  };
  /** Of plans, which are made one after the other. */
  readonly planning: {
    readonly timeoutMs: number;
    readonly waitingPerTenant: number;
    readonly memoryBytes: number;
  };
  /** For the texts that one subgraph of this process keeps compiled. */
  readonly compiledBytes: number;
  readonly operationTimeoutMs: number;
  /** From PostgreSQL, by one operation. */
  readonly readBytes: number;
}

/** A bucket's size, and what comes back into it. */
export interface Rate {
  readonly size: number;
  readonly restorePerSecond: number;
}

/** The limits that the variables say. */
export function limitsOf(values: VariableValues): Limits {
  return {
    document: {
      characters: values.QUERY_LIMIT_CHARACTERS,
      tokens: values.QUERY_LIMIT_TOKENS,
      operations: values.QUERY_LIMIT_OPERATIONS,
      depth: values.QUERY_LIMIT_DEPTH,
      rootFields: values.QUERY_LIMIT_ROOT_FIELDS,
      fields: values.QUERY_LIMIT_FIELDS,
      fragments: values.QUERY_LIMIT_FRAGMENTS,
      aliases: values.QUERY_LIMIT_ALIASES,
      directives: values.QUERY_LIMIT_DIRECTIVES,
    },
    cost: {
      maximum: values.QUERY_LIMIT_COST,
      maximumForAnalysts: values.QUERY_LIMIT_COST_ANALYST,
      maximumNodes: values.QUERY_LIMIT_NODES,
    },
    rate: {
      tenant: { size: values.TENANT_BUCKET_SIZE, restorePerSecond: values.TENANT_BUCKET_RESTORE },
      client: { size: values.CLIENT_BUCKET_SIZE, restorePerSecond: values.CLIENT_BUCKET_RESTORE },
    },
    deprecationUses: {
      writeMs: values.DEPRECATION_USES_WRITE_MS,
      kept: values.DEPRECATION_USES_KEPT,
      deleted: values.DEPRECATION_USES_DELETED,
    },
    commands: { lockTimeoutMs: values.LOCK_TIMEOUT_MS, attempts: values.COMMAND_ATTEMPTS },
    keys: {
      keptDays: values.IDEMPOTENCY_KEYS_DAYS,
      deletedAtOnce: values.IDEMPOTENCY_KEYS_DELETED,
      intervalMs: values.IDEMPOTENCY_KEYS_ROUND_MS,
    },
    refusalsPerBucket: values.REFUSALS_PER_BUCKET,
    slots: {
      running: values.OPERATIONS_RUNNING,
      reserved: values.OPERATIONS_RESERVED,
      runningPerTenant: values.OPERATIONS_RUNNING_PER_TENANT,
      waitingPerTenant: values.OPERATIONS_WAITING_PER_TENANT,
    },
    execution: {
      operationBytes: values.OPERATIONS_KEPT_BYTES,
      errorsPerField: values.ERRORS_PER_FIELD,
      answerCharacters: values.ANSWER_LIMIT_CHARACTERS,
    },
    planning: {
      timeoutMs: values.PLANNING_TIMEOUT_MS,
      waitingPerTenant: values.PLANNING_WAITING_PER_TENANT,
      memoryBytes: values.PLANNING_MEMORY_BYTES,
    },
    compiledBytes: values.FETCHES_KEPT_BYTES,
    operationTimeoutMs: values.OPERATION_TIMEOUT_MS,
    readBytes: values.READ_LIMIT_BYTES,
  };
}
