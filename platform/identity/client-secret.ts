import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** What every secret begins with, so that a scanner finds one that was left in a repository. */
const prefix = 'lm_client_';

/** A new secret of an API client: 256 random bits. */
export function makeClientSecret(): string {
  return prefix + randomBytes(32).toString('base64url');
}

/** What is stored of a secret: its SHA-256, in hexadecimal. It is random and long, so that a slow hash would add nothing. */
export function hashOfSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Whether a text is the secret of that hash; how long the answer takes does not tell how much of it is right. */
export function isSecretOf(hash: string, text: string): boolean {
  return timingSafeEqual(Buffer.from(hash, 'hex'), Buffer.from(hashOfSecret(text), 'hex'));
}
