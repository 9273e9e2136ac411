import { createHash } from 'node:crypto';

/** 32 bytes that look random and are the same in every run: programs on one database must be given the same keys. */
export function madeUpSecret(name: string): Buffer {
  return createHash('sha256').update(name).digest();
}

/** What production asks of a start; any two programs with these agree on one database. */
export const madeUpSecrets = {
  ENCRYPTION_KEYS: `k1:${madeUpSecret('k1').toString('base64')}`,
  LINK_SECRET: madeUpSecret('links').toString('hex'),
  GATEWAY_SECRET: madeUpSecret('gateway').toString('hex'),
  CLIENT_TOKEN_SECRET: madeUpSecret('client tokens').toString('hex'),
  AUDIT_KEYS: `a1:${madeUpSecret('audit').toString('base64')}`,
};
