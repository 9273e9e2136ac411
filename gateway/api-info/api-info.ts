import { readFileSync } from 'node:fs';
import type { GraphQLSchema } from 'graphql';
import type { Limits } from '../../platform/config/limits.ts';
import { projectPath } from '../../platform/config/paths.ts';
import { countedDays, readDeprecationUses } from '../../platform/deprecations/deprecation-uses.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { BuildInfo } from '../build-info.ts';
import { paymentOf } from '../limits/payment.ts';
import type { TokenBuckets } from '../limits/token-buckets.ts';
import { ownEntry } from '../supergraph.ts';
import { deprecationsOf, type Deprecation } from './deprecations.ts';

/** Facts that the gateway tells of itself. */
export interface ApiFacts {
  readonly build: BuildInfo;
  readonly buckets: TokenBuckets;
  readonly limits: Limits;
  /** The schema as a viewer is told of it. */
  readonly schemaFor: (viewer: Viewer) => GraphQLSchema;
}

interface UsedDeprecation extends Deprecation {
  readonly usedByYouLast30Days: number;
}

interface RateLimit {
  readonly bucketSize: number;
  readonly available: number;
  readonly restoreRatePerSecond: number;
  readonly maxQueryCost: number;
}

/** The gateway's own subgraph: `apiInfo`, which nothing below the gateway could answer. */
export function apiInfoSubgraph({ build, buckets, limits, schemaFor }: ApiFacts): SubgraphDefinition {
  return {
    name: ownEntry.name,
    typeDefs: readFileSync(projectPath(ownEntry.schemaFile), 'utf8'),
    resolvers: {
      Query: { apiInfo: () => ({ schemaVersion: build.version, schemaHash: build.schemaHash }) },
      ApiInfo: {
        deprecations: async (_info: unknown, _args: unknown, context: GraphContext): Promise<UsedDeprecation[]> => {
          const { viewer, now, source } = context;
          const deprecations = deprecationsOf(schemaFor(viewer));
          if (deprecations.length === 0) return [];
          const uses = await readDeprecationUses(source.db, viewer, daysBefore(now, countedDays - 1));
          return deprecations.map((one) => ({ ...one, usedByYouLast30Days: uses.get(one.coordinate) ?? 0 }));
        },
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

function daysBefore(now: Date, days: number): string {
  return new Date(now.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}
