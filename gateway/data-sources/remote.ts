import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import { signViewer } from '../../platform/identity/signed-viewer.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from './source.ts';
import { lostFields } from './unavailable.ts';
import { readAnswer } from './wire-answer.ts';

/** How a subgraph that is a service of its own is reached. */
export interface RemoteOptions {
  readonly name: string;
  readonly url: string;
  /** Signs who asks, and when, on each call. */
  readonly secret: Uint8Array;
  /** How long one fetch may take, its answer read, before its fields are given up. */
  readonly timeoutMs: number;
  /** How long its answer may be. */
  readonly answerLimitBytes: number;
  /** Told why a subgraph's fields were given up; the client hears only that they were. */
  readonly report: ReportFault;
}

/** A subgraph over HTTP: each call carries who asks and the operation's one now, signed for half a minute. */
export class RemoteSource implements SubgraphSource {
  readonly name: string;
  private readonly options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.name = options.name;
    this.options = options;
  }

  async fetch(request: SubgraphFetch, context: GatewayContext): Promise<SubgraphAnswer> {
    const { timeoutMs, report } = this.options;
    const { requestId } = context.operation;
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = AbortSignal.any([timeout, context.signal]);
    try {
      return await this.send(request, context, signal);
    } catch (cause) {
      context.signal.throwIfAborted();
      report(new Error(`the subgraph ${this.name} did not answer as it should`, { cause }), requestId);
      const code = timeout.aborted ? 'TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      return { data: null, errors: lostFields(request, this.name, code, requestId), statements: { count: 0, log: [] } };
    }
  }

  private async send(
    request: SubgraphFetch,
    { operation, trace }: GatewayContext,
    signal: AbortSignal,
  ): Promise<SubgraphAnswer> {
    const { url, secret, answerLimitBytes } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signViewer(operation, secret)}`,
        'x-request-id': operation.requestId,
        ...trace,
        ...(operation.explain && { 'x-leadmetrics-explain': '1' }),
      },
      body: JSON.stringify(request),
      signal,
    });
    return readAnswer(response, answerLimitBytes);
  }
}
