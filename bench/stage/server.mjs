import { spawn } from 'node:child_process';

const startMs = 60_000;
const stopMs = 15_000;

/**
 * Starts a server as a process of its own; its environment is what is given here and the path.
 * @param {{ name: string, file: string, args?: string[], execArgv?: string[], cwd: string, env: Record<string, string>, url: string }} program
 *   `url` is polled until it takes a request
 */
export async function startServer({ name, file, args = [], execArgv = [], cwd, env, url }) {
  const child = spawn(process.execPath, [...execArgv, file, ...args], {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (text) => (output = (output + text).slice(-4_000));
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)));
  let running = true;
  void ended.then(() => (running = false));
  const server = {
    name,
    pid: child.pid,
    /** The last of what it printed. */
    output: () => output,
    async stop() {
      if (!running) return;
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), stopMs);
      await ended;
      clearTimeout(late);
    },
  };
  try {
    await untilAnswering(url, () => running);
    return server;
  } catch {
    await server.stop();
    throw new Error(`expected ${name} to answer at ${url} within ${startMs} ms, but it did not:\n${output}`);
  }
}

async function untilAnswering(url, isRunning) {
  for (const until = performance.now() + startMs; isRunning();) {
    // Any status will do: it listens.
    if (
      await fetch(url).then(
        (response) => response.arrayBuffer(),
        () => null,
      )
    )
      return;
    if (performance.now() > until) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('not answering');
}
