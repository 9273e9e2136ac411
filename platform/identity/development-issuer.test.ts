import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { StartError } from '../errors/start-error.ts';
import { developmentIssuer } from './development-issuer.ts';
import type { TokenPolicy } from './token.ts';

const policy: TokenPolicy = {
  issuer: 'https://issuer.test',
  audience: 'leadmetrics-graph',
  algorithms: ['EdDSA'],
  clockToleranceSeconds: 0,
};

describe('developmentIssuer', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => folder.remove());

  const file = (): string => join(folder.path, 'development-issuer.json');

  it('keeps its key from one start to the next, and publishes its public half alone', async () => {
    const [first, second] = [
      await developmentIssuer(folder.path, policy),
      await developmentIssuer(folder.path, policy),
    ];
    expect(second.keys).toEqual(first.keys);
    const { d: secret } = JSON.parse(await readFile(file(), 'utf8')) as { d: string }; // what the issuer wrote
    expect(JSON.stringify(first.keys)).not.toContain(secret);
  });

  it.each(['', '{"kty":', '{}', 'null', '{"kty":"OKP","crv":"Ed25519","x":"short","d":"short"}'])(
    'is refused where its file is damaged: %j',
    async (content) => {
      await writeFile(file(), content);
      await expect(developmentIssuer(folder.path, policy)).rejects.toEqual(
        new StartError(
          `The file ${file()} does not hold the development issuer's key, expected what an earlier start wrote there: remove it, and the next start makes a new one.`,
        ),
      );
      expect(await readFile(file(), 'utf8')).toBe(content);
    },
  );
});
