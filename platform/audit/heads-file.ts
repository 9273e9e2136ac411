import { open, mkdir } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { parseJson } from '../config/json.ts';
import type { Head } from './block.ts';
import type { SealSigner, SealVerifier } from './seal-keys.ts';

/** A line of a file of heads: a block that was there, whatever the database says now. */
const headLine = z.object({
  tenantId: z.guid(),
  number: z.string().regex(/^\d{1,19}$/),
  hash: z.string().regex(/^[\da-f]{64}$/),
  keyId: z.string(),
  signature: z.string(),
});

type HeadWords = Pick<z.infer<typeof headLine>, 'tenantId' | 'number' | 'hash'>;

/** A copied head as it was read. */
export interface CopiedHead {
  /** Of the file, 1 for the first. */
  readonly line: number;
  /** Null where the line is not one that was written here. */
  readonly head: Head | null;
}

/** Copies heads behind those of a file, and answers once they are on the disk. */
export async function appendHeads(path: string, heads: readonly Head[], signer: SealSigner): Promise<void> {
  if (heads.length === 0) return;
  const lines = heads.map((head) => {
    const words = { tenantId: head.tenantId, number: String(head.number), hash: head.hash.toString('hex') };
    const signature = signer.sign(signedOf(words)).toString('base64url');
    return `${JSON.stringify({ ...words, keyId: signer.keyId, signature })}\n`;
  });
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(lines.join(''));
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Reads a file of heads, line by line. @throws where it cannot be read */
export async function* readHeads(path: string, verifier: SealVerifier): AsyncGenerator<CopiedHead> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    yield { line, head: headOf(text, verifier) };
  }
}

function headOf(text: string, verifier: SealVerifier): Head | null {
  const parsed = headLine.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { tenantId, number, hash, keyId, signature } = parsed.data;
  const signed = signedOf({ tenantId, number, hash });
  if (verifier.check(keyId, signed, Buffer.from(signature, 'base64url')) !== 'right') return null;
  return { tenantId, number: BigInt(number), hash: Buffer.from(hash, 'hex') };
}

function signedOf({ tenantId, number, hash }: HeadWords): Buffer {
  return Buffer.from(`audit head ${tenantId} ${number} ${hash}`);
}
