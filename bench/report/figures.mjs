import { cpuOfRequest, median, rate, ratio, summary } from '../measure/statistics.mjs';
import { figure, table } from './table.mjs';

const savedCpu = (sample) => 1 / cpuOfRequest(sample);

/** What each contestant of a heat reached, the median of each figure. @param what its requests are called */
export function figures(heat, what = 'requests') {
  const head = ['', `${what}/s`, 'p50 ms', 'p99 ms', 'CPU ms', 'of it PostgreSQL', 'memory MB'];
  const rows = [...heat].map(([title, samples]) => {
    const { perSecond, p50, p99, databaseCpu, memory } = summary(samples);
    const cpu = median(samples.map(cpuOfRequest));
    return [title, ...[perSecond, p50, p99, cpu, databaseCpu].map(figure), (memory / 1e6).toFixed(0)];
  });
  return table(head, rows);
}

/** One contestant compared with others, round by round. */
export function ratios(heat, of, others, what = 'requests') {
  const head = [`${of} ÷`, `${what}/s`, 'lowest', 'highest', `${what} per CPU second`];
  const rows = others.map((to) => {
    const speed = ratio(heat.get(of), heat.get(to), rate);
    const work = ratio(heat.get(of), heat.get(to), savedCpu);
    return [to, ...[speed.median, speed.lowest, speed.highest, work.median].map(figure)];
  });
  return table(head, rows);
}

/** Whether a goal is reached: one contestant by title, so many times another's requests a second. */
export function verdict(heat, { of, to, atLeast }) {
  const speed = ratio(heat.get(of), heat.get(to), rate).median;
  const words = speed >= atLeast ? 'reached' : '**not reached**';
  return `- ${of}: at least ${figure(atLeast)} × ${to}: ${figure(speed)}, ${words}`;
}

/** All contestants of a heat compared with its first. */
export function againstFirst(heat) {
  const [first, ...others] = heat.keys();
  return others
    .map((title) => {
      const { median: middle, lowest, highest } = ratio(heat.get(title), heat.get(first), rate);
      return `${title} ÷ ${first}: ${figure(middle)} (${figure(lowest)} to ${figure(highest)}).`;
    })
    .join('\n');
}
