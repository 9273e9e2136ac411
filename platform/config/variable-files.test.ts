import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeUpSecrets } from '../../tests/support/secrets.ts';
import { readConfig } from './config.ts';
import { complaintsOf } from '../../tests/support/complaints.ts';

describe('a variable from a file', () => {
  async function withFile(content: string, use: (file: string) => void): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'leadmetrics-config-'));
    const file = join(folder, 'secret');
    await writeFile(file, content);
    use(file);
    await rm(folder, { recursive: true });
  }

  it('is read without the line break at its end', async () => {
    const { LINK_SECRET } = madeUpSecrets;
    await withFile(`${LINK_SECRET}\n`, (file) => {
      expect(readConfig({ LINK_SECRET_FILE: file }).secrets.linkSecret).toBe(LINK_SECRET);
    });
  });

  it('is refused when it is given twice, or cannot be read', async () => {
    const { LINK_SECRET } = madeUpSecrets;
    await withFile(LINK_SECRET, (file) => {
      expect(complaintsOf({ LINK_SECRET, LINK_SECRET_FILE: file })).toEqual([
        'LINK_SECRET and LINK_SECRET_FILE are both given, expected one of them.',
      ]);
    });
    expect(complaintsOf({ LINK_SECRET_FILE: '/nowhere/secret' })).toEqual([
      'LINK_SECRET_FILE names /nowhere/secret, which cannot be read (ENOENT), expected a file that holds LINK_SECRET.',
    ]);
  });
});
