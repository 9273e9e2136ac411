import { readFileSync } from 'node:fs';
import type { Limits } from '../../platform/config/limits.ts';
import { projectPath } from '../../platform/config/paths.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import type { BuildInfo } from '../build-info.ts';
import { paymentOf } from '../limits/payment.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import { ownEntry } from '../supergraph.ts';

/** What the gateway tells of itself. */
export interface ApiFacts {
  readonly build: BuildInfo;
  readonly buckets: TokenBuckets;
  readonly limits: Limits;
}

interface RateLimit {
  readonly bucketSize: number;
  readonly available: number;
  readonly restoreRatePerSecond: number;
  readonly maxQueryCost: number;
}

/** The gateway's own subgraph: `apiInfo`, which nothing below the gateway could answer. */
export function apiInfoSubgraph({ build, buckets, limits }: ApiFacts): SubgraphDefinition {
  return {
    name: ownEntry.name,
    typeDefs: readFileSync(projectPath(ownEntry.schemaFile), 'utf8'),
    resolvers: {
      Query: { apiInfo: () => ({ schemaVersion: build.version, schemaHash: build.schemaHash, deprecations: [] }) },
      ApiInfo: {
        rateLimit: async (_info: unknown, _args: unknown, { viewer }: GraphContext): Promise<RateLimit> => {
          const { payers, limits: costs } = paymentOf(viewer, limits);
          // To take nothing is to ask how much is left.
          const { bucket, available } = (await buckets.take(payers, 0)).least;
          return {
            bucketSize: bucket.size,
            available: Math.floor(available),
            restoreRatePerSecond: bucket.restorePerSecond,
            maxQueryCost: costs.maximumCost,
          };
        },
      },
    },
    loaders: {},
  };
}
