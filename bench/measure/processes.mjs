import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process' time in hundredths of a second, and memory in pages of 4 kB. */
const ticksPerSecond = 100;
const pageBytes = 4_096;

/** CPU milliseconds that processes have used, with all they have started. */
export function cpuOf(pids) {
  return ticksOf(trees(pids)) * (1_000 / ticksPerSecond);
}

/** Resident memory of processes and all they have started, in bytes. */
export function memoryOf(pids) {
  return trees(pids).reduce((sum, { pid }) => {
    const [, resident = '0'] = (read(`/proc/${pid}/statm`) ?? '').split(' ');
    return sum + Number(resident) * pageBytes;
  }, 0);
}

/** CPU milliseconds that the whole machine has used, idle time aside. */
export function cpuOfMachine() {
  const [, user, nice, system, , , interrupt, softInterrupt] = read('/proc/stat')
    .split('\n')[0]
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + interrupt + softInterrupt) * (1_000 / ticksPerSecond);
}

function ticksOf(processes) {
  // Children that have ended count with whoever waited for them.
  return processes.reduce(
    (sum, { user, system, childUser, childSystem }) => sum + user + system + childUser + childSystem,
    0,
  );
}

function trees(roots) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(statOf)
    .filter((one) => one !== null);
  const found = new Map(all.filter(({ pid }) => roots.includes(pid)).map((one) => [one.pid, one]));
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const one of all) if (found.has(one.parent)) found.set(one.pid, one);
  }
  return [...found.values()];
}

function statOf(pid) {
  const text = read(`/proc/${pid}/stat`);
  if (text === null) return null;
  // The name, in brackets, may hold spaces.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent, , , , , , , , , , user, system, childUser, childSystem] = fields;
  return { pid: Number(pid), parent, user, system, childUser, childSystem };
}

/** Null for a process that has ended meanwhile. */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
