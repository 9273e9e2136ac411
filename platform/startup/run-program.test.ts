import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { projectPath } from '../config/paths.ts';

const builtUrl = (...parts: string[]): string => JSON.stringify(pathToFileURL(projectPath('dist', ...parts)).href);

/** Runs a program whose main is this text, with `life` and `StartError` in its reach. */
function run(main: string): { code: number | null; output: string; complaints: string } {
  const text = `
    import { runProgram } from ${builtUrl('platform', 'startup', 'run-program.js')};
    import { StartError } from ${builtUrl('platform', 'errors', 'start-error.js')};
    import { createLog } from ${builtUrl('platform', 'startup', 'log.js')};
    await runProgram(async (life) => {
      life.onClose('It', async () => console.log('closed'));
      ${main}
    });`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', text], {
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: status, output: stdout, complaints: stderr };
}

describe('runProgram', () => {
  it('closes what was opened when the program is through', () => {
    expect(run('')).toEqual({ code: 0, output: 'closed\n', complaints: '' });
  });

  it('prints a StartError alone, without a stack', () => {
    expect(run(`throw new StartError('Expected more.');`)).toEqual({
      code: 1,
      output: 'closed\n',
      complaints: 'Expected more.\n',
    });
  });

  it.each([
    ['an exception that nobody catches', `setTimeout(() => { throw new Error('lost'); });`],
    ['a rejection that nobody handles', `void Promise.reject(new Error('lost'));`],
  ])('stops in order at %s, with its stack', (_, fault) => {
    const { code, output, complaints } = run(`${fault} await life.untilStopped();`);
    expect({ code, output }).toEqual({ code: 1, output: 'closed\n' });
    expect(complaints).toMatch(/^Error: lost\n {4}at /);
  });

  it('tells the log what ends it, once there is one', () => {
    const { code, output, complaints } = run(`
      life.log = createLog({ logLevel: 'info', logFormat: 'json' });
      setTimeout(() => { throw new Error('lost\\nfound'); });
      await life.untilStopped();`);
    expect({ code, complaints }).toEqual({ code: 1, complaints: '' });
    const [line = '', ...others] = output.split('\n').sort().reverse();
    expect(others).toEqual(['closed', '']);
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      msg: 'The process stops:',
      fault: { message: 'lost found' },
    });
  });

  it('begins no further step after a signal, and takes two at once for one', () => {
    const { code, output } = run(`
      const waiting = setInterval(() => undefined, 1_000);
      const arrivals = ['SIGINT', 'SIGTERM'].map((name) => new Promise((resolve) => process.once(name, resolve)));
      process.kill(process.pid, 'SIGINT');
      process.kill(process.pid, 'SIGTERM');
      await Promise.all(arrivals);
      clearInterval(waiting);
      await life.untilStopped();
      console.log('hurried', life.hurried.aborted);
      life.checkpoint();
      console.log('never');`);
    expect({ code, output }).toEqual({ code: 0, output: 'hurried false\nclosed\n' });
  });
});
