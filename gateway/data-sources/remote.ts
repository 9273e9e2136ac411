import type { SubgraphAnswer, SubgraphFetch } from '../../platform/graph/execute.ts';
import { signViewer } from '../../platform/identity/signed-viewer.ts';
import type { GatewayContext } from '../context.ts';
import type { SubgraphSource } from './source.ts';
import { lostFields } from './unavailable.ts';

/** How a subgraph that is a service of its own is reached. */
export interface RemoteOptions {
  readonly name: string;
  readonly url: string;
  /** Signs the Viewer that each call carries. */
  readonly secret: Uint8Array;
  /** How long one fetch may take before its fields are given up. */
  readonly timeoutMs: number;
}

/** A subgraph over HTTP: each call carries who asks, signed for half a minute. */
export class RemoteSource implements SubgraphSource {
  readonly name: string;
  private readonly options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.name = options.name;
    this.options = options;
  }

  async fetch(request: SubgraphFetch, context: GatewayContext): Promise<SubgraphAnswer> {
    const signal = AbortSignal.timeout(this.options.timeoutMs);
    try {
      return await this.send(request, context, signal);
    } catch {
      const code = signal.aborted ? 'TIMEOUT' : 'SUBGRAPH_UNAVAILABLE';
      const errors = lostFields(request, this.name, code, context.operation.requestId);
      return { data: null, errors, statements: { count: 0, log: [] } };
    }
  }

  private async send(
    request: SubgraphFetch,
    { operation }: GatewayContext,
    signal: AbortSignal,
  ): Promise<SubgraphAnswer> {
    const { url, secret } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signViewer(operation.viewer, secret)}`,
        'x-request-id': operation.requestId,
        ...(operation.explain && { 'x-leadmetrics-explain': '1' }),
      },
      body: JSON.stringify(request),
      signal,
    });
    if (!response.ok) throw new Error(`${this.name} answered HTTP ${response.status}`);
    const answer: unknown = await response.json();
    if (!isAnswer(answer)) throw new Error(`${this.name} answered something else than a GraphQL result`);
    const statements = answer.extensions?.statements ?? { count: 0, log: [] };
    return { data: answer.data ?? null, ...(answer.errors && { errors: answer.errors }), statements };
  }
}

interface WireAnswer {
  readonly data?: unknown;
  readonly errors?: NonNullable<SubgraphAnswer['errors']>;
  readonly extensions?: { readonly statements?: SubgraphAnswer['statements'] };
}

function isAnswer(value: unknown): value is WireAnswer {
  return typeof value === 'object' && value !== null && ('data' in value || 'errors' in value);
}
