import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Rounds } from './rounds.ts';

/** A statement that is answered when a test says so. */
function statement() {
  let answer!: (value: string) => void;
  let fail!: (error: Error) => void;
  const answered = new Promise<string>((resolve, reject) => {
    answer = resolve;
    fail = reject;
  });
  return { answered, answer, fail };
}

describe('a round', () => {
  it('leaves with everything that was asked before anybody had to wait', async () => {
    const rounds = new Rounds();
    const sent: string[] = [];
    rounds.join(() => sent.push('first'));
    await Promise.resolve();
    rounds.join(() => sent.push('second'));
    expect(sent).toEqual([]);
    await nextTurn();
    expect(sent).toEqual(['first', 'second']);
  });

  it('waits for every answer under way, and for what is asked because of it', async () => {
    const rounds = new Rounds();
    const sent: string[] = [];
    const [one, other] = [statement(), statement()];
    void rounds.track(one.answered).then(() => rounds.join(() => sent.push('after one')));
    void rounds.track(other.answered).then(async (answer) => {
      await Promise.resolve();
      rounds.join(() => sent.push(`after ${answer}`));
    });
    one.answer('one');
    await nextTurn();
    expect(sent).toEqual([]);
    other.answer('other');
    await nextTurn();
    expect(sent).toEqual(['after one', 'after other']);
  });

  it('leaves when the last answer is a failure', async () => {
    const rounds = new Rounds();
    const sent: string[] = [];
    const broken = statement();
    const tracked = rounds.track(broken.answered);
    rounds.join(() => sent.push('next'));
    broken.fail(new Error('the statement was refused'));
    await expect(tracked).rejects.toThrow('the statement was refused');
    await nextTurn();
    expect(sent).toEqual(['next']);
  });

  it('is held by a statement that was sent directly while it was about to leave', async () => {
    const rounds = new Rounds();
    const sent: string[] = [];
    const direct = statement();
    rounds.join(() => sent.push('batch'));
    const tracked = rounds.track(direct.answered);
    await nextTurn();
    expect(sent).toEqual([]);
    direct.answer('done');
    await tracked;
    await nextTurn();
    expect(sent).toEqual(['batch']);
  });
});
