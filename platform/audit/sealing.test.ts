import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Metrics } from '../observability/metrics.ts';
import type { Round } from './sealer.ts';
import { Sealing } from './sealing.ts';

const done: Round = { events: 0, blocks: 0, isFull: false, oldestUnsealed: null };

/** Rounds that come to what is given, one after the other; the last one is repeated. */
function sealingOf(...rounds: readonly (Round | Error | null)[]) {
  const told: string[] = [];
  const metrics = new Metrics();
  let count = 0;
  const sealer = {
    seal: async () => {
      const round = rounds[Math.min(count, rounds.length - 1)] ?? null;
      count += 1;
      if (round instanceof Error) throw round;
      return round;
    },
  };
  const tell = (line: string): void => void told.push(line);
  const sealing = new Sealing({ sealer, intervalMs: 3_600_000, metrics, log: { info: tell, error: tell } });
  const valueOf = async (name: string): Promise<number> => {
    const [value] = (await metrics.registry.getSingleMetric(name)?.get())?.values ?? [];
    return value?.value ?? NaN;
  };
  return {
    sealing,
    told,
    count: () => count,
    failures: () => valueOf('leadmetrics_audit_seal_failures_total'),
    unsealedSeconds: () => valueOf('leadmetrics_audit_unsealed_seconds'),
  };
}

describe('the repetition of sealing', () => {
  it('goes on at once while a round is full', async () => {
    const { sealing, count } = sealingOf({ ...done, isFull: true }, { ...done, isFull: true }, done);
    await sealing.run();
    expect(count()).toBe(3);
    await sealing.stop();
  });

  it('seals once more when it ends', async () => {
    const { sealing, count } = sealingOf(done);
    await sealing.stop();
    expect(count()).toBe(1);
  });

  it('runs one after the other', async () => {
    const { sealing, count } = sealingOf(done);
    await Promise.all([sealing.run(), sealing.run()]);
    expect(count()).toBe(1);
    await sealing.stop();
  });

  it('counts each failure, and tells the first one and the end of them', async () => {
    const { sealing, told, failures } = sealingOf(new Error('no disk'), new Error('no disk'), done, done);
    for (let run = 0; run < 4; run += 1) await sealing.run();
    expect(told).toEqual(['Audit events are not sealed, it is tried again: no disk', 'Audit events are sealed again.']);
    expect(await failures()).toBe(2);
    await sealing.stop();
  });

  it('tells the age of the oldest event that is not sealed', async () => {
    const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
    const { sealing, unsealedSeconds } = sealingOf({ ...done, oldestUnsealed: anHourAgo }, done);
    expect(await unsealedSeconds()).toBe(0);
    await sealing.run();
    expect(Math.floor(await unsealedSeconds())).toBeGreaterThanOrEqual(3_600);
    await sealing.run();
    expect(await unsealedSeconds()).toBe(0);
    await sealing.stop();
  });

  it.each([
    ['failures', new Error('no disk')],
    ['a sealer elsewhere that never ends', null],
  ])('tells the time since its last round under %s', async (_, round) => {
    const { sealing, unsealedSeconds } = sealingOf(round);
    await sealing.run();
    await sleep(5);
    expect(await unsealedSeconds()).toBeGreaterThan(0);
    await sealing.stop();
  });
});
