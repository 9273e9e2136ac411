import { hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { parseJson } from '../config/json.ts';
import { writeOnce } from '../config/write-once.ts';
import { isGuessable } from '../crypto/guessable.ts';
import { parseEncryptionKeys, type Keyring } from '../crypto/keyring.ts';
import { openDataDir } from '../database/embedded/home.ts';
import { codeOf, reasonOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';

/** What the process keeps to itself. */
export interface Secrets {
  readonly keyring: Keyring;
  readonly linkSecret: string;
  /** Null where none was given: in production, with the subgraphs in the gateway's process. */
  readonly gatewaySecret: string | null;
  /** Null where none was given: in production, for a subgraph that is a service of its own. */
  readonly clientTokenSecret: string | null;
  /** Null where none were given: in production, for whatever seals nothing. */
  readonly auditKeys: Keyring | null;
}

const secretText = z
  .string()
  .min(32)
  .refine((text) => !isGuessable(Buffer.from(text)));
const generatedSecrets = z.object({
  encryptionKeys: secretText,
  linkSecret: secretText,
  gatewaySecret: secretText,
  /** Of the embedded PostgreSQL's roles. */
  passwords: z.object({ app: secretText, migrator: secretText, readonly: secretText }),
});

/** What was generated for a data folder. */
export type GeneratedSecrets = z.infer<typeof generatedSecrets>;

/**
 * The secrets that were given, and outside production those generated for the data folder in the place of missing ones.
 * @throws StartError when the folder cannot be written or holds something else under the file's name
 */
export async function openSecrets(config: Config): Promise<Secrets> {
  const { encryptionKeys, linkSecret, gatewaySecret, clientTokenSecret, auditKeys } = config.secrets;
  const others = [gatewaySecret, clientTokenSecret, auditKeys];
  const sufficient = config.production || others.every((secret) => secret !== undefined);
  if (encryptionKeys !== undefined && linkSecret !== undefined && sufficient) {
    return {
      keyring: encryptionKeys,
      linkSecret,
      gatewaySecret: gatewaySecret ?? null,
      clientTokenSecret: clientTokenSecret ?? null,
      auditKeys: auditKeys ?? null,
    };
  }
  const generated = await generatedFor(config.dataDir);
  return {
    keyring: encryptionKeys ?? parseEncryptionKeys(generated.encryptionKeys),
    linkSecret: linkSecret ?? generated.linkSecret,
    gatewaySecret: gatewaySecret ?? generated.gatewaySecret,
    clientTokenSecret: clientTokenSecret ?? derivedFrom(generated.gatewaySecret, 'client tokens').toString('base64url'),
    auditKeys:
      auditKeys ??
      parseEncryptionKeys(`development:${derivedFrom(generated.gatewaySecret, 'audit').toString('base64')}`),
  };
}

/** A secret of its own, made of another one: data folders from before there was a use for it hold none. */
function derivedFrom(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32));
}

/**
 * The secrets of a data folder, generated at its first start and the same ever after; two processes that start at once
 * agree on one.
 * @throws StartError when the folder cannot be written or holds something else under the file's name
 */
export async function generatedFor(dataDir: string): Promise<GeneratedSecrets> {
  const file = join(dataDir, 'secrets.json');
  const known = await read(file);
  if (known !== null) return known;
  await openDataDir(dataDir);
  await writeOnce(file, JSON.stringify(generate(), null, 2));
  const made = await read(file);
  if (made === null) throw new Error(`expected ${file} to be there: it has just been made`);
  return made;
}

function generate(): GeneratedSecrets {
  const random = (): string => randomBytes(32).toString('base64url');
  return {
    encryptionKeys: `development:${randomBytes(32).toString('base64')}`,
    linkSecret: random(),
    gatewaySecret: random(),
    passwords: { app: random(), migrator: random(), readonly: random() },
  };
}

async function read(file: string): Promise<GeneratedSecrets | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    // ENOTDIR: a folder above is a file, which making the data folder tells in words.
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error) ?? '')) return null;
    throw new StartError(
      `The secrets in ${file} cannot be read (${codeOf(error) ?? reasonOf(error)}), expected this user to own them.`,
      {
        cause: error,
      },
    );
  }
  const secrets = generatedSecrets.safeParse(parseJson(text));
  if (secrets.success) return secrets.data;
  throw new StartError(
    `The file ${file} does not hold the generated secrets, expected what an earlier start wrote there: restore it, or remove the data folder to begin anew.`,
  );
}
