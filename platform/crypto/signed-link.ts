import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Binds the derived key to this use, so that the same secret may serve others. */
const keyPurpose = 'leadmetrics signed link v1';
const keyBytes = 32;
/** Below this a secret is guessed sooner than an HMAC-SHA256 is forged. */
const leastSecretBytes = 32;
/** Unreserved characters only (RFC 3986, 2.3): such a path reads the same before and after any decoding on its way. */
const pathShape = /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)+$/;
const secondsShape = /^\d{1,12}$/;

export interface LinkToSign {
  /** Where the gateway is reached from outside, e.g. `https://graph.example.com`; a path in it stays before `path`. */
  readonly baseUrl: string;
  /** What is opened, e.g. `/files/contracts/<ULID>.pdf`. */
  readonly path: string;
  /** The first moment at which the link is refused; counted in whole seconds, rounded down. */
  readonly expiresAt: Date;
  readonly secret: string;
}

export interface LinkToVerify {
  readonly path: string;
  /** The request's parsed query; a parameter given twice is an array there, and refused. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly now: Date;
  readonly secret: string;
}

export type LinkVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: 'expired' | 'invalid' };

/**
 * A link that opens one path until a moment, without a token (`Contract.pdfUrl`, docs/api-contract.md#i-18).
 * @returns the URL with `expires` (Unix seconds) and `signature` (HMAC-SHA256, base64url)
 * @throws RangeError when the path has anything but unreserved characters, the expiry is no date or the secret is shorter than 32 bytes
 */
export function signLink({ baseUrl, path, expiresAt, secret }: LinkToSign): string {
  if (!pathShape.test(path))
    throw new RangeError('expected a path of segments of letters, digits, ".", "_", "~" or "-"');
  const expires = String(Math.floor(expiresAt.getTime() / 1000));
  if (!secondsShape.test(expires)) throw new RangeError('expected the expiry to be a date after 1970');
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  url.search = new URLSearchParams({ expires, signature: signatureOf(path, expires, secret) }).toString();
  return url.href;
}

/**
 * Whether `signLink` made this link with the same secret and it still holds. Only a link that was once genuine is
 * called expired. @throws RangeError when the secret is shorter than 32 bytes
 */
export function verifyLink({ path, query, now, secret }: LinkToVerify): LinkVerdict {
  const { expires, signature } = query;
  if (typeof expires !== 'string' || typeof signature !== 'string') return { ok: false, reason: 'invalid' };
  if (!secondsShape.test(expires)) return { ok: false, reason: 'invalid' };
  if (!equal(signature, signatureOf(path, expires, secret))) return { ok: false, reason: 'invalid' };
  return now.getTime() < Number(expires) * 1000 ? { ok: true } : { ok: false, reason: 'expired' };
}

/** `expires` is digits only and comes first, so the path cannot reach into it. */
function signatureOf(path: string, expires: string, secret: string): string {
  if (Buffer.byteLength(secret) < leastSecretBytes) {
    throw new RangeError(`expected the link secret to have at least ${leastSecretBytes} bytes`);
  }
  const key = Buffer.from(hkdfSync('sha256', secret, '', keyPurpose, keyBytes));
  return createHmac('sha256', key).update(`${expires}\n${path}`).digest('base64url');
}

/** Compares the texts, not the decoded bytes: base64url spells some bytes in more than one way. */
function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
