import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { identify } from '../../platform/database/embedded/process.ts';
import { runSteps } from './run.mjs';
import type { Step } from './steps.mjs';

/** A small project: `copy` makes out/copy from in/, `total` makes out/total from that. */
describe('runSteps', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let ran: string[];
  beforeEach(async () => {
    folder = await temporaryFolder();
    ran = [];
    await mkdir(path('in'));
    await mkdir(path('out'));
    await writeFile(path('in', 'a.txt'), 'a');
  });
  afterEach(() => folder.remove());

  const path = (...parts: string[]): string => join(folder.path, ...parts);
  function step(name: string, input: string, after: string[] = []): Step {
    return {
      name,
      inputs: [input],
      counts: (file) => !file.endsWith('.ignored'),
      outputs: [`out/${name}`],
      after,
      async run(root) {
        ran.push(name);
        const text = await readFile(join(root, input === 'in' ? 'in/a.txt' : input), 'utf8');
        await writeFile(join(root, 'out', name), `${text}!`);
      },
    };
  }
  const copy = () => step('copy', 'in');
  const total = () => step('total', 'out/copy', ['copy']);
  async function build(...steps: Step[]): Promise<string[]> {
    ran = [];
    const lines: string[] = [];
    await runSteps(steps, { root: folder.path, log: (line) => lines.push(line) });
    const built = lines.filter((line) => !line.startsWith('Building '));
    expect(built.map((line) => line.replace(/ \(\d+\.\d s\)\.$/, ''))).toEqual(ran.map((name) => `Built the ${name}`));
    return ran;
  }

  it('runs each step once its inputs are there, and none again while nothing changed', async () => {
    expect(await build(copy(), total())).toEqual(['copy', 'total']);
    expect(await readFile(path('out', 'total'), 'utf8')).toBe('a!!');
    expect(await build(copy(), total())).toEqual([]);
  });

  it('runs what an input changed for, and what reads from that', async () => {
    await build(copy(), total());
    await writeFile(path('in', 'a.txt'), 'b');
    expect(await build(copy(), total())).toEqual(['copy', 'total']);
    expect(await readFile(path('out', 'total'), 'utf8')).toBe('b!!');
    await writeFile(path('in', 'b.ignored'), 'b');
    expect(await build(copy(), total())).toEqual([]);
    await writeFile(path('in', 'b.txt'), 'b');
    expect(await build(copy(), total())).toEqual(['copy']);
  });

  it('makes again what was removed or changed by hand', async () => {
    await build(copy(), total());
    await rm(path('out', 'total'));
    expect(await build(copy(), total())).toEqual(['total']);
    await writeFile(path('out', 'total'), 'c');
    expect(await build(copy(), total())).toEqual(['total']);
  });

  it('tells of every step that failed, and tries it again next time', async () => {
    const fail = (name: string): Step => ({
      ...step(name, 'in'),
      run: () => Promise.reject(new Error(`${name} is broken`)),
    });
    await expect(build(fail('copy'), total(), fail('other'))).rejects.toThrow('copy is broken\n\nother is broken');
    expect(await build(copy(), total())).toEqual(['copy', 'total']);
  });

  it('lets two builds at once do the work once', async () => {
    const slow = { ...copy(), run: async (root: string) => void (await Promise.all([copy().run(root), pause()])) };
    await Promise.all([runSteps([slow], quiet()), runSteps([slow], quiet())]);
    expect(ran).toEqual(['copy']);
  });

  it('tells what it begins with before anything is done', async () => {
    const lines: string[] = [];
    const first = { ...copy(), run: async (root: string) => void (lines.push('begun'), await copy().run(root)) };
    await runSteps([first, total()], { root: folder.path, log: (line) => lines.push(line) });
    expect(lines.slice(0, 2)).toEqual(['Building the copy, total.', 'begun']);
  });

  it.each([
    ['was killed', JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' })],
    ['had a number that is another process by now', JSON.stringify({ pid: process.pid, startedAt: 'before' })],
    ['is not named in it', ''],
    ['is cut short in it', '{"pid":'],
  ])('takes over at once the lock of a build that %s', async (_name, content) => {
    await mkdir(path('.cache'));
    await writeFile(path('.cache', 'build.lock'), content);
    const startedAt = performance.now();
    expect(await build(copy())).toEqual(['copy']);
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(await readdir(path('.cache'))).toEqual(['build.json']);
  });

  it('waits for a build that is alive, and tells whose it is', async () => {
    await mkdir(path('.cache'));
    await writeFile(path('.cache', 'build.lock'), JSON.stringify(identify(process.pid)));
    const lines: string[] = [];
    const running = runSteps([copy()], { root: folder.path, log: (line) => lines.push(line) });
    await pause();
    expect(lines).toEqual([`Waiting for the build of process ${process.pid}.`]);
    await rm(path('.cache', 'build.lock'));
    await running;
    expect(ran).toEqual(['copy']);
  });

  const quiet = () => ({ root: folder.path, log: () => undefined });
  const pause = () => new Promise((resolve) => setTimeout(resolve, 100));
});
