import { GraphQLError } from 'graphql';
import { graphError } from '../errors/graph-error.ts';

/** The area that a challenge is of (RFC 9110, 11.5). */
export const realm = 'leadmetrics';

/**
 * Refusal of who asks, with 401. The client hears whether it has to sign in or may try a fresh token, and no more: what exactly
 * was wrong helps only whoever forged it. The reason is for the log.
 */
export class Unauthenticated extends GraphQLError {
  override readonly name = 'Unauthenticated';
  /** Never holds the token, nor who it is about. */
  readonly reason: string;

  /** @param sent whether there was a token: only then the challenge carries `error="invalid_token"` (RFC 6750, 3.1) */
  constructor(reason: string, sent = true) {
    const challenge = `Bearer realm="${realm}"${sent ? invalidToken : ''}`;
    const { message, extensions } = graphError(
      'UNAUTHENTICATED',
      'the token is missing, expired or not one of ours; expected "Authorization: Bearer <token>"',
      { http: { status: 401, headers: new Map([['www-authenticate', challenge]]) } },
    );
    super(message, { extensions });
    this.reason = reason;
  }
}

const invalidToken = ', error="invalid_token", error_description="the token is expired or not one of ours"';

/** Longest text of a token that a reason repeats. */
const longest = 200;

/** A value of a token as a reason shows it: on one line, without control characters, cut where it is long. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'; // undefined has no JSON
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
