import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * Load in a thread of its own, as tests/attacks.measure.ts describes it; tells how many answers of each
 * status came in its time, and milliseconds until each.
 */
const { url, token, bodies, connections, perSecond, seconds } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
const statuses = {};
const latencies = [];
const until = performance.now() + seconds * 1_000;
let next = 0;

function send() {
  const body = bodies[next++ % bodies.length];
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const count = (status) => {
      const now = performance.now();
      if (now < until) {
        statuses[status] = (statuses[status] ?? 0) + 1;
        latencies.push(now - startedAt);
      }
      resolve();
    };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().on('end', () => count(response.statusCode));
    });
    sent.on('error', () => count(0)).end(body);
  });
}

if (perSecond === null) {
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) await send();
    }),
  );
} else {
  const startedAt = performance.now();
  for (let sent = 0; performance.now() < until; await sleep(5))
    for (const due = ((performance.now() - startedAt) / 1_000) * perSecond; sent < due; sent += 1) void send();
}
parentPort.postMessage({ statuses, latencies: latencies.sort((a, b) => a - b) });
process.exit();
