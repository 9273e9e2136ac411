import { Client } from 'undici';
import { template } from './template.mjs';

/**
 * The load, in a process of its own: so many connections, each of which sends its next request when its last is answered.
 * Takes a Load by message; tells `{ measuring }` after the warm-up and ends with `{ figures }` or `{ failure }`.
 *
 * @typedef {object} Load
 * @property {string} url
 * @property {object[]} requests sent in turn: `headers`, `body`; `method`, `path` and the expected `status` where they are
 *   not POST, that of the URL and 200. A mark in a body, such as `{{key}}`, is another number in each request (template.mjs)
 * @property {number} connections
 * @property {number} warmUpSeconds
 * @property {number} seconds
 */
const numbers = new Map();
process.on('message', async (load) => {
  try {
    process.send({ figures: await run(load) });
  } catch (error) {
    process.send({ failure: error.message });
  }
});

async function run({ url, requests, connections, warmUpSeconds, seconds }) {
  const { origin, pathname } = new URL(url);
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const sendings = requests.map(({ body, ...request }) => ({ ...request, bodyOf: template(body, numberOf) }));
  let next = 0;
  const drive = async (client, until, latencies) => {
    while (performance.now() < until) {
      const { status = 200, bodyOf, ...request } = sendings[next++ % sendings.length];
      const sent = bodyOf();
      const startedAt = performance.now();
      const { statusCode, body } = await client.request({ path: pathname, method: 'POST', ...request, body: sent });
      const answer = Buffer.from(await body.arrayBuffer());
      latencies.push(performance.now() - startedAt);
      // Contestants were compared before; an error under load is no answer.
      if (statusCode !== status || answer.includes('"errors":') || answer.includes('"userErrors":[{')) {
        throw new Error(`expected ${url} to answer, found ${statusCode} ${answer.toString().slice(0, 300)}`);
      }
    }
  };
  const phase = async (length) => {
    const latencies = [];
    const startedAt = performance.now();
    const until = startedAt + length * 1_000;
    await Promise.all(clients.map((client) => drive(client, until, latencies)));
    return { latencies, elapsed: (performance.now() - startedAt) / 1_000 };
  };
  try {
    const warmUp = await phase(warmUpSeconds);
    process.send({ measuring: true });
    const { latencies, elapsed } = await phase(seconds);
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    const requests = latencies.length;
    const answered = warmUp.latencies.length + requests;
    return { requests, answered, perSecond: requests / elapsed, p50: at(0.5), p99: at(0.99) };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

/** The next number of a mark, over all runs: whatever it names is used once. */
function numberOf(mark) {
  const number = numbers.get(mark) ?? 0;
  numbers.set(mark, number + 1);
  return number;
}
