import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { madeUpSecrets } from '../../tests/support/secrets.ts';
import { readConfig } from '../config/config.ts';
import { StartError } from '../errors/start-error.ts';
import { generatedFor, openSecrets } from './secrets.ts';

describe('secrets of a data folder', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => folder.remove());

  it('are generated once, the same for all who start at once, for their owner alone', async () => {
    const dataDir = join(folder.path, 'data');
    const all = await Promise.all(Array.from({ length: 8 }, () => generatedFor(dataDir)));
    expect(new Set(all.map((secrets) => JSON.stringify(secrets))).size).toBe(1);
    expect(await generatedFor(dataDir)).toEqual(all[0]);
    expect(await readdir(dataDir)).toEqual(['secrets.json']);
    expect(((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toString(8)).toBe('600');
  });

  it('stand in the place of those that are not given', async () => {
    const linkSecret = madeUpSecrets.LINK_SECRET;
    const secrets = await openSecrets(readConfig({ DATA_DIR: folder.path, LINK_SECRET: linkSecret }));
    const generated = await generatedFor(folder.path);
    expect(secrets).toMatchObject({ linkSecret, gatewaySecret: generated.gatewaySecret });
    expect(secrets.keyring.activeKeyId).toBe('development');
  });

  it('are not generated in production', async () => {
    const { ENCRYPTION_KEYS, LINK_SECRET, CLIENT_TOKEN_SECRET, AUDIT_KEYS } = madeUpSecrets;
    const config = readConfig({
      NODE_ENV: 'production',
      DATA_DIR: folder.path,
      DATABASE_URL: 'postgresql://app_user:p@db/leadmetrics',
      JWKS_URL: 'https://login.example.com/keys',
      TOKEN_ISSUER: 'https://login.example.com/',
      TOKEN_AUDIENCE: 'leadmetrics-graph',
      ENCRYPTION_KEYS,
      LINK_SECRET,
      CLIENT_TOKEN_SECRET,
      AUDIT_KEYS,
    });
    expect(await openSecrets(config)).toMatchObject({
      linkSecret: LINK_SECRET,
      gatewaySecret: null,
      clientTokenSecret: CLIENT_TOKEN_SECRET,
      auditKeys: { activeKeyId: 'a1' },
    });
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each([
    ['something else', () => '{"encryptionKeys":'],
    [
      'a secret that can be guessed',
      (text: string) => JSON.stringify({ ...JSON.parse(text), linkSecret: 'a'.repeat(43) }),
    ],
  ])('are never replaced where the file holds %s', async (_, changed) => {
    const file = join(folder.path, 'secrets.json');
    await generatedFor(folder.path);
    await writeFile(file, changed(await readFile(file, 'utf8')));
    await expect(generatedFor(folder.path)).rejects.toEqual(
      new StartError(
        `The file ${file} does not hold the generated secrets, expected what an earlier start wrote there: restore it, or remove the data folder to begin anew.`,
      ),
    );
  });
});
