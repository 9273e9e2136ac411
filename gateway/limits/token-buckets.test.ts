import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryTokenBuckets, type Bucket } from './token-buckets.ts';

const tenant: Bucket = { key: 'tenant:1', limit: 'clientBucket', size: 100, restorePerSecond: 10 };
const client: Bucket = { key: 'client:1', limit: 'clientBucket', size: 40, restorePerSecond: 20 };

/** Buckets whose clock stands until it is set. */
function stopped(): { buckets: MemoryTokenBuckets; pass: (milliseconds: number) => void } {
  let now = 0;
  return { buckets: new MemoryTokenBuckets(() => now), pass: (milliseconds) => void (now += milliseconds) };
}

describe('token buckets', () => {
  it('are full at first', async () => {
    const { buckets } = stopped();
    expect(await buckets.take([tenant], 100)).toEqual({
      taken: true,
      least: { bucket: tenant, available: 0 },
      waitMs: 0,
    });
  });

  it('say how long it takes until there is enough', async () => {
    const { buckets, pass } = stopped();
    await buckets.take([tenant], 95);
    expect(await buckets.take([tenant], 20)).toEqual({
      taken: false,
      least: { bucket: tenant, available: 5 },
      waitMs: 1_500,
    });
    pass(1_500);
    expect(await buckets.take([tenant], 20)).toMatchObject({ taken: true });
  });

  it('give from all or from none', async () => {
    const { buckets } = stopped();
    await buckets.take([client], 30);
    expect(await buckets.take([tenant, client], 20)).toEqual({
      taken: false,
      least: { bucket: client, available: 10 },
      waitMs: 500,
    });
    expect(await buckets.take([tenant], 100)).toMatchObject({ taken: true });
  });

  it('never hold more than they can', async () => {
    const { buckets, pass } = stopped();
    await buckets.take([tenant], 10);
    pass(60_000);
    expect(await buckets.give([tenant], 50)).toEqual([{ bucket: tenant, available: 100 }]);
  });

  it('never give more than their size and what came back since', async () => {
    const step = fc.record({ pass: fc.integer({ min: 0, max: 3_000 }), amount: fc.integer({ min: 0, max: 120 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { buckets, pass } = stopped();
        let [elapsed, given] = [0, 0];
        for (const { pass: milliseconds, amount } of steps) {
          pass(milliseconds);
          elapsed += milliseconds;
          const { taken, least } = await buckets.take([tenant], amount);
          if (taken) given += amount;
          expect(least.available).toBeGreaterThanOrEqual(0);
          expect(given).toBeLessThanOrEqual(tenant.size + (elapsed / 1_000) * tenant.restorePerSecond + 1e-6);
        }
      }),
    );
  });
});
