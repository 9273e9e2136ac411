import { cpuOf, cpuOfMachine, memoryOf } from './processes.mjs';

/**
 * @typedef {object} Sample one run of one contestant
 * @property {number} perSecond requests
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} serverCpu milliseconds a request, of the contestant's own processes
 * @property {number} databaseCpu milliseconds a request, of PostgreSQL
 * @property {number} memory bytes, of the contestant's own processes, after the run
 * @property {number} others share of the machine's processors that programs outside of the run took
 */

/**
 * Measures contestants in turn, A B C … A B C …, so that whatever else the machine does meets all of them alike. One that has
 * `acknowledge` is told after each of its runs how many requests were answered, those of the warm-up too.
 * @returns {Promise<Map<string, Sample[]>>} title → one sample a round
 */
export async function measureRounds(contestants, { generator, postmasterPid, rounds, processors, settings, tell }) {
  const samples = new Map(contestants.map(({ title }) => [title, []]));
  // Compilers and caches need more than a warm-up: what the first round gives is not kept.
  for (let round = 0; round <= rounds; round += 1) {
    for (const contestant of contestants) {
      const sample = await measure(contestant, { generator, postmasterPid, processors, settings });
      if (round > 0) samples.get(contestant.title).push(sample);
      tell(`${round}/${rounds}  ${sample.perSecond.toFixed(1).padStart(8)} requests/s  ${contestant.title}`);
    }
  }
  return samples;
}

async function measure({ url, requests, pids, acknowledge }, { generator, postmasterPid, processors, settings }) {
  const read = () => ({
    at: performance.now(),
    server: cpuOf(pids),
    database: cpuOf([postmasterPid]),
    load: cpuOf([generator.pid]),
    machine: cpuOfMachine(),
  });
  let before = read();
  const { answered, ...figures } = await generator.run({ url, requests, ...settings }, () => (before = read()));
  const after = read();
  acknowledge?.(answered);
  const spent = (key) => after[key] - before[key];
  const others = spent('machine') - spent('server') - spent('database') - spent('load');
  return {
    ...figures,
    serverCpu: spent('server') / figures.requests,
    databaseCpu: spent('database') / figures.requests,
    memory: memoryOf(pids),
    others: Math.max(0, others / (spent('at') * processors)),
  };
}
