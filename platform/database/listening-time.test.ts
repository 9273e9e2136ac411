import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { withinListeningTime } from './listening-time.ts';

const expired = (): Error => new Error('nobody answered');
const never = new Promise<string>(() => undefined);

it('gives what the work gives, in time', async () => {
  await expect(withinListeningTime(200, sleep(10, 'answer'), expired)).resolves.toBe('answer');
  await expect(withinListeningTime(200, Promise.reject(new Error('refused')), expired)).rejects.toThrow('refused');
});

it('expires when nothing comes', async () => {
  const startedAt = performance.now();
  await expect(withinListeningTime(120, never, expired)).rejects.toThrow('nobody answered');
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(115);
});

it('does not count the time in which this process was busy', async () => {
  const answered = withinListeningTime(200, sleep(100, 'answer'), expired);
  const until = performance.now() + 400;
  while (performance.now() < until);
  await expect(answered).resolves.toBe('answer');
});
