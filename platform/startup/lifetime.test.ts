import { describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lifetime, Stopped } from './lifetime.ts';

describe('Lifetime', () => {
  it('closes what was opened last first, one after the other', async () => {
    const life = new Lifetime();
    const order: string[] = [];
    life.onClose('first', async () => order.push('first'));
    life.onClose('second', async () => {
      await sleep(5);
      order.push('second');
    });
    await life.close(() => undefined);
    expect(order).toEqual(['second', 'first']);
  });

  it('tells what fails or takes too long, and closes the rest', async () => {
    const life = new Lifetime();
    const [problems, order]: [string[], string[]] = [[], []];
    life.onClose('The database', async () => order.push('database'));
    life.onClose('The pool', () => new Promise(() => undefined), 10);
    life.onClose('The store', () => Promise.reject(new Error('gone already')));
    await life.close((problem) => problems.push(problem));
    expect(order).toEqual(['database']);
    expect(problems).toEqual(['The store did not close: gone already', 'The pool did not close within 10 ms.']);
  });

  it('also closes what a step opens while it is closing', async () => {
    const life = new Lifetime();
    const order: string[] = [];
    life.onClose('early', async () => {
      order.push('early');
      life.onClose('late', async () => order.push('late'));
    });
    await life.close(() => undefined);
    expect(order).toEqual(['early', 'late']);
  });

  it('begins no step once it was asked to stop, and hurries when asked again', async () => {
    const life = new Lifetime();
    life.checkpoint();
    life.askToStop();
    await life.untilStopped();
    expect(() => life.checkpoint()).toThrow(Stopped);
    expect(life.hurried.aborted).toBe(false);
    life.askToStop();
    await life.untilHurried();
    expect(life.hurried.aborted).toBe(true);
  });
});
