import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { access, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from './support/folder.ts';
import { startProgram, stopAll, type Started } from './support/started.ts';

const ready = /The explorer is at {2}(http:\/\/127\.0\.0\.1:\d+)\//;

/** The gateway as `npm start` runs it, each test on a data folder of its own. */
describe('the start', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let dataDir: string;
  /** Where tests go that do not look at a first start: only one of them makes a cluster, with demo data. */
  let used: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => void (used = await temporaryFolder()));
  afterAll(() => used.remove());
  beforeEach(async () => {
    folder = await temporaryFolder();
    dataDir = join(folder.path, 'data');
  });
  afterEach(async () => {
    await stopAll();
    await folder.remove();
  });

  function start(env: Record<string, string> = {}): Started {
    return startProgram('gateway/main.js', { DATA_DIR: dataDir, PORT: '0', ...env });
  }
  /** Without demo data, where a test does not look at it. */
  const startEmpty = (env: Record<string, string> = {}): Started => start({ DEMO_DATA: 'false', ...env });
  const startUsed = (env: Record<string, string> = {}): Started => {
    dataDir = join(used.path, 'data');
    return start(env);
  };
  const urlOf = async (started: Started): Promise<string> => (await started.until(ready))[1] ?? '';
  /** Of the admin of a tenant of the demo data. */
  const tokenOf = (started: Started): string => /^Acme Corp · admin\n {2}(\S+)$/m.exec(started.output())?.[1] ?? '';
  const postmaster = async (): Promise<number> =>
    Number.parseInt(await readFile(join(dataDir, 'cluster', 'data', 'postmaster.pid'), 'utf8'), 10);

  it('serves the demo tenants with the tokens it prints, again after a stop and without making anything anew', async () => {
    const first = start();
    const url = await urlOf(first);
    const token = tokenOf(first);
    expect(await viewerOf(url, token)).toMatchObject({ data: { viewer: { tenant: { slug: 'acme-corp' } } } });
    const personas = first.output().match(/^[^\n]+ · [^\n]+$/gm);
    expect(personas?.slice(0, 8)).toEqual([
      'Platform · super admin',
      ...['admin', 'member', 'reviewer', 'agent', 'service', 'partner', 'analyst'].map((role) => `Acme Corp · ${role}`),
    ]);
    const server = await postmaster();
    first.signal('SIGINT');
    expect(await first.ended).toBe(0);
    expect(runs(server)).toBe(false);
    expect((await readdir(dataDir)).sort()).toEqual(['cluster', 'development-issuer.json', 'secrets.json']);

    const again = start();
    expect(await viewerOf(await urlOf(again), token)).toMatchObject({
      data: { viewer: { tenant: { slug: 'acme-corp' } } },
    });
    expect(again.output()).not.toMatch(/Making|Applying|demo data is loaded/);
    again.signal('SIGTERM');
    expect(await again.ended).toBe(0);
  }, 120_000);

  it('is told in JSON where that is asked for, without a token, and names what nothing reads', async () => {
    const started = startUsed({ LOG_FORMAT: 'json', DATABSE_URL: 'postgresql://app_user:canary@db/x' });
    await urlOf(started);
    started.signal('SIGTERM');
    expect(await started.ended).toBe(0);
    const lines = started
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    expect(lines[0]).toMatchObject({
      level: 'warn',
      msg: 'The variable DATABSE_URL is read by nothing, expected DATABASE_URL perhaps.',
    });
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'Stopping: requests in flight are finished first.' });
    expect(started.output()).not.toMatch(/canary|eyJ/);
    expect(started.complaints()).toBe('');
  });

  it('keeps what it generates from everyone else', async () => {
    const started = startEmpty();
    await urlOf(started);
    for (const name of ['secrets.json', 'development-issuer.json']) {
      expect(((await stat(join(dataDir, name))).mode & 0o777).toString(8)).toBe('600');
    }
  });

  it.each([
    ['makes the database', /Making a new PostgreSQL cluster/],
    ['migrates', /Applying \d+ migrations/],
    ['serves', ready],
  ])('works again after a kill -9 while it %s', async (_, moment) => {
    const killed = startEmpty();
    await killed.until(moment);
    killed.signal('SIGKILL');
    expect(await killed.ended).toBe('SIGKILL');
    const next = startEmpty();
    expect(await (await fetch(`${await urlOf(next)}/health/ready`)).json()).toMatchObject({
      status: 'ok',
      database: true,
    });
    expect(next.complaints()).toBe('');
  });

  it('serves on after a kill -9 of its PostgreSQL, and tells', async () => {
    const started = startUsed();
    const url = await urlOf(started);
    const killed = await postmaster();
    process.kill(killed, 'SIGKILL');
    const readiness = async () => (await fetch(`${url}/health/ready`)).json() as Promise<{ embedded: object }>;
    let ready = await readiness();
    while (!('restarts' in ready.embedded && ready.embedded.restarts === 1)) {
      await sleep(20);
      ready = await readiness();
    }
    expect(ready).toEqual({
      status: 'ok',
      database: true,
      documents: true,
      embedded: { state: 'running', restarts: 1, lastEndedAt: expect.any(String) },
    });
    expect(started.complaints()).toBe(
      `PostgreSQL (process ${killed}) has ended by itself (SIGKILL). It is started again now.\nPostgreSQL is up again (process ${await postmaster()}).\n`,
    );
  });

  it('has all of the demo data after a kill -9 while it was loaded', async () => {
    const killed = start();
    await killed.until(/writing the stories/);
    killed.signal('SIGKILL');
    await killed.ended;
    const next = start();
    const url = await urlOf(next);
    const token = /^Northwind Traders · member\n {2}(\S+)$/m.exec(next.output())?.[1] ?? '';
    expect(await viewerOf(url, token)).toMatchObject({ data: { viewer: { tenant: { slug: 'northwind-traders' } } } });
  }, 60_000);

  it('lets a request in flight finish, takes no new one, and only then stops', async () => {
    const started = startUsed();
    const url = await urlOf(started);
    const request = await halfRequest(url, tokenOf(started));
    started.signal('SIGTERM');
    await started.until(/Stopping/);
    await sleep(200);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
    expect(await request.finish()).toMatch(
      /^HTTP\/1\.1 200 [^]*{"data":{"__typename":"Query"},"extensions":{"cost":{.*}}}$/,
    );
    expect(await started.ended).toBe(0);
    expect(started.complaints()).toBe('');
  });

  it('is not ready once it is to stop, and answers on for the delay, giving each connection up', async () => {
    const started = startUsed({ SHUTDOWN_DELAY_MS: '2000' });
    const url = await urlOf(started);
    started.signal('SIGTERM');
    await started.until(/Stopping/);
    const [ready, live] = await Promise.all([fetch(`${url}/health/ready`), fetch(`${url}/health/live`)]);
    expect([ready.status, ready.headers.get('retry-after'), await ready.json()]).toEqual([
      503,
      '1',
      { status: 'stopping' },
    ]);
    expect([live.status, live.headers.get('connection')]).toEqual([200, 'close']);
    expect(await started.ended).toBe(0);
    expect(started.complaints()).toBe('');
  });

  it('cuts requests off when their grace is over', async () => {
    const started = startUsed({ SHUTDOWN_GRACE_MS: '300' });
    await halfRequest(await urlOf(started), tokenOf(started));
    started.signal('SIGTERM');
    expect(await started.ended).toBe(0);
    expect(started.complaints()).toBe('Requests still in flight are cut off.\n');
  });

  it('cuts requests off at a second Ctrl-C', async () => {
    const started = startUsed({ SHUTDOWN_GRACE_MS: '60000' });
    await halfRequest(await urlOf(started), tokenOf(started));
    const server = await postmaster();
    started.signal('SIGINT');
    await sleep(400);
    expect(runs(started.pid)).toBe(true);
    started.signal('SIGINT');
    expect(await started.ended).toBe(0);
    expect(runs(server)).toBe(false);
  });

  it('stops what it has begun at a Ctrl-C while it starts', async () => {
    const started = startEmpty();
    await started.until(/PostgreSQL is up/);
    const server = await postmaster();
    started.signal('SIGINT');
    expect(await started.ended).toBe(0);
    expect(runs(server)).toBe(false);
    expect(started.output()).not.toMatch(ready);
  });

  it('is refused in one sentence when the port is taken, and begins nothing', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const started = startEmpty({ PORT: String(port) });
    expect(await started.ended).toBe(1);
    expect(started.complaints()).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program, expected it free: stop that program or choose another PORT.\n`,
    );
    await expect(access(dataDir)).rejects.toThrow('ENOENT');
    other.close();
  });

  it('is refused in one sentence on the folder of a living instance, which goes on', async () => {
    const first = startUsed();
    const url = await urlOf(first);
    const second = startEmpty();
    expect(await second.ended).toBe(1);
    expect(second.complaints()).toBe(
      `The data folder ${dataDir} is in use by process ${first.pid}, expected no other instance on it: stop that one first or choose another data folder.\n`,
    );
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  });

  it('is refused in one sentence where the data folder cannot be written', async () => {
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    const started = startEmpty({ DATA_DIR: join(file, 'data') });
    expect(await started.ended).toBe(1);
    expect(started.complaints()).toBe(
      `The data folder ${join(file, 'data')} cannot be written (ENOTDIR), expected a folder that this user may make files in.\n`,
    );
  });

  it('is refused with every wrong variable, before anything is begun', async () => {
    const started = startEmpty({ PORT: 'any', LOG_LEVEL: 'loud' });
    expect(await started.ended).toBe(1);
    expect(started.complaints()).toBe(
      'PORT is "any", expected a whole number from 0 to 65535.\nLOG_LEVEL is "loud", expected info, error or silent.\n',
    );
    await expect(access(dataDir)).rejects.toThrow('ENOENT');
  });
});

async function viewerOf(url: string, token: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { tenant { slug } } }' }),
  });
  return response.json();
}

/** A request whose body is half sent: in flight until it is finished. Without a token it would not be waited for. */
async function halfRequest(url: string, token: string): Promise<{ finish(): Promise<string> }> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const body = JSON.stringify({ query: '{ __typename }' });
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: ${hostname}\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 5)}`,
  );
  await sleep(100);
  return {
    async finish() {
      let answer = '';
      socket.setEncoding('utf8').on('data', (text: string) => (answer += text));
      socket.write(body.slice(5));
      await once(socket, 'close');
      return answer;
    },
  };
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
