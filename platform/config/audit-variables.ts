import { z } from 'zod';
import { parsePublicKeys } from '../audit/seal-keys.ts';
import { expectedKeyList, keyList } from './key-list.ts';
import { amount, milliseconds, secret, variable } from './variable.ts';

const publicKeys = z.string().transform((value, context) => {
  try {
    return parsePublicKeys(value);
  } catch {
    context.addIssue('not a list of keys');
    return z.NEVER;
  }
});

/** The variables of the audit's seals. */
export const auditVariables = {
  AUDIT_KEYS: secret(keyList, {
    meaning:
      'Seeds of the Ed25519 keys that seal audit events, `id:key` pairs parted by commas, the first one active; the same in all processes of the gateway',
    expected: expectedKeyList,
    fallbackMeaning: 'generated once, outside production',
  }),
  AUDIT_PUBLIC_KEYS: variable(publicKeys, null, {
    meaning:
      'What verifies seals, as `npm run audit:verify -- --public-keys` prints it; only `npm run audit:verify` reads it',
    expected: 'id:key pairs parted by commas, each key 32 bytes in base64url',
    fallbackMeaning: 'that of AUDIT_KEYS',
  }),
  AUDIT_HEADS_FILE: variable(z.string().min(1), null, {
    meaning: 'File that the newest block of each chain is copied to, away from the database',
    expected: 'the path of a file',
    fallbackMeaning: '`audit-heads.jsonl` in DATA_DIR',
  }),
  AUDIT_SEAL_MS: milliseconds(2_000, 'Time between two rounds of sealing audit events'),
  AUDIT_SEAL_EVENTS: amount('events', [1, 100_000], 5_000, 'Audit events that are sealed in one transaction'),
};
