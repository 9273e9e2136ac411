import { afterAll, beforeAll, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { ExplorerExample, ExplorerPersona } from '../gateway/explorer-route.ts';
import { attacks } from './support/attacks/index.ts';
import { temporaryFolder } from './support/folder.ts';
import { startProgram, stopAll, type Started } from './support/started.ts';

/**
 * What hostile operations cost, and what they and too much load do to others: `npm run measure:attacks`. It prints figures and
 * expects nothing, for they are the machine's as well.
 */

const ticksPerSecond = 100;
const pageBytes = 4_096;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let started: Started;
let url: string;
let victim: ExplorerPersona;
let attacker: ExplorerPersona;
let home: string;

/** Bodies are written once: the machine's time is the graph's. */
const bodies = attacks.map(({ body }) => JSON.stringify(body));

/** Starts the graph anew. @param env what differs from a start without configuration */
async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  await stopAll();
  started = startProgram('gateway/main.js', {
    DATA_DIR: join(folder.path, 'data'),
    PORT: '0',
    CONNECTIONS_PER_ADDRESS: '2000',
    ...env,
  });
  const [, at = ''] = await started.until(/The graph is at\s+(http:\S+)\/graphql/);
  url = at;
  const config = (await (await fetch(`${url}/explorer/config.json`)).json()) as {
    personas: ExplorerPersona[];
    examples: ExplorerExample[];
  };
  const admins = config.personas.filter(({ role }) => role === 'admin');
  const [first, second] = admins;
  const dashboard = config.examples.find(({ name }) => name === 'HomeDashboard');
  if (first === undefined || second === undefined || dashboard === undefined)
    throw new Error('expected two admins and HomeDashboard among the examples');
  [victim, attacker] = [first, second];
  home = JSON.stringify({ query: dashboard.query, variables: dashboard.variables });
}

beforeAll(async () => {
  folder = await temporaryFolder();
});

afterAll(async () => {
  await stopAll();
  await folder.remove();
});

async function send({ token }: ExplorerPersona, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).arrayBuffer();
}

interface Load {
  readonly token: string;
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Requests sent each second, answered or not; null sends one on each connection when the one before is answered. */
  readonly perSecond: number | null;
  readonly seconds: number;
}

/** Answers that came in the time of a load: how many of each status, and milliseconds until each, the shortest first. */
interface Answers {
  readonly statuses: Readonly<Record<string, number>>;
  readonly latencies: readonly number[];
}

/** Sends bodies in turn, from a thread of its own, so that loads do not wait for each other. */
function load(asked: Load): Promise<Answers> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./support/programs/load.mjs', import.meta.url), {
      workerData: { url: `${url}/graphql`, ...asked },
    });
    worker.once('message', resolve).once('error', reject);
  });
}

/** Milliseconds of CPU that the process has used. @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function cpu(): number {
  const text = readFileSync(`/proc/${started.pid}/stat`, 'utf8');
  // The name, second of the fields, may have spaces; the times are the fields 14 and 15.
  const [user, system] = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return ((Number(user) + Number(system)) * 1_000) / ticksPerSecond;
}

function memoryMb(): number {
  const [, resident] = readFileSync(`/proc/${started.pid}/statm`, 'utf8').split(' ');
  return Math.round((Number(resident) * pageBytes) / 1e6);
}

function sum({ statuses }: Answers): number {
  return Object.values(statuses).reduce((all, count) => all + count, 0);
}

function percentiles({ latencies }: Answers): string {
  const at = (share: number): string => (latencies[Math.floor(latencies.length * share)] ?? 0).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

it('each hostile operation costs little', async () => {
  // Each is to be refused for what it is, not for those before it.
  await start({ REFUSALS_PER_BUCKET: '1000000' });
  const repeats = 20;
  const costs: [ms: number, name: string][] = [];
  for (const [index, { name }] of attacks.entries()) {
    const text = bodies[index] ?? '';
    await send(attacker, text);
    await sleep(20);
    const before = cpu();
    for (let time = 0; time < repeats; time += 1) await send(attacker, text);
    costs.push([(cpu() - before) / repeats, name]);
  }
  costs.sort(([a], [b]) => b - a);
  tell(`CPU of ${attacks.length} hostile operations, the dearest of them:`);
  for (const [ms, name] of costs.slice(0, 12)) tell(`${ms.toFixed(1).padStart(8)} ms  ${name}`);
});

it('hostile operations leave others their time, and memory as it is', async () => {
  await start();
  const dashboards = { token: victim.token, bodies: [home], connections: 2, perSecond: null, seconds: 15 };
  await load({ ...dashboards, seconds: 5 });
  const alone = await load(dashboards);
  const before = memoryMb();
  const [attack, meanwhile] = await Promise.all([
    load({ ...dashboards, token: attacker.token, bodies, connections: 4 }),
    load(dashboards),
  ]);
  tell(`Dashboard alone: ${sum(alone)} answers, ${percentiles(alone)}.`);
  tell(
    `Beside ${sum(attack)} hostile operations over 4 connections: ${sum(meanwhile)} answers, ${JSON.stringify(meanwhile.statuses)}, ${percentiles(meanwhile)}.`,
  );
  tell(`Memory before ${before} MB, after ${memoryMb()} MB.`);
});

it('four times too much load leaves what can be answered', async () => {
  await start();
  const seconds = 10;
  const both = { token: victim.token, bodies: [home], seconds };
  await load({ ...both, connections: 16, perSecond: null });
  const peak = ((await load({ ...both, connections: 16, perSecond: null })).statuses['200'] ?? 0) / seconds;
  const { statuses } = await load({ ...both, connections: 400, perSecond: 4 * peak });
  tell(
    `Peak ${peak.toFixed(0)} answers/s; under four times as many requests ${((statuses['200'] ?? 0) / seconds).toFixed(0)}/s.`,
  );
  tell(`Statuses: ${JSON.stringify(statuses)}.`);
});
