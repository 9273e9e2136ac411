import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { SubgraphAnswer } from '../../platform/graph/execute.ts';
import { signViewer } from '../../platform/identity/signed-viewer.ts';
import type { GatewayContext } from '../context.ts';
import { recordFetch } from '../plugins/explain.ts';
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
export class RemoteDataSource implements GraphQLDataSource<GatewayContext> {
  private readonly options: RemoteOptions;

  constructor(options: RemoteOptions) {
    this.options = options;
  }

  async process(options: GraphQLDataSourceProcessOptions<GatewayContext>): ReturnType<GraphQLDataSource['process']> {
    if (!('context' in options) || options.context === undefined) throw new Error('a subgraph answers operations only');
    const { query = '', variables = {} } = options.request;
    const context = options.context as GatewayContext; // the context function of gateway/server.ts made it
    const { operation, explanation } = context;
    const startedAt = performance.now();
    try {
      const { data, errors, statements } = await this.send({ query, variables }, context);
      recordFetch(explanation, this.options.name, options, startedAt, statements);
      return { data: data as Record<string, unknown> | null, ...(errors && { errors: [...errors] }) }; // an operation's data is an object or null
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      return {
        errors: lostFields(
          query,
          this.options.name,
          timedOut ? 'TIMEOUT' : 'SUBGRAPH_UNAVAILABLE',
          operation.requestId,
        ),
      };
    }
  }

  private async send(fetchBody: object, { operation }: GatewayContext): Promise<SubgraphAnswer> {
    const { url, secret, timeoutMs } = this.options;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await signViewer(operation.viewer, secret)}`,
        'x-request-id': operation.requestId,
        ...(operation.explain && { 'x-leadmetrics-explain': '1' }),
      },
      body: JSON.stringify(fetchBody),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new Error(`${this.options.name} answered HTTP ${response.status}`);
    const answer: unknown = await response.json();
    if (!isAnswer(answer)) throw new Error(`${this.options.name} answered something else than a GraphQL result`);
    return {
      statements: answer.extensions?.statements ?? { count: 0, log: [] },
      data: answer.data ?? null,
      ...(answer.errors && { errors: answer.errors }),
    };
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
