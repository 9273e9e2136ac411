import type pg from 'pg';
import type { Limits } from '../platform/config/limits.ts';
import type { WebConfig } from '../platform/config/web.ts';
import type { OperationsConfig } from '../platform/config/operations.ts';
import type { DatabaseAccess } from '../platform/startup/database.ts';
import type { SubgraphRuntime } from '../platform/graph/execute.ts';
import type { SubgraphDefinition } from '../platform/graph/subgraph.ts';
import type { AdmissionOptions } from '../platform/identity/admission.ts';
import type { ClientTokens } from '../platform/identity/client-tokens.ts';
import type { KeysCondition } from '../platform/identity/published-keys.ts';
import type { TokenVerifier } from '../platform/identity/token.ts';
import type { SubgraphSource } from './data-sources/source.ts';
import type { TokenBuckets } from './limits/token-buckets.ts';
import type { AutomaticQueries } from './persisted/automatic-queries.ts';
import type { Planner } from './planning/planner.ts';
import type { ExplorerSettings } from './explorer-route.ts';
import type { RequestWatch } from './http/request-watch.ts';

/** Everything a gateway stands on; the caller opens it and closes it again. */
export interface GatewayDeps {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly verify: TokenVerifier;
  /** Condition of the identity provider's keys, where one is asked for them. */
  readonly provider?: () => KeysCondition;
  /** Told why someone was not let in, which the client is not. */
  readonly tellRefused: (what: 'token' | 'API client', reason: string, requestId: string) => void;
  /** Makes and checks the tokens of API clients. */
  readonly clientTokens: ClientTokens;
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
  /** Who may call from a browser, and what a connection and a request may be. */
  readonly web: WebConfig;
  /** Aborted once the process is to stop: it is not ready any more, and still answers for a while. */
  readonly stopping?: AbortSignal;
  /** Which operations are registered, and who may send others. */
  readonly operations: OperationsConfig;
  /** What callers have left to spend; counted by this process alone unless told otherwise. */
  readonly buckets?: TokenBuckets;
  /** Texts that clients register by themselves; kept by this process alone unless told otherwise. */
  readonly automaticQueries?: AutomaticQueries;
  /** Null serves no explorer. */
  readonly explorer: ExplorerSettings | null;
  /** Who is told of requests. */
  readonly watch: RequestWatch;
  readonly options?: GatewayOptions;
}

/** Limits and switches, each with a default. */
export interface GatewayOptions extends Omit<AdmissionOptions, 'noteClientUse'> {
  /** Wrong secrets of one API client from one address in a minute. */
  readonly clientFailuresPerMinute?: number;
  /** Outside production everyone may ask for `extensions.explain`; in production super admins only. */
  readonly production?: boolean;
  /** The commit that runs, where it is known. */
  readonly commit?: string | undefined;
}
