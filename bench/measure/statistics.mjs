/** The middle one of some numbers. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** One contestant's samples as one line: the median of each figure. */
export function summary(samples) {
  return Object.fromEntries(Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))]));
}

/** One figure of two contestants compared round by round: runs of a round stood beside each other. */
export function ratio(of, to, figure) {
  const each = of.map((sample, round) => figure(sample) / figure(to[round]));
  return { median: median(each), lowest: Math.min(...each), highest: Math.max(...each) };
}

/** All CPU a request took, in milliseconds. */
export const cpuOfRequest = ({ serverCpu, databaseCpu }) => serverCpu + databaseCpu;

/** Requests a second. */
export const rate = ({ perSecond }) => perSecond;
