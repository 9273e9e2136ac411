import { expect, it } from '@jest/globals';
import type { DeprecationUse } from '../../platform/deprecations/deprecation-uses.ts';
import type { OperationScope } from '../../platform/graph/execute.ts';
import { DeprecationCounter } from './deprecation-counter.ts';

const now = new Date('2026-04-01T23:59:59.999Z');
const day = '2026-04-01';
/** Long enough that only `close` writes. */
const limits = { writeMs: 3_600_000, kept: 3, deleted: 10 };

function asked(tenantId: string, user: string, clientId: string | null = null): Pick<OperationScope, 'viewer' | 'now'> {
  const viewer = { tenant: { id: tenantId }, user: { refId: user }, clientId } as OperationScope['viewer']; // all that is counted by
  return { viewer, now };
}

/** A counter that writes to a list, and that fails where it is told to. */
function counter(fails: (tenantId: string) => boolean = () => false, given = limits, onFault = () => {}) {
  const written: [tenantId: string, uses: readonly DeprecationUse[]][] = [];
  const faults: unknown[] = [];
  const add = async (tenantId: string, uses: readonly DeprecationUse[]) => {
    if (fails(tenantId)) throw new Error(`no ${tenantId}`);
    written.push([tenantId, uses]);
  };
  const report = (fault: unknown) => {
    faults.push(fault);
    onFault();
  };
  return { written, faults, counter: new DeprecationCounter(add, given, report) };
}

const use = (callerRefId: string, coordinate: string, uses: number) =>
  expect.objectContaining({ callerRefId, coordinate, day, uses });

it('adds up what each caller of a tenant uses on a day, and writes it when it closes', async () => {
  const { counter: uses, written } = counter();
  uses.note(['Goal.name'], asked('t1', 'u1'));
  uses.note(['Goal.name'], asked('t1', 'u1'));
  uses.note(['Goal.name'], asked('t2', 'u1'));
  uses.note(['Goal.name'], asked('t1', 'u1', 'c1'));
  uses.note([], asked('t1', 'u2'));
  await uses.close();
  expect(written).toEqual([
    ['t1', [use('u1', 'Goal.name', 2), use('c1', 'Goal.name', 1)]],
    ['t2', [use('u1', 'Goal.name', 1)]],
  ]);
});

it('keeps what could not be written, tells why, and writes it later with what came since, the failed one last', async () => {
  let isDown = true;
  let told: () => void;
  const failed = new Promise<void>((resolve) => (told = resolve));
  const fails = (tenantId: string): boolean => isDown && tenantId === 't1';
  const { counter: uses, written, faults } = counter(fails, { ...limits, writeMs: 1 }, () => told());
  uses.note(['Goal.name'], asked('t1', 'u1'));
  uses.note(['Goal.name'], asked('t2', 'u1'));
  await failed;
  isDown = false;
  uses.note(['Goal.name'], asked('t1', 'u1'));
  await uses.close();
  expect(faults).toEqual([new Error('no t1')]);
  expect(written).toEqual([
    ['t2', [use('u1', 'Goal.name', 1)]],
    ['t1', [use('u1', 'Goal.name', 2)]],
  ]);
});

it('writes what it can when it closes, and tells how many uses are lost, and why the first', async () => {
  const { counter: uses, written, faults } = counter((tenantId) => tenantId !== 't2', { ...limits, kept: 4 });
  uses.note(['Goal.name', 'Goal.state'], asked('t1', 'u1'));
  uses.note(['Goal.name'], asked('t1', 'u1'));
  uses.note(['Goal.name'], asked('t2', 'u1'));
  uses.note(['Goal.name'], asked('t3', 'u1'));
  await uses.close();
  expect(written).toEqual([['t2', [use('u1', 'Goal.name', 1)]]]);
  const told = 'lost 4 uses of deprecated elements of 2 tenants, expected to write them before closing';
  expect(faults).toEqual([new Error(told, { cause: new Error('no t1') })]);
  expect((faults[0] as Error).cause).toEqual(new Error('no t1')); // the one fault is the error above
});

it('keeps nothing that it has told as lost', async () => {
  const { counter: uses, faults } = counter(() => true);
  uses.note(['Goal.name'], asked('t1', 'u1'));
  await uses.close();
  await uses.close();
  expect(faults).toEqual([
    new Error('lost 1 uses of deprecated elements of 1 tenants, expected to write them before closing', {
      cause: new Error('no t1'),
    }),
  ]);
});

it('keeps no more sums than it may, and tells how many uses it has not counted', async () => {
  const { counter: uses, written, faults } = counter();
  for (const user of ['u1', 'u2', 'u3', 'u4', 'u5', 'u1']) uses.note(['Goal.name'], asked('t1', user));
  await uses.close();
  expect(written).toEqual([['t1', [use('u1', 'Goal.name', 2), use('u2', 'Goal.name', 1), use('u3', 'Goal.name', 1)]]]);
  expect(faults).toEqual([new Error('found more than 3 sums of deprecated uses; 2 uses are not counted')]);
});
