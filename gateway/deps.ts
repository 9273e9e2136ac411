import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import type { Limits } from '../platform/config/limits.ts';
import type { DatabaseAccess } from '../platform/startup/database.ts';
import type { SubgraphRuntime } from '../platform/graph/execute.ts';
import type { SubgraphDefinition } from '../platform/graph/subgraph.ts';
import type { AdmissionOptions } from '../platform/identity/admission.ts';
import type { TokenVerifier } from '../platform/identity/token.ts';
import type { SubgraphSource } from './data-sources/source.ts';
import type { TokenBuckets } from './limits/token-buckets.ts';
import type { Planner } from './planning/planner.ts';
import type { ExplorerSettings } from './explorer-route.ts';

/** Everything a gateway stands on; the caller opens it and closes it again. */
export interface GatewayDeps {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly verify: TokenVerifier;
  readonly runtime: SubgraphRuntime;
  readonly subgraphs: readonly SubgraphDefinition[];
  readonly supergraphSdl: string;
  /** Where each subgraph of the supergraph is executed: in this process or as a service of its own. */
  readonly sources: ReadonlyMap<string, SubgraphSource>;
  /** Planner of a supergraph; one in this thread unless told otherwise. */
  readonly planner?: (supergraphSdl: string) => Planner;
  /** Signs links to files; the same secret checks them. */
  readonly linkSecret: string;
  /** Condition of the embedded PostgreSQL, where this process runs it. */
  readonly condition?: DatabaseAccess['condition'];
  readonly limits: Limits;
  /** What callers have left to spend; counted by this process alone unless told otherwise. */
  readonly buckets?: TokenBuckets;
  /** Null serves no explorer. */
  readonly explorer: ExplorerSettings | null;
  readonly options?: GatewayOptions;
}

/** Limits and switches, each with a default. */
export interface GatewayOptions extends AdmissionOptions {
  /** Outside production everyone may ask for `extensions.explain`; in production super admins only. */
  readonly production?: boolean;
  /** Longest request body, in bytes. */
  readonly bodyLimitBytes?: number;
  readonly logger?: FastifyBaseLogger | false;
}
