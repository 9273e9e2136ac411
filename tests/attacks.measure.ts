import { afterAll, beforeAll, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:http';
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

/** Clients keep their connections, and no more of them than a balancer does. */
const agent = new Agent({ keepAlive: true, maxSockets: 400 });

function send({ token }: ExplorerPersona, body: string): Promise<{ status: number; ms: number }> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const sent = request(`${url}/graphql`, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - startedAt }));
    });
    sent.on('error', reject).end(body);
  });
}

interface Load {
  readonly token: string;
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Requests sent each second, answered or not; null sends one on each connection when the one before is answered. */
  readonly perSecond: number | null;
  readonly seconds: number;
}

/** Sends bodies in turn, in a thread of its own, so that what is measured here waits for nothing of it. */
function load(asked: Load): Promise<{ statuses: Readonly<Record<string, number>> }> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./support/programs/load.mjs', import.meta.url), {
      workerData: { url: `${url}/graphql`, ...asked },
    });
    worker.once('message', resolve).once('error', reject);
  });
}

/** Milliseconds of CPU that the process has used. */
function cpu(): number {
  const [, , , , , , , , , , , user = '0', system = '0'] = readFileSync(`/proc/${started.pid}/stat`, 'utf8')
    .replace(/^.*\) /s, 'pid name ')
    .split(' ')
    .slice(1);
  return ((Number(user) + Number(system)) * 1_000) / ticksPerSecond;
}

async function memoryMb(): Promise<number> {
  const [, resident = '0'] = (await readFile(`/proc/${started.pid}/statm`, 'utf8')).split(' ');
  return Math.round((Number(resident) * pageBytes) / 1e6);
}

/** Asks the dashboard over so many connections, one request after the other on each, for a while. */
async function drive(people: readonly ExplorerPersona[], connections: number, seconds: number) {
  const until = performance.now() + seconds * 1_000;
  const answers: { status: number; ms: number }[] = [];
  await Promise.all(
    Array.from({ length: connections }, async (_, index) => {
      const person = people[index % people.length];
      while (person !== undefined && performance.now() < until) answers.push(await send(person, home));
    }),
  );
  return answers;
}

function percentile(answers: readonly { ms: number }[], share: number): number {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
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
  await drive([victim], 2, 5);
  const alone = await drive([victim], 2, 15);
  const before = await memoryMb();
  const attack = load({ token: attacker.token, bodies, connections: 4, perSecond: null, seconds: 15 });
  const meanwhile = await drive([victim], 2, 15);
  const { statuses } = await attack;
  const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const failed = meanwhile.filter(({ status }) => status !== 200).length;
  tell(
    `Dashboard alone: ${alone.length} answers, p50 ${percentile(alone, 0.5)} ms, p99 ${percentile(alone, 0.99)} ms.`,
  );
  tell(
    `Beside ${sent} hostile operations over 4 connections: ${meanwhile.length} answers, ${failed} failed, p50 ${percentile(meanwhile, 0.5)} ms, p99 ${percentile(meanwhile, 0.99)} ms.`,
  );
  tell(`Memory before ${before} MB, after ${await memoryMb()} MB.`);
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
