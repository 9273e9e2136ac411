import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { compileProgram, type Program, type RunningProgram } from '../../../tests/support/program.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start.ts';

/** Everything here is done to a process of its own, which is killed as a power cut or an impatient person would. */
describe('after a kill -9', () => {
  let program: Program;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let running: EmbeddedPostgres | undefined;
  const children: RunningProgram[] = [];
  beforeAll(async () => void (program = await compileProgram('start-postgres')));
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(async () => {
    for (const child of children.splice(0)) await child.kill();
    await running?.stop();
    await folder.remove();
  });

  const dataDir = (): string => join(folder.path, 'postgres');
  function launch(): RunningProgram {
    const child = program.start(dataDir());
    children.push(child);
    return child;
  }
  const postmasterPid = async (): Promise<number> =>
    Number.parseInt(await readFile(join(dataDir(), 'cluster', 'data', 'postmaster.pid'), 'utf8'), 10);
  async function start(log: (line: string) => void = () => undefined): Promise<EmbeddedPostgres> {
    running = await startEmbeddedPostgres({ dataDir: dataDir(), log });
    return running;
  }

  it('of its parent, the orphaned server is stopped and replaced on the same port, with all that was committed', async () => {
    const child = launch();
    const url = await child.nextLine();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const orphan = await postmasterPid();
    await child.kill();
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);

    const lines: string[] = [];
    const server = await start((line) => lines.push(line));
    expect(server).toMatchObject({ adopted: true, adminUrl: url });
    expect(lines).toEqual([`Stopping the PostgreSQL that an earlier run left behind (process ${orphan}).`]);
    expect(await postmasterPid()).not.toBe(orphan);
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('of nobody: a living instance keeps its folder and its server', async () => {
    const child = launch();
    const url = await child.nextLine();
    await expect(start()).rejects.toThrow(`is in use by process ${child.pid}, expected no other instance on it`);
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await child.kill();
    await start();
  });

  it('of the server, also with clients at work, the next start recovers what was committed', async () => {
    const child = launch();
    const url = await child.nextLine();
    await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const busy = query(url, 'SELECT count(*) FROM generate_series(1, 1e9)').catch((error: unknown) => error);
    await sleep(100);
    process.kill(await postmasterPid(), 'SIGKILL');
    await child.kill();
    await start();
    expect(await query(url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await expect(busy).resolves.toBeInstanceOf(Error);
  });

  describe('of the server while its parent lives', () => {
    let lines: string[];
    beforeEach(() => void (lines = []));
    const crash = async (): Promise<number> => {
      const pid = await postmasterPid();
      process.kill(pid, 'SIGKILL');
      return pid;
    };
    /** Resolves with the first line that has these words. */
    async function told(words: string): Promise<string> {
      for (;;) {
        const line = lines.find((one) => one.includes(words));
        if (line !== undefined) return line;
        await sleep(5);
      }
    }

    it('it is started again on the same port, under the same lock, with all that was committed', async () => {
      const server = await start((line) => lines.push(line));
      await query(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
      const busy = query(server.adminUrl, 'SELECT count(*) FROM generate_series(1, 1e9)').catch(
        (error: Error) => error,
      );
      await sleep(100);
      lines.length = 0;
      const pid = await crash();
      await told('is up again');
      expect(lines).toEqual([
        `PostgreSQL (process ${pid}) has ended by itself (SIGKILL). It is started again now.`,
        `PostgreSQL is up again (process ${await postmasterPid()}).`,
      ]);
      expect(await query(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(server.condition()).toEqual({ state: 'running', restarts: 1, lastEndedAt: expect.any(Date) });
      await expect(startEmbeddedPostgres({ dataDir: dataDir(), log: () => undefined })).rejects.toThrow('is in use');
      await expect(busy).resolves.toBeInstanceOf(Error);
    });

    it('in the middle of its recovery too, it is started again, later each time', async () => {
      const server = await start((line) => lines.push(line));
      await query(server.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
      lines.length = 0;
      const waits = (): string[] => lines.flatMap((line) => /(?:now|in \d+ ms)\.$/.exec(line)?.[0] ?? []);
      let last = await crash();
      for (let times = 0; times < 2; times += 1) {
        let next = last;
        // The file tells of the next server before its recovery begins.
        while (next === last || Number.isNaN(next)) next = await postmasterPid().catch(() => last);
        last = await crash();
      }
      while (waits().length < 3 || server.condition().state === 'restarting') await sleep(5);
      expect(waits()).toEqual(['now.', 'in 500 ms.', 'in 1000 ms.']);
      expect(await query(server.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    });

    it('and a stop meanwhile, nothing is left that runs', async () => {
      const server = await start((line) => lines.push(line));
      await crash();
      await told('has ended by itself');
      await server.stop();
      await expect(query(server.adminUrl, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      expect(await readdir(dataDir())).toEqual(['cluster']);
      await start();
    });
  });

  it('in the middle of making the cluster, the half-made one is thrown away', async () => {
    const child = launch();
    await draftWithVersionFile();
    await child.kill();
    expect(await readdir(dataDir())).not.toContain('cluster');
    const server = await start();
    expect(await query(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('at any instant of a first start, the next one works', async () => {
    for (const delay of [60, 100, 140, 180, 220, 260, 300, 340, 380, 420, 460, 500]) {
      const child = launch();
      await sleep(delay);
      await child.kill();
    }
    const server = await start();
    expect(await query(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await server.stop();
    expect(await readdir(dataDir())).toEqual(['cluster']);
  });

  /** Waits until initdb has written PG_VERSION, which makes a directory look finished long before it is. */
  async function draftWithVersionFile(): Promise<void> {
    for (;;) {
      const entries = await readdir(dataDir()).catch(() => []);
      const draft = entries.find((entry) => entry.startsWith('cluster.draft-'));
      const found = draft !== undefined && (await exists(join(dataDir(), draft, 'data', 'PG_VERSION')));
      if (found) return;
      await sleep(2);
    }
  }
});

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
