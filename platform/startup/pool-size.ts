import type { Config } from '../config/config.ts';
import { readSubgraphEntries } from '../config/subgraph-entries.ts';

/** More than this one process does not keep busy. */
const largestPool = 20;

/**
 * The most connections of one process. Unless DATABASE_POOL_SIZE tells, every process takes the same share of DATABASE_CONNECTIONS,
 * so that all of them together fit, whoever starts them and however many subgraphs there are.
 * @param apart whether gateway and subgraphs are processes of their own
 */
export function poolSizeOf({ database: { poolSize, connections } }: Config, apart: boolean): number {
  const processes = apart ? readSubgraphEntries().length + 1 : 1;
  return poolSize ?? Math.max(1, Math.min(largestPool, Math.floor(connections / processes)));
}
