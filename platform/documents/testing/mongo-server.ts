import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const sources = join(import.meta.dirname, 'mongo-java-server');
const libraries = resolve(import.meta.dirname, '../../../node_modules/.cache/mongo-java-server-1.47.0');

export interface MongoServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Why there is no MongoDB to test against on this machine. */
export interface NoMongoServer {
  readonly skipped: string;
}

/**
 * A MongoDB to test against: the one of TEST_MONGODB_URL, else a server in memory that speaks the wire protocol, fetched
 * once by Maven and run by Java as a child of this process.
 * @throws Error with the reason in place of NoMongoServer when CI_REQUIRE_ALL is 1
 */
export async function startMongoServer(
  environment: NodeJS.ProcessEnv = process.env,
  limits: { fetchTimeoutMs?: number; startTimeoutMs?: number } = {},
): Promise<MongoServer | NoMongoServer> {
  const { fetchTimeoutMs = 120_000, startTimeoutMs = 20_000 } = limits;
  const url = environment['TEST_MONGODB_URL'];
  if (url !== undefined) return { url, stop: async () => undefined };
  try {
    for (const program of ['java', 'mvn']) await onPath(program, environment);
    await fetchLibraries(fetchTimeoutMs);
    return await startJava(startTimeoutMs);
  } catch (error) {
    if (environment['CI_REQUIRE_ALL'] === '1') throw error;
    return { skipped: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error) };
  }
}

async function onPath(program: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const folders = (environment['PATH'] ?? '').split(delimiter);
  await Promise.any(folders.map((folder) => access(join(folder, program)))).catch(() => {
    throw new Error(`expected ${program} on the PATH`);
  });
}

/** Fills a folder of its own and renames it, so that a run that was broken off leaves no half of it. */
async function fetchLibraries(timeout: number): Promise<void> {
  if (await exists(libraries)) return;
  const parent = dirname(libraries);
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'mongo-java-server-'));
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${folder}`, '-DincludeScope=runtime'];
    await run('mvn', ['-q', '-B', '-f', join(sources, 'pom.xml'), ...goal], { timeout });
    await rename(folder, libraries);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(await exists(libraries)))
      throw new Error('expected Maven to fetch de.bwaldvogel:mongo-java-server', { cause: error });
  }
}

async function startJava(timeoutMs: number): Promise<MongoServer> {
  const child = spawn('java', ['-cp', join(libraries, '*'), join(sources, 'Server.java')], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = once(child, 'close');
  const lines = createInterface({ input: child.stdout });
  try {
    const first: unknown[] = await Promise.race([
      once(lines, 'line', { signal: AbortSignal.timeout(timeoutMs) }),
      ended.then(() => Promise.reject(new Error('it ended'))),
    ]);
    return {
      url: `${String(first[0])}/leadmetrics`,
      stop: async () => {
        child.stdin.end();
        await ended;
      },
    };
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`expected java, 17 or later and with its compiler, to start the server within ${timeoutMs} ms`, {
      cause: error,
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
