import { createHash } from 'node:crypto';

/** Strong entity tag of these very bytes (RFC 9110, 8.8.3). */
export function entityTag(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
}

/**
 * Whether a client has the content already: one of the tags in its header `If-None-Match` is this one, weak or strong
 * (RFC 9110, 13.1.2).
 */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const strong = (text: string): string => text.trim().replace(/^W\//, '');
  return ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((known) => strong(known) === strong(tag));
}
