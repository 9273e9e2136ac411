import { describe, expect, it } from '@jest/globals';
import { Slots, type LeaveSlot, type SlotLimits } from './slots.ts';

const limits: SlotLimits = { running: 4, reserved: 1, runningPerTenant: 3, waitingPerTenant: 2 };
const forever = new AbortController().signal;

/** Enters, and notes in which order entries were let in. */
function door(slots: Slots): {
  enter: (tenant: string, name: string, isMutation?: boolean, signal?: AbortSignal) => Promise<LeaveSlot>;
  readonly entered: string[];
} {
  const entered: string[] = [];
  return {
    entered,
    enter: async (tenant, name, isMutation = false, signal = forever) => {
      const leave = await slots.enter(tenant, isMutation, signal);
      entered.push(name);
      return leave;
    },
  };
}

const turn = () => new Promise(setImmediate);

describe('slots', () => {
  it('let queries in up to their number, without the reserve', async () => {
    const slots = new Slots(limits);
    const { enter, entered } = door(slots);
    for (const name of ['a1', 'b1', 'c1', 'd1']) void enter(name.charAt(0), name);
    await turn();
    expect(entered).toEqual(['a1', 'b1', 'c1']);
    expect(slots.load).toEqual({ running: 3, waiting: 1 });
  });

  it('keep the reserve for mutations, which pass queries that wait', async () => {
    const { enter, entered } = door(new Slots(limits));
    for (const name of ['a1', 'b1', 'c1', 'd1']) void enter(name.charAt(0), name);
    void enter('d', 'a mutation', true);
    await turn();
    expect(entered).toEqual(['a1', 'b1', 'c1', 'a mutation']);
  });

  it('let one of each tenant in before anybody’s second', async () => {
    const { enter, entered } = door(new Slots({ ...limits, running: 2, reserved: 1, waitingPerTenant: 3 }));
    const first = await enter('a', 'a1');
    const waiting = ['a2', 'a3', 'a4', 'b1', 'c1'].map((name) => enter(name.charAt(0), name));
    first();
    for (const one of waiting) void one.then((leave) => leave());
    await Promise.all(waiting);
    expect(entered).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'a4']);
  });

  it('let one tenant have its share only', async () => {
    const { enter, entered } = door(new Slots({ ...limits, running: 10 }));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'b1']) void enter(name.charAt(0), name);
    await turn();
    expect(entered).toEqual(['a1', 'a2', 'a3', 'b1']);
  });

  it('refuse a tenant whose line is full, and no other', async () => {
    const { enter } = door(new Slots(limits));
    for (const name of ['a1', 'a2', 'a3', 'a4', 'a5']) void enter('a', name);
    await expect(enter('a', 'a6')).rejects.toMatchObject({
      extensions: { code: 'THROTTLED', limit: 'operationsWaiting', retryAfterMs: 1_000 },
    });
    void enter('b', 'b1');
  });

  it('forget whoever gives up', async () => {
    const slots = new Slots(limits);
    const { enter, entered } = door(slots);
    const leaves = await Promise.all(['a1', 'a2', 'a3'].map((name) => enter('a', name)));
    const controller = new AbortController();
    const givenUp = enter('a', 'a4', false, controller.signal);
    const patient = enter('a', 'a5');
    controller.abort(new Error('gone'));
    await expect(givenUp).rejects.toThrow('gone');
    leaves[0]?.();
    await patient;
    expect(entered).toEqual(['a1', 'a2', 'a3', 'a5']);
    expect(slots.load).toEqual({ running: 3, waiting: 0 });
  });

  it('are given back once, however often they are left', async () => {
    const slots = new Slots(limits);
    const leave = await slots.enter('a', false, forever);
    leave();
    leave();
    expect(slots.load).toEqual({ running: 0, waiting: 0 });
  });
});
