import { type Explanation, explanationIn, isObject } from './explanation.ts';

/** What came of one request, told apart for the page. */
export interface Answer {
  /** HTTP status, or null when the gateway did not answer at all. */
  readonly status: number | null;
  /** From sending the request to having read the answer, in milliseconds. */
  readonly milliseconds: number;
  /** Number of GraphQL errors in the answer. */
  readonly errors: number;
  readonly explanation: Explanation | null;
  /** One sentence for the user when the request as a whole failed, else null. */
  readonly problem: string | null;
  /** What the response editor shows: the answer without its explanation, which has a panel of its own. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** What an HTTP exchange came to: a status and a body, or nothing at all. */
export interface Exchange {
  readonly endpoint: string;
  readonly token: string;
  /** Whether users sign in, or paste a token. */
  readonly signsIn: boolean;
  readonly milliseconds: number;
  /** Null when no answer arrived. */
  readonly reply: { readonly status: number; readonly body: string } | null;
}

/** Reads an exchange; never throws, whatever the server said. */
export function readAnswer({ endpoint, token, signsIn, milliseconds, reply }: Exchange): Answer {
  if (reply === null) {
    return failed(null, milliseconds, `The gateway did not answer at ${endpoint}. Is it still running?`);
  }
  const { status, body } = reply;
  const parsed = parseObject(body);
  if (parsed === null) {
    return failed(status, milliseconds, `Expected JSON from ${endpoint}, got status ${status}: ${excerpt(body)}`);
  }
  const errors = Array.isArray(parsed['errors']) ? parsed['errors'].filter(isObject) : [];
  return {
    status,
    milliseconds,
    errors: errors.length,
    explanation: explanationIn(parsed['extensions']),
    problem: problemOf(status, errors, { token, signsIn }),
    result: withoutExplanation(parsed),
  };
}

function failed(status: number | null, milliseconds: number, problem: string): Answer {
  return { status, milliseconds, errors: 1, explanation: null, problem, result: { errors: [{ message: problem }] } };
}

function problemOf(
  status: number,
  errors: readonly Readonly<Record<string, unknown>>[],
  who: Pick<Exchange, 'token' | 'signsIn'>,
): string | null {
  const refused = errors.find(
    (error) => isObject(error['extensions']) && error['extensions']['code'] === 'UNAUTHENTICATED',
  );
  if (status === 401 || refused) return refusal(who);
  const first = errors[0]?.['message'];
  if (status >= 500)
    return `The gateway failed with status ${status}: ${typeof first === 'string' ? first : 'no reason given'}`;
  return null;
}

function refusal({ token, signsIn }: Pick<Exchange, 'token' | 'signsIn'>): string {
  if (token === '')
    return `The graph wants to know who asks: ${signsIn ? 'sign in' : 'pick a persona or paste a token'}.`;
  const expiry = expiryOf(token);
  const reason =
    expiry !== null && expiry <= new Date() ? `it expired at ${expiry.toLocaleTimeString()}` : 'it is not valid here';
  const way = signsIn ? 'Sign in again.' : 'Reload the page for fresh demo tokens, or paste another one.';
  return `The gateway refused the token: ${reason}. ${way}`;
}

/** When a JSON Web Token expires (RFC 7519, 4.1.4), or null for one that does not say. */
function expiryOf(token: string): Date | null {
  const payload = token.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/');
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(atob(payload));
    return isObject(claims) && typeof claims['exp'] === 'number' ? new Date(claims['exp'] * 1000) : null;
  } catch {
    return null;
  }
}

function withoutExplanation(answer: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (!isObject(answer['extensions'])) return answer;
  const extensions = without(answer['extensions'], 'explain');
  return Object.keys(extensions).length === 0 ? without(answer, 'extensions') : { ...answer, extensions };
}

function without(object: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function excerpt(body: string, length = 200): string {
  const text = body.trim();
  if (text === '') return 'nothing';
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
