import { describe, expect, it } from '@jest/globals';
import { MemoryAutomaticQueries } from './automatic-queries.ts';

/** Each takes 2,500 bytes: two a character, and 500 beside. */
const text = 'x'.repeat(1_000);

async function kept(queries: MemoryAutomaticQueries, hashes: readonly string[]): Promise<string[]> {
  const found = await Promise.all(hashes.map(async (hash) => ((await queries.get(hash)) === undefined ? [] : [hash])));
  return found.flat();
}

describe('texts that clients register by themselves', () => {
  it('of one client push out its own only, those first that were asked for longest ago', async () => {
    const queries = new MemoryAutomaticQueries({ bytes: 25_000, bytesPerClient: 7_500 });
    await queries.set('other', 'theirs', text);
    for (const hash of ['1', '2', '3']) await queries.set('one', hash, text);
    await queries.get('1');
    for (const hash of ['4', '5']) await queries.set('one', hash, text);
    expect(await kept(queries, ['theirs', '1', '2', '3', '4', '5'])).toEqual(['theirs', '1', '4', '5']);
  });

  it('of all clients push out those that were asked for longest ago, whoever they are of', async () => {
    const queries = new MemoryAutomaticQueries({ bytes: 7_500, bytesPerClient: 7_500 });
    for (const owner of ['a', 'b', 'c']) await queries.set(owner, owner, text);
    await queries.get('a');
    await queries.set('d', 'd', text);
    expect(await kept(queries, ['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    // What went counts no more for whom it was of.
    await queries.set('b', 'b', text);
    expect(await kept(queries, ['b'])).toEqual(['b']);
  });

  it('stay in the share of whoever registered them first', async () => {
    const queries = new MemoryAutomaticQueries({ bytes: 25_000, bytesPerClient: 2_500 });
    await queries.set('one', 'shared', text);
    await queries.set('other', 'shared', text);
    await queries.set('other', 'own', text);
    expect(await kept(queries, ['shared', 'own'])).toEqual(['shared', 'own']);
  });

  it('are not kept where they are longer than a share, or where nothing is', async () => {
    const short = new MemoryAutomaticQueries({ bytes: 25_000, bytesPerClient: 2_499 });
    await short.set('one', '1', text);
    const none = new MemoryAutomaticQueries({ bytes: 0, bytesPerClient: 1_000_000 });
    await none.set('one', '1', '');
    expect([...(await kept(short, ['1'])), ...(await kept(none, ['1']))]).toEqual([]);
  });
});
