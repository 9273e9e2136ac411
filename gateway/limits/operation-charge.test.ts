import { describe, expect, it } from '@jest/globals';
import { OperationCharge } from './operation-charge.ts';
import type { CostEstimate } from './operation-cost.ts';
import { MemoryTokenBuckets, type Bucket } from './token-buckets.ts';

const tenant: Bucket = { key: 'tenant:1', limit: 'tenantBucket', size: 1_000, restorePerSecond: 100 };
const client: Bucket = { key: 'client:1', limit: 'clientBucket', size: 300, restorePerSecond: 50 };
const limits = { maximumCost: 250, maximumNodes: 400 };
const costing = (cost: number, nodes = 0): CostEstimate => ({ cost, nodes, perSubgraph: { content: cost } });

const open = (buckets: MemoryTokenBuckets, estimateOnly = false): Promise<OperationCharge> =>
  OperationCharge.open({ buckets, payers: [tenant, client], limits, deposit: 3, estimateOnly });
const stopped = (): MemoryTokenBuckets => new MemoryTokenBuckets(() => 0);

describe('the charge for an operation', () => {
  it('is its estimate, of which the unused part comes back', async () => {
    const charge = await open(stopped());
    await charge.admit(costing(200, 20));
    expect(charge.toJSON()).toEqual({
      requestedQueryCost: 200,
      actualQueryCost: null,
      maximumQueryCost: 250,
      requestedNodes: 20,
      perSubgraph: { content: 200 },
      throttleStatus: { maximumAvailable: 300, currentlyAvailable: 100, restoreRate: 50 },
    });
    await charge.settle(30);
    expect(charge.toJSON()).toMatchObject({
      actualQueryCost: 30,
      throttleStatus: { maximumAvailable: 300, currentlyAvailable: 270, restoreRate: 50 },
    });
  });

  it('is the least there is where nothing came of it', async () => {
    const charge = await open(stopped());
    await charge.admit(costing(0));
    await charge.settle(0);
    expect(charge.headers()).toEqual({
      'ratelimit-limit': '300',
      'ratelimit-remaining': '299',
      'ratelimit-reset': '1',
    });
  });

  it('is the least there is for an estimate alone, however much that says', async () => {
    const charge = await open(stopped(), true);
    await charge.admit(costing(240));
    expect(charge.toJSON()).toMatchObject({ requestedQueryCost: 240, throttleStatus: { currentlyAvailable: 299 } });
  });

  it('is a deposit where it is refused before its cost is known, or for its cost', async () => {
    const buckets = stopped();
    await open(buckets);
    const charge = await open(buckets);
    await expect(charge.admit(costing(251))).rejects.toMatchObject({ extensions: { code: 'QUERY_TOO_COSTLY' } });
    await charge.release();
    expect((await open(buckets)).headers()).toMatchObject({ 'ratelimit-remaining': '291' });
  });

  it('is the least there is where it was neither refused nor executed', async () => {
    const charge = await open(stopped());
    await charge.release();
    expect(charge.headers()).toMatchObject({ 'ratelimit-remaining': '299' });
  });

  it('is refused where no operation may cost as much', async () => {
    const charge = await open(stopped());
    await expect(charge.admit(costing(251))).rejects.toMatchObject({
      message: 'the operation may cost 251; expected 250 at most: ask for shorter lists, or for less of each item',
      extensions: {
        code: 'QUERY_TOO_COSTLY',
        retryable: false,
        cost: { requestedQueryCost: 251 },
        http: { status: 400 },
      },
    });
  });

  it('is refused where no operation may list as much', async () => {
    const charge = await open(stopped());
    await expect(charge.admit(costing(10, 401))).rejects.toMatchObject({
      message: expect.stringMatching(/^the lists of the operation may have 401 items; expected 400 at most/),
      extensions: { code: 'QUERY_TOO_COSTLY' },
    });
  });

  it('waits until a payer can pay it', async () => {
    const buckets = stopped();
    await (await open(buckets)).admit(costing(200));
    const charge = await open(buckets);
    await expect(charge.admit(costing(150))).rejects.toMatchObject({
      extensions: {
        code: 'THROTTLED',
        limit: 'clientBucket',
        retryable: true,
        retryAfterMs: 1_000,
        http: {
          status: 429,
          headers: new Map([
            ['ratelimit-limit', '300'],
            ['ratelimit-remaining', '97'],
            ['ratelimit-reset', '5'],
            ['retry-after', '1'],
          ]),
        },
      },
    });
  });

  it('keeps out whoever has nothing left', async () => {
    const buckets = stopped();
    await buckets.take([client], 300);
    await expect(open(buckets)).rejects.toMatchObject({
      extensions: { code: 'THROTTLED', limit: 'clientBucket', retryAfterMs: 60 },
    });
  });
});
