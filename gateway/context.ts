import type { ReadScope } from '../platform/database/read-scope.ts';
import type { OperationScope } from '../platform/graph/execute.ts';
import type { OperationCharge } from './limits/operation-charge.ts';
import type { TraceContext } from '../platform/observability/trace-context.ts';
import type { Explanation } from './explanation.ts';
import type { RequestRecord } from './request-record.ts';

/** Context of one client operation on its way through the gateway. */
export interface GatewayContext {
  /** Who asks and what was read so far: shared by all fetches that run in this process. */
  readonly operation: OperationScope;
  /** The operation's one transaction; ended before the answer is sent. */
  readonly reads: ReadScope;
  /** Aborted when the operation is to stop, with a GraphQLError as its reason: its time is over, or its client is gone. */
  readonly signal: AbortSignal;
  /** The operation's cost, and who pays for it. */
  readonly charge: OperationCharge;
  /** Collects the plan and the cost of each fetch; null unless the caller asked and may see it. */
  readonly explanation: Explanation | null;
  /** Facts of the request for the log, metrics and traces: each is written by the part that learns it. */
  readonly record: RequestRecord;
  /** The trace that a subgraph is asked in. */
  readonly trace: TraceContext | null;
}
