import { Client } from 'undici';

/**
 * The load, in a process of its own: so many connections, each of which sends its next request when its last is answered.
 * Takes a Load by message; tells `{ measuring }` after the warm-up and ends with `{ figures }` or `{ failure }`.
 *
 * @typedef {object} Load
 * @property {string} url
 * @property {object[]} requests sent in turn: `headers`, `body`; `method`, `path` and the expected `status` where they are
 *   not POST, that of the URL and 200
 * @property {number} connections
 * @property {number} warmUpSeconds
 * @property {number} seconds
 */
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
  let next = 0;
  const drive = async (client, until, latencies) => {
    while (performance.now() < until) {
      const { status = 200, ...request } = requests[next++ % requests.length];
      const startedAt = performance.now();
      const { statusCode, body } = await client.request({ path: pathname, method: 'POST', ...request });
      const answer = Buffer.from(await body.arrayBuffer());
      latencies.push(performance.now() - startedAt);
      // Contestants were compared before; an error under load is no answer.
      if (statusCode !== status || answer.includes('"errors":')) {
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
    await phase(warmUpSeconds);
    process.send({ measuring: true });
    const { latencies, elapsed } = await phase(seconds);
    latencies.sort((a, b) => a - b);
    const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))];
    return { requests: latencies.length, perSecond: latencies.length / elapsed, p50: at(0.5), p99: at(0.99) };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}
