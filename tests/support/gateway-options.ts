import type pg from 'pg';
import type { WebConfig } from '../../platform/config/web.ts';
import type { Limits } from '../../platform/config/limits.ts';
import type { OperationsConfig } from '../../platform/config/operations.ts';
import type { DocumentStore } from '../../platform/documents/store.ts';
import type { KeysCondition } from '../../platform/identity/published-keys.ts';
import type { TokenVerifier } from '../../platform/identity/token.ts';
import type { SubgraphSource } from '../../gateway/data-sources/source.ts';
import type { Tracing } from '../../platform/observability/tracing.ts';
import type { Log } from '../../platform/startup/log.ts';
import type { ExplorerSettings } from '../../gateway/explorer-route.ts';
import type { GatewayOptions } from '../../gateway/deps.ts';
import type { TokenBuckets } from '../../gateway/limits/token-buckets.ts';
import type { AutomaticQueries } from '../../gateway/persisted/automatic-queries.ts';
import type { Planner } from '../../gateway/planning/planner.ts';
import type { SubgraphEntry } from '../../gateway/supergraph.ts';

/** What keeps tenants apart in a gateway; both fences unless told otherwise. */
export interface Fences {
  /** False where statements do not name the tenant. */
  readonly tenantFilter?: boolean;
  /** Reads as someone else, whom row-level security may not hold. */
  readonly pool?: pg.Pool;
}

export interface TestGatewayOptions {
  /** Serves the explorer too; it must have been built. */
  readonly explorer?: ExplorerSettings;
  readonly documents?: DocumentStore;
  readonly databaseUrl?: string;
  /** The most connections to the database; 8 unless told otherwise. */
  readonly connections?: number;
  /** How long a request waits for its database, in milliseconds. */
  readonly acquireTimeoutMs?: number;
  /** Another list of subgraphs than supergraph.yaml's. */
  readonly entries?: readonly SubgraphEntry[];
  /** Where subgraphs are executed; in this process unless told otherwise. */
  readonly sources?: (local: ReadonlyMap<string, SubgraphSource>) => ReadonlyMap<string, SubgraphSource>;
  /** Planner of the supergraph; one in this thread unless told otherwise. */
  readonly planner?: (supergraphSdl: string) => Planner;
  /** Signs links to files; one of its own unless told otherwise. */
  readonly linkSecret?: string;
  /** True where faults are what is tested: they are not printed. */
  readonly faultsExpected?: boolean;
  /** Other limits than the standard ones. */
  readonly limits?: Partial<Limits>;
  /** Checks tokens in the place of the development issuer's verifier. */
  readonly verify?: TokenVerifier;
  /** Condition of the keys that `verify` checks with. */
  readonly provider?: () => KeysCondition;
  /** Limits of HTTP that are not the defaults. */
  readonly web?: Partial<WebConfig>;
  /** Told of requests and faults; nobody unless told otherwise. */
  readonly log?: Log;
  /** Operations that take longer are told with plan and statements; none unless told otherwise. */
  readonly slowOperationMs?: number;
  /** Makes traces; none unless told otherwise. */
  readonly tracing?: Tracing;
  /** Other settings of registered operations than `anyText`. */
  readonly operations?: Partial<OperationsConfig>;
  /** What callers have left to spend, where several gateways share it. */
  readonly buckets?: TokenBuckets;
  /** Texts that clients register by themselves, where several gateways share them. */
  readonly automaticQueries?: AutomaticQueries;
  /** Limits and switches of the gateway. */
  readonly gateway?: GatewayOptions;
}
