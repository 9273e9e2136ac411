import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { StartError } from '../../errors/start-error.ts';
import { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './start.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stdout.write('Embedded PostgreSQL as root skipped: this user is not root.\n');

describe('startEmbeddedPostgres', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  const running: EmbeddedPostgres[] = [];
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    await folder.remove();
  });

  const dataDir = (): string => join(folder.path, 'postgres');
  async function start(options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ dataDir: dataDir(), log: () => undefined, ...options });
    running.push(server);
    return server;
  }

  it('answers at once on the local interface alone, durable and in UTC, with pg_stat_statements', async () => {
    const server = await start();
    expect(server).toMatchObject({ host: '127.0.0.1', adopted: false });
    const names = [
      'fsync',
      'full_page_writes',
      'synchronous_commit',
      'listen_addresses',
      'unix_socket_directories',
      'TimeZone',
      'shared_preload_libraries',
      'max_connections',
      'server_encoding',
      'password_encryption',
    ];
    const columns = names.map((name) => `current_setting('${name}') AS "${name}"`);
    const locale = '(SELECT datcollate FROM pg_database WHERE datname = current_database()) AS locale';
    expect(await query(server.adminUrl, `SELECT ${[...columns, locale].join(', ')}`)).toEqual([
      {
        fsync: 'on',
        full_page_writes: 'on',
        synchronous_commit: 'on',
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        TimeZone: 'UTC',
        shared_preload_libraries: 'pg_stat_statements',
        max_connections: '100',
        server_encoding: 'UTF8',
        password_encryption: 'scram-sha-256',
        locale: process.platform === 'darwin' ? 'C' : 'C.UTF-8',
      },
    ]);
  });

  it('takes settings of the caller over its own', async () => {
    const server = await start({ settings: { max_connections: '7' } });
    expect(await query(server.adminUrl, 'SHOW max_connections')).toEqual([{ max_connections: '7' }]);
  });

  it('keeps data, port and password from one start to the next', async () => {
    const first = await start();
    await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    const second = await start();
    expect(second.adminUrl).toBe(first.adminUrl);
    expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('has a password of its own, which nobody else may read and without which nobody enters', async () => {
    const server = await start();
    const file = join(dataDir(), 'cluster', 'password');
    const { mode } = await stat(file);
    expect((mode & 0o777).toString(8)).toBe('600');
    expect(server.adminUrl).toContain(`:${await readFile(file, 'utf8')}@`);
    const stranger = server.adminUrl.replace(/:[^:@]+@/, ':guess@');
    await expect(query(stranger, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('is gone, with its lock, when stop has ended, however often it is called', async () => {
    const server = await start();
    await Promise.all([server.stop(), server.stop()]);
    await expect(query(server.adminUrl, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(await readdir(dataDir())).toEqual(['cluster']);
  });

  it('cuts off clients that are still connected when it stops', async () => {
    const server = await start();
    const client = new pg.Client(server.adminUrl);
    client.on('error', () => undefined);
    await client.connect();
    const working = client.query('SELECT pg_sleep(60)');
    const [outcome] = await Promise.all([working.catch((error: unknown) => error), server.stop()]);
    expect(outcome).toMatchObject({ code: '57P01' });
  });

  it('refuses a second instance on the folder and leaves the first untouched', async () => {
    const first = await start();
    await expect(start()).rejects.toEqual(
      new StartError(
        `The data folder ${dataDir()} is in use by process ${process.pid}, expected no other instance on it: stop that one first or choose another data folder.`,
      ),
    );
    expect(await query(first.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('refuses a folder that cannot be written', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    await expect(start({ dataDir: join(file, 'data') })).rejects.toEqual(
      new StartError(
        `The data folder ${join(file, 'data')} cannot be written (ENOTDIR), expected a folder that this user may make files in.`,
      ),
    );
  });

  it('refuses a port that is taken, and leaves no lock', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(start({ port })).rejects.toEqual(
      new StartError(
        `Port ${port} on 127.0.0.1 is taken by another program, expected it free for PostgreSQL: stop that program or choose another port.`,
      ),
    );
    expect(await readdir(dataDir())).toEqual(['cluster']);
    other.close();
  });

  it('takes another port when the one of the last start is taken', async () => {
    const first = await start();
    await first.stop();
    const other = createServer().listen(first.port, '127.0.0.1');
    await once(other, 'listening');
    const second = await start();
    expect(second.port).not.toBe(first.port);
    other.close();
  });

  it('passes on what PostgreSQL complains of', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(
      /^The embedded PostgreSQL did not start \(.*invalid value for parameter "shared_buffers": "plenty".*\), expected it to take connections\.$/,
    );
  });

  // Only defined where they can run: a run that requires every test counts a skipped one as failed.
  if (isRoot) {
    describe('as root', () => {
      it('lives elsewhere when its user may not enter the folder, and says so', async () => {
        const closed = join(folder.path, 'closed');
        const shared = join(folder.path, 'shared');
        await mkdir(closed, { mode: 0o700 });
        await mkdir(shared);
        const lines: string[] = [];
        const options = {
          dataDir: join(closed, 'data'),
          sharedRoots: [join(folder.path, 'missing'), shared],
          log: (line: string) => void lines.push(line),
        };
        const first = await start(options);
        const [home = ''] = await readdir(shared);
        expect(lines[0]).toBe(
          `PostgreSQL does not run as root, and its user may not enter ${options.dataDir}: its data is kept in ${join(shared, home)} instead.`,
        );
        await query(first.adminUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
        await first.stop();
        lines.length = 0;
        const second = await start(options);
        expect(await query(second.adminUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
        expect(lines).toEqual([]);
        await chmod(closed, 0o755);
      });

      it('never begins anew when the folder of its data was closed meanwhile', async () => {
        const first = await start();
        await first.stop();
        const { uid } = await stat(join(dataDir(), 'cluster'));
        await chmod(folder.path, 0o700);
        await expect(start({ sharedRoots: ['/tmp'] })).rejects.toEqual(
          new StartError(
            `User id ${uid}, which PostgreSQL runs as, may not enter ${dataDir()} where its data is, expected that folder and those above it to be open to it.`,
          ),
        );
      });

      it('is refused with one sentence when its user may enter no place at all', async () => {
        const closed = join(folder.path, 'closed');
        await mkdir(closed, { mode: 0o700 });
        await expect(start({ dataDir: join(closed, 'data'), sharedRoots: [closed] })).rejects.toThrow(
          /^User id \d+, which PostgreSQL runs as, may not enter .*, expected one of them to be open to it\.$/,
        );
        expect(await readdir(closed)).toEqual(['data']);
      });
    });
  }
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
