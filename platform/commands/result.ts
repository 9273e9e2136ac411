/** Codes of `userErrors`, with the member of the interface `UserError` that tells them and whether the same request may succeed later. */
const memberByCode = {
  REQUIRED: ['InputError', false],
  INVALID: ['InputError', false],
  NOT_FOUND: ['InputError', false],
  NOT_UNIQUE: ['InputError', false],
  INVALID_TRANSITION: ['TransitionError', false],
  STALE_REVISION: ['StaleRevisionError', true],
  IMMUTABLE: ['InputError', false],
  DELETED: ['InputError', false],
  ALREADY_DECIDED: ['TransitionError', false],
  SELF_APPROVAL: ['InputError', false],
  TENANT_INACTIVE: ['InputError', false],
  AGENT_DISABLED: ['InputError', false],
  ACTIVITY_COST_EXCEEDED: ['LimitError', false],
  SPEND_CAP_EXCEEDED: ['LimitError', true],
  IDEMPOTENCY_KEY_REQUIRED: ['InputError', false],
  IDEMPOTENCY_KEY_REUSED: ['InputError', false],
  IDEMPOTENCY_IN_PROGRESS: ['InputError', true],
} as const;

type Members = typeof memberByCode;
/** Code of an expected failure. */
export type UserErrorCode = keyof Members;

/** Details that each member tells beside code, message, path and retryable. */
interface DetailByMember {
  readonly InputError: object;
  readonly StaleRevisionError: { readonly currentRevision: string };
  /** States in the spelling of the graph: `APPROVED`. */
  readonly TransitionError: { readonly from: string; readonly allowed: readonly string[] };
  /** Decimals as text. */
  readonly LimitError: { readonly limit: string; readonly actual: string; readonly resetAt?: string };
}

type MemberOf<Code extends UserErrorCode> = Members[Code][0];

/** An expected failure, as a payload's `userErrors` tell it. */
export interface UserError {
  readonly __typename: keyof DetailByMember;
  readonly code: UserErrorCode;
  readonly message: string;
  /** From `input` to the field that is wrong; `["input"]` where it is none. */
  readonly path: readonly string[];
  readonly retryable: boolean;
}

/** Outcome of a rule or a command: its value, or why there is none. */
export type Result<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly errors: readonly UserError[] };

/** Accepts. */
export function accept<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

/** Refuses for one or more reasons. */
export function refuse(...errors: readonly UserError[]): { readonly ok: false; readonly errors: readonly UserError[] } {
  return { ok: false, errors };
}

/**
 * An expected failure in words.
 * @param path fields below `input`; none for an error of no field
 */
export function userError<Code extends UserErrorCode>(
  code: Code,
  message: string,
  path: readonly string[],
  ...[detail]: MemberOf<Code> extends 'InputError' ? [] : [DetailByMember[MemberOf<Code>]]
): UserError {
  const [member, retryable] = memberByCode[code];
  return { __typename: member, code, message, path: ['input', ...path], retryable, ...detail };
}
