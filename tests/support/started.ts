import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectPath } from '../../platform/config/paths.ts';

/** A program of dist/ that runs as a process of its own, as a person would start it. */
export interface Started {
  readonly pid: number;
  /** Everything it wrote to stdout so far. */
  readonly output: () => string;
  /** Everything it wrote to stderr so far. */
  readonly complaints: () => string;
  /** Resolves with the match once stdout has it. @throws Error when the process ends before, or after `withinMs` */
  until(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  signal(name: NodeJS.Signals): void;
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

const running = new Set<Started>();

/**
 * Starts `node dist/<program>`: the environment is only what is given here, and the path.
 * @param root of the project, or of a folder that has all that runs of it (`image.ts`)
 */
export function startProgram(
  program: string,
  env: Readonly<Record<string, string>>,
  parameters: readonly string[] = [],
  root = projectPath(),
): Started {
  const child = spawn(process.execPath, [join(root, 'dist', program), ...parameters], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`expected ${program} to start`);
  let [output, complaints] = ['', ''];
  const listeners = new Set<() => void>();
  const tell = (): void => listeners.forEach((listener) => listener());
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    child.on('close', (code, killedBy) => {
      running.delete(started);
      resolve(code ?? killedBy ?? 0);
    });
  });
  const started: Started = {
    pid,
    output: () => output,
    complaints: () => complaints,
    until(pattern, withinMs = 120_000) {
      return new Promise((resolve, reject) => {
        const fail = (why: string): void => {
          settle();
          reject(new Error(`expected ${program} to print ${String(pattern)}, but ${why}:\n${output}\n${complaints}`));
        };
        const timer = setTimeout(() => fail(`it did not within ${withinMs} ms`), withinMs);
        const look = (): void => {
          const match = pattern.exec(output);
          if (match === null) return;
          settle();
          resolve(match);
        };
        const settle = (): void => {
          clearTimeout(timer);
          listeners.delete(look);
        };
        listeners.add(look);
        look();
        void ended.then((code) => fail(`it ended with ${code}`));
      });
    },
    signal: (name) => void child.kill(name),
    ended,
  };
  running.add(started);
  return started;
}

/** A program that has come to its end. */
export interface ProgramRun {
  readonly code: number | NodeJS.Signals;
  readonly output: string;
  readonly complaints: string;
}

/** Runs `node dist/<program>` to its end. */
export async function runToEnd(
  program: string,
  parameters: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramRun> {
  const started = startProgram(program, env, parameters);
  const code = await started.ended;
  return { code, output: started.output(), complaints: started.complaints() };
}

/** Stops what a test left running; its PostgreSQL goes with it. */
export async function stopAll(): Promise<void> {
  await Promise.all(
    [...running].map((started) => {
      started.signal('SIGTERM');
      return started.ended;
    }),
  );
}
