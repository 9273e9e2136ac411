import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePorts } from './free-ports.ts';
import { temporaryFolder } from './folder.ts';

/** A redis-server of a test's own. */
export interface RedisServer {
  readonly url: string;
  /** Ends it at once, as a power cut does. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** Stops it where it stands, its connections open, until it is resumed. */
  pause(): void;
  resume(): void;
  /** Ends it and removes what it left. */
  stop(): Promise<void>;
}

/** Why there is no Redis to test against on this machine. */
export interface NoRedisServer {
  readonly skipped: string;
}

/**
 * Starts the redis-server of the PATH on a free port of 127.0.0.1; it keeps nothing on disk.
 * @throws Error with the reason in place of NoRedisServer when CI_REQUIRE_ALL is 1
 */
export async function startRedisServer(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RedisServer | NoRedisServer> {
  const folder = await temporaryFolder();
  const [port = 0] = await freePorts(1);
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const nothingOnDisk = ['--save', '', '--appendonly', 'no', '--dir', folder.path];
    const started = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...nothingOnDisk], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { PATH: environment['PATH'] },
    });
    child = started;
    await once(started, 'spawn');
    for await (const line of createInterface({ input: started.stdout })) {
      if (!line.includes('Ready to accept connections')) continue;
      started.stdout.resume();
      return;
    }
    throw new Error('expected redis-server to accept connections');
  }

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  try {
    await start();
  } catch (error) {
    await kill();
    await folder.remove();
    if (environment['CI_REQUIRE_ALL'] === '1') throw error;
    return { skipped: error instanceof Error ? error.message : String(error) };
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    start,
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    async stop() {
      await kill();
      await folder.remove();
    },
  };
}
