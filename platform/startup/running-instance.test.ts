import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { StartError } from '../errors/start-error.ts';
import { announceInstance, findInstance } from './running-instance.ts';

describe('a running instance', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => folder.remove());

  const address = { host: '127.0.0.1', port: 5432 };
  const file = (): string => join(folder.path, 'running.json');

  it('is found on its folder until it takes its word back', async () => {
    expect(await findInstance(folder.path)).toBeNull();
    const takeBack = await announceInstance(folder.path, address);
    expect(await findInstance(folder.path)).toEqual(address);
    await takeBack();
    expect(await findInstance(folder.path)).toBeNull();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is none where its process has ended', async () => {
    await writeFile(file(), JSON.stringify({ process: { pid: process.pid, startedAt: 'before' }, database: address }));
    expect(await findInstance(folder.path)).toBeNull();
  });

  it.each(['', '{"process":', '{}', 'null', '{"process":{"pid":1,"startedAt":"1"},"database":{"host":"127.0.0.1"}}'])(
    'is asked to be started again where its file is damaged: %j',
    async (content) => {
      await writeFile(file(), content);
      await expect(findInstance(folder.path)).rejects.toEqual(
        new StartError(
          `The file ${file()} does not tell where the database listens, expected what a running "npm start" wrote there: remove it, and start that again.`,
        ),
      );
    },
  );
});
