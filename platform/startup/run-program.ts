import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../errors/start-error.ts';
import { Lifetime, Stopped } from './lifetime.ts';
import type { Progress } from './log.ts';

const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One Ctrl-C can arrive twice at once: from the terminal and from npm, which passes it on. */
const sameSignalMs = 250;

/** How long a step of the start that is under way is still waited for when a person hurries. */
const hurriedStepMs = 3_000;

/**
 * Runs a program from its first step to its exit code. A StartError is printed alone and ends it with 1, any other error
 * with its stack; a signal asks it to stop, a second one to hurry. Whatever way it ends, all it opened is closed first.
 * @param main opens things and registers how to close them; a server then waits for `life.untilStopped()`
 */
export async function runProgram(main: (life: Lifetime) => Promise<void>): Promise<never> {
  const life = new Lifetime();
  let exitCode = 0;
  const fail = (error: unknown): void => {
    exitCode = 1;
    tell(error, life.log);
  };
  onSignals(life);
  // Whoever read our words has gone (`npm start | head`): that is no fault of ours, and there is nobody left to tell.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      fail(error);
      if (!life.stopping.aborted) life.askToStop();
    });
  }
  const ended = main(life).catch((error: unknown) => {
    if (!(error instanceof Stopped)) fail(error);
  });
  await Promise.race([ended, life.untilHurried().then(() => sleep(hurriedStepMs))]);
  await life.close((problem) => tellWords(problem, life.log));
  process.exit(exitCode);
}

function onSignals(life: Lifetime): void {
  let last = Number.NEGATIVE_INFINITY;
  for (const name of stopSignals) {
    process.on(name, () => {
      const now = performance.now();
      if (now - last > sameSignalMs) life.askToStop();
      last = now;
    });
  }
}

function tell(error: unknown, log: Progress | null): void {
  if (error instanceof StartError) tellWords(error.message, log);
  else if (log === null) tellWords((error instanceof Error ? error.stack : undefined) ?? String(error), null);
  else log.error('The process stops:', error);
}

function tellWords(words: string, log: Progress | null): void {
  if (log === null) process.stderr.write(`${words}\n`);
  else log.error(words);
}
