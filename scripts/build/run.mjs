import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fingerprint } from './fingerprint.mjs';
import { withLock } from './lock.mjs';

const projectRoot = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/**
 * Runs those of the steps that are due, each as soon as the steps it reads from are done; prints a line for each.
 * @param {readonly import('./steps.mjs').Step[]} steps
 * @param {{ root?: string, log?: (line: string) => void }} [options]
 * @returns {Promise<void>} rejects with the words of every step that failed
 */
export async function runSteps(steps, { root = projectRoot, log = console.log } = {}) {
  const stamps = new Stamps(join(root, '.cache', 'build.json'));
  if (steps.every((step) => isCurrent(root, step, stamps))) return;
  const onWait = (pid) => log(`Waiting for the build of process ${pid}.`);
  await withLock(join(root, '.cache', 'build.lock'), () => runDue(root, steps, stamps, log), { onWait });
}

async function runDue(root, steps, stamps, log) {
  stamps.load();
  const due = steps.filter((step) => !isCurrent(root, step, stamps)).map(({ name }) => name);
  // The first of them may take a while: who waits is told of what from the first second on.
  if (due.length > 0) log(`Building the ${due.join(', ')}.`);
  /** @type {Map<string, Promise<void>>} */
  const running = new Map();
  for (const step of steps) {
    const before = step.after.map((name) => running.get(name)).filter((run) => run !== undefined);
    running.set(
      step.name,
      Promise.all(before).then(() => runOne(root, step, stamps, log)),
    );
  }
  const outcomes = await Promise.allSettled(running.values());
  // A step that could not begin fails with the words of the one it waited for: told once.
  const problems = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.message] : []));
  if (problems.length > 0) throw new Error([...new Set(problems)].join('\n\n'));
}

async function runOne(root, step, stamps, log) {
  if (isCurrent(root, step, stamps)) return;
  const startedAt = performance.now();
  // Taken before it runs: what is changed meanwhile makes it due again.
  const inputs = fingerprint(root, step.inputs, step.counts);
  await step.run(root);
  stamps.set(step.name, { inputs, outputs: fingerprint(root, step.outputs) });
  log(`Built the ${step.name} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s).`);
}

function isCurrent(root, step, stamps) {
  const stamp = stamps.get(step.name);
  if (stamp === undefined || stamp.outputs !== fingerprint(root, step.outputs)) return false;
  return stamp.inputs === fingerprint(root, step.inputs, step.counts);
}

/** What each step was made from and what it made, kept from one build to the next. */
class Stamps {
  #file;
  #stamps = {};

  constructor(file) {
    this.#file = file;
    this.load();
  }

  load() {
    this.#stamps = existsSync(this.#file) ? JSON.parse(readFileSync(this.#file, 'utf8')) : {};
  }

  get(name) {
    return this.#stamps[name];
  }

  set(name, stamp) {
    this.#stamps[name] = stamp;
    mkdirSync(dirname(this.#file), { recursive: true });
    // Renamed into place: a build that is killed leaves the last whole file.
    writeFileSync(`${this.#file}.draft`, JSON.stringify(this.#stamps, null, 2));
    renameSync(`${this.#file}.draft`, this.#file);
  }
}
