import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build, stop } from 'esbuild';

/** A program of `programs/`, ready to be run as a process of its own: one that a test may kill. */
export interface Program {
  start(...parameters: string[]): RunningProgram;
}

/** A started program. */
export interface RunningProgram {
  readonly pid: number;
  /** The next line it prints. */
  nextLine(): Promise<string>;
  /** Kills it with -9 and waits until it is gone. */
  kill(): Promise<void>;
}

/** Compiles `programs/<name>.ts`. The result lies in this project, where it finds the installed packages. */
export async function compileProgram(name: string): Promise<Program> {
  const outfile = join(process.cwd(), 'node_modules', '.cache', 'leadmetrics', `${name}.${process.pid}.mjs`);
  const entry = join(process.cwd(), 'tests', 'support', 'programs', `${name}.ts`);
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  // The compiler is a process of its own, which would keep the test's process from ending.
  await stop();
  return { start: (...parameters) => running(spawn(process.execPath, [outfile, ...parameters])) };
}

function running(child: ChildProcess): RunningProgram {
  const { pid, stdout, stderr } = child;
  if (pid === undefined || stdout === null || stderr === null) throw new Error('expected the program to start');
  const exit = once(child, 'exit');
  let complaints = '';
  stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const lines = createInterface({ input: stdout })[Symbol.asyncIterator]();
  return {
    pid,
    async nextLine() {
      const line = await lines.next();
      if (line.done === true) throw new Error(`expected one more line of the program: ${complaints}`);
      return line.value;
    },
    async kill() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}
