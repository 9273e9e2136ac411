import { z } from 'zod';
import { parseEncryptionKeys } from '../crypto/keyring.ts';

/** Schema of keys by their ids, the first one active. */
export const keyList = z.string().transform((value, context) => {
  try {
    return parseEncryptionKeys(value);
  } catch {
    context.addIssue('not a list of keys');
    return z.NEVER;
  }
});

export const expectedKeyList =
  'id:key pairs parted by commas, each id 1 to 32 letters, digits, "_" or "-", each key 32 random bytes in base64, such as "openssl rand -base64 32" makes';
