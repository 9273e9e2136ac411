import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Circuit, type CallEnd } from './circuit.ts';

describe('a circuit', () => {
  let now: number;
  let told: boolean[];
  let circuit: Circuit;
  /** Operations, which are told apart by nothing but themselves. */
  const [one, other] = [{}, {}];

  beforeEach(() => {
    now = 0;
    told = [];
    circuit = new Circuit(
      { failures: 3, waitMs: 1_000 },
      (isClosed) => told.push(isClosed),
      () => now,
    );
  });

  const call = (end: CallEnd, operation = one): void => circuit.begin(operation)(end);
  /** Opens it, and waits until it may be tried. */
  function openAndWait(): void {
    for (const end of ['failed', 'failed', 'failed'] as const) call(end);
    now += 1_500;
  }

  it('opens after so many failures in a row, for its time and up to half of it more', () => {
    for (const end of ['failed', 'failed', 'answered', 'failed', 'unknown', 'failed'] as const) call(end);
    expect([circuit.waitMs(one), told]).toEqual([0, []]);
    call('failed');
    expect(told).toEqual([false]);
    expect(circuit.waitMs(one)).toBeGreaterThanOrEqual(1_000);
    expect(circuit.waitMs(one)).toBeLessThanOrEqual(1_500);
    now = 1_500;
    expect(circuit.waitMs(one)).toBe(0);
  });

  it('lets one operation try, with all of its calls', () => {
    openAndWait();
    circuit.begin(one);
    expect([circuit.waitMs(one), circuit.waitMs(other)]).toEqual([0, 1_000]);
  });

  it('closes at the first answer, and opens at the first failure without a word', () => {
    openAndWait();
    const [first, second] = [circuit.begin(one), circuit.begin(one)];
    first('failed');
    second('answered');
    expect([circuit.isClosed, told]).toEqual([false, [false]]);
    now += 1_500;
    call('answered', other);
    expect([circuit.isClosed, circuit.waitMs(one), told]).toEqual([true, 0, [false, true]]);
  });

  it('lets the next one try where the first has given up', () => {
    openAndWait();
    call('unknown');
    expect([circuit.isClosed, circuit.waitMs(other)]).toEqual([false, 0]);
  });

  it('takes no notice of calls that began before it changed', () => {
    const [early, earlier] = [circuit.begin(other), circuit.begin(other)];
    openAndWait();
    early('answered');
    expect(circuit.isClosed).toBe(false);
    call('answered');
    earlier('failed');
    call('failed');
    call('failed');
    expect(told).toEqual([false, true]);
  });

  it('never stays open for good, whatever happens before', () => {
    const step = fc.record({
      end: fc.constantFrom<CallEnd>('answered', 'failed', 'unknown'),
      operation: fc.constantFrom(one, other),
      /** Index, from the newest, of the call under way that ends; a call begins where there is none. */
      ends: fc.nat(3),
      passesMs: fc.nat(2_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const underWay: ((end: CallEnd) => void)[] = [];
        for (const { end, operation, ends, passesMs } of steps) {
          now += passesMs;
          if (circuit.waitMs(operation) === 0) underWay.unshift(circuit.begin(operation));
          underWay.splice(ends, 1)[0]?.(end);
        }
        for (const end of underWay) end('unknown');
        now += 1_500;
        expect([circuit.waitMs(one), circuit.waitMs({})]).toEqual([0, 0]);
        call('answered');
        expect(circuit.isClosed).toBe(true);
      }),
    );
  });
});
