import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * A process told apart from a later one that was given the same number. As `platform/database/embedded/process.ts` does,
 * which is not compiled yet while a build runs.
 * @typedef {{ pid: number, startedAt: string }} ProcessIdentity
 */

/**
 * @param {number} pid
 * @returns {ProcessIdentity | null} null when nobody runs under this number; a zombie counts as nobody
 */
export function identify(pid) {
  const startedAt = process.platform === 'linux' ? startedAtFromProc(pid) : startedAtFromPs(pid);
  return startedAt === null ? null : { pid, startedAt };
}

/**
 * @param {ProcessIdentity} identity
 * @returns {boolean} true while the very process that was identified runs
 */
export function isRunning(identity) {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

function startedAtFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces and parentheses of its own: fields are counted after the last one (proc(5)).
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function startedAtFromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' });
  const line = (stdout ?? '').trim();
  return line === '' || line.startsWith('Z') ? null : line.slice(line.indexOf(' ') + 1).trim();
}
