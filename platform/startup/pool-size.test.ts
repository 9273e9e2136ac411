import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../config/config.ts';
import { readSubgraphEntries } from '../config/subgraph-entries.ts';
import { defaultSettings } from '../database/embedded/settings.ts';
import { poolSizeOf } from './pool-size.ts';

/** What PostgreSQL keeps for superusers of its max_connections (superuser_reserved_connections). */
const reserved = 3;

describe('the connections of one process', () => {
  const processes = readSubgraphEntries().length + 1;

  it('are 20 where it is alone', () => {
    expect(poolSizeOf(readConfig({}), false)).toBe(20);
  });

  it('are the same share for each of several, which fit into the embedded PostgreSQL together and beside one that is alone', () => {
    const share = poolSizeOf(readConfig({}), true);
    expect(share).toBe(10);
    const taken = (processes - 1) * share + poolSizeOf(readConfig({}), false);
    expect(taken).toBeLessThanOrEqual(Number(defaultSettings['max_connections']) - reserved);
  });

  it.each([
    ['8', 1],
    ['7', 1],
    ['40', 5],
    ['1000', 20],
  ])('of DATABASE_CONNECTIONS=%s are %i each', (DATABASE_CONNECTIONS, share) => {
    expect(poolSizeOf(readConfig({ DATABASE_CONNECTIONS }), true)).toBe(share);
  });

  it('are what DATABASE_POOL_SIZE says', () => {
    const config = readConfig({ DATABASE_POOL_SIZE: '33' });
    expect([poolSizeOf(config, false), poolSizeOf(config, true)]).toEqual([33, 33]);
  });
});
