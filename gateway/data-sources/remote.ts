import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import { signViewer } from '../../platform/identity/signed-viewer.ts';
import { codeOf } from '../../platform/database/system-error.ts';
import type { GatewayContext } from '../context.ts';
import { Slots } from '../limits/slots.ts';
import { Circuit, type CircuitOptions } from './circuit.ts';
import type { SubgraphSource } from './source.ts';
import { lostFields, type Loss } from './unavailable.ts';
import { isBadAnswer, readAnswer } from './wire-answer.ts';

/** How a subgraph that is a service of its own is reached. */
export interface RemoteOptions {
  readonly name: string;
  readonly url: string;
  /** Signs who asks, and when, on each call. */
  readonly secret: Uint8Array;
  /** Time of one fetch, waiting for its turn and reading its answer included, after which its fields are given up. */
  readonly timeoutMs: number;
  /** Most bytes of its answer. */
  readonly answerLimitBytes: number;
  /** Calls under way at once; others wait for their turn, one a tenant before anybody's second. */
  readonly callsAtOnce: number;
  /** When it is left alone because it does not answer. */
  readonly circuit: CircuitOptions;
  /** Told why a subgraph's fields were given up; the client hears only that they were. */
  readonly report: ReportFault;
  /** Told when calls stop being made, since none is answered, and when they go on. */
  readonly onChange: (name: string, answers: boolean) => void;
}

/**
 * A subgraph over HTTP: each call carries who asks and the operation's one now, signed for half a minute. Calls that ask the
 * same are all made: each is for another viewer.
 */
export class RemoteSource implements SubgraphSource {
  readonly name: string;
  private readonly options: RemoteOptions;
  private readonly circuit: Circuit;
  private readonly slots: Slots;

  constructor(options: RemoteOptions) {
    const { name, callsAtOnce, circuit, onChange } = options;
    this.name = name;
    this.options = options;
    this.circuit = new Circuit(circuit, (isClosed) => onChange(name, isClosed));
    this.slots = new Slots({
      running: callsAtOnce,
      reserved: 0,
      runningPerTenant: callsAtOnce,
      // Operations are counted at the door; each has few fetches.
      waitingPerTenant: Number.POSITIVE_INFINITY,
    });
  }

  /** False while calls are not made because none was answered. */
  get answers(): boolean {
    return this.circuit.isClosed;
  }

  async fetch(request: SubgraphFetch, context: GatewayContext): Promise<SubgraphAnswer> {
    const timeout = AbortSignal.timeout(this.options.timeoutMs);
    const signal = AbortSignal.any([timeout, context.signal]);
    try {
      return (
        this.refusal(request, context) ??
        (await this.inTurn(context, signal, () => this.call(request, context, signal)))
      );
    } catch (cause) {
      context.signal.throwIfAborted();
      this.options.report(
        new Error(`the subgraph ${this.name} did not answer as it should`, { cause }),
        context.operation.requestId,
      );
      const isLate = timeout.aborted && !isBadAnswer(cause);
      return this.loss(request, context, { code: isLate ? 'TIMEOUT' : 'SUBGRAPH_UNAVAILABLE', wasSent: true });
    }
  }

  /** Null where a call may be made. */
  private refusal(request: SubgraphFetch, context: GatewayContext): SubgraphAnswer | null {
    const waitMs = this.circuit.waitMs(context.operation);
    return waitMs === 0 ? null : this.loss(request, context, { code: 'SUBGRAPH_UNAVAILABLE', waitMs, wasSent: false });
  }

  private loss(
    request: SubgraphFetch,
    { operation }: GatewayContext,
    loss: Omit<Loss, 'service' | 'requestId'>,
  ): SubgraphAnswer {
    const errors = lostFields(request, { ...loss, service: this.name, requestId: operation.requestId });
    return { data: null, errors, statements: { count: 0, log: [] } };
  }

  private async inTurn<Answer>(
    { operation }: GatewayContext,
    signal: AbortSignal,
    work: () => Promise<Answer>,
  ): Promise<Answer> {
    const leave = await this.slots.enter(operation.viewer.tenant.id, false, signal);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  private async call(request: SubgraphFetch, context: GatewayContext, signal: AbortSignal): Promise<SubgraphAnswer> {
    // The calls that were under way while this one waited may have failed.
    const refusal = this.refusal(request, context);
    if (refusal !== null) return refusal;
    const end = this.circuit.begin(context.operation);
    try {
      const response = await this.send(request, context, signal);
      const answer = await readAnswer(response, this.options.answerLimitBytes);
      end('answered');
      return answer;
    } catch (cause) {
      end(context.signal.aborted ? 'unknown' : isBadAnswer(cause) ? 'answered' : 'failed');
      throw cause;
    }
  }

  /** Sends a read a second time where the connection broke before an answer: it had been idle, and its other end had left. */
  private async send(request: SubgraphFetch, context: GatewayContext, signal: AbortSignal): Promise<Response> {
    try {
      return await this.post(request, context, signal);
    } catch (cause) {
      if (!isBrokenConnection(cause) || isMutation(request)) throw cause;
      return this.post(request, context, signal);
    }
  }

  private async post(
    request: SubgraphFetch,
    { operation, trace }: GatewayContext,
    signal: AbortSignal,
  ): Promise<Response> {
    const { url, secret } = this.options;
    return fetch(url, {
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
  }
}

/** Errors of the operating system, and of `fetch`, for a connection that was there and is not any more. */
const broken = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET']);

function isBrokenConnection(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'cause' in error && broken.has(codeOf(error.cause) ?? '');
}

/** A plan's fetch is one operation, and begins with its kind. */
function isMutation({ query }: SubgraphFetch): boolean {
  return query.trimStart().startsWith('mutation');
}
