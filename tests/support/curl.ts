import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { executableOf } from './executable.ts';

/** The real curl; null where there is none. */
export const curlProgram = executableOf(['curl']);

/** An answer as curl has it. */
export interface CurlAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Runs curl with parameters as a person would give them, and reads the answer, which is JSON. */
export async function curl(...parameters: readonly string[]): Promise<CurlAnswer> {
  if (curlProgram === null) throw new Error('expected curl on the PATH');
  // Without a file of settings of whoever runs the tests.
  const { stdout } = await promisify(execFile)(curlProgram, ['-q', '-si', ...parameters]);
  const [head = '', body = ''] = stdout.split(/\r\n\r\n(.*)/s, 2);
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const [name = '', value = ''] = line.split(/: (.*)/, 2);
    return [name.toLowerCase(), value] as const;
  });
  return { status: Number(statusLine.split(' ')[1]), headers: Object.fromEntries(headers), body: JSON.parse(body) };
}
