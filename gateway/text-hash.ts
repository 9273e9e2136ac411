import { createHash } from 'node:crypto';

/** SHA-256 of a text in UTF-8, in lower-case hexadecimal: the id of a document that clients work out by themselves. */
export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
