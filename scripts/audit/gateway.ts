import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../gateway/context.ts';
import { CompiledGateway } from '../../gateway/execution/compiled-gateway.ts';
import { PlainSource } from './plain-source.ts';
import type { Suite } from './suite.ts';

/** What a gateway answered, as a client reads it. */
export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** A gateway over one suite's subgraphs. */
export interface AuditedGateway {
  ask(query: string): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts this product's gateway over a suite, or Apollo's own for comparison.
 * @param report told of the faults of ours that a client only sees as INTERNAL
 */
export async function startGateway(
  { supergraphSdl, subgraphs }: Suite,
  { stock, report }: { readonly stock: boolean; readonly report: (fault: unknown) => void },
): Promise<AuditedGateway> {
  const sources = new Map(subgraphs.map(({ name, url }) => [name, new PlainSource(name, url)]));
  const server = new ApolloServer<GatewayContext>({
    gateway: stock ? new ApolloGateway({ supergraphSdl }) : new CompiledGateway(supergraphSdl, sources, report),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
  await server.start();
  return {
    async ask(query) {
      const { body } = await server.executeOperation({ query }, { contextValue: someone() });
      if (body.kind !== 'single') throw new Error(`the answer came in parts, expected one, to ${query}`);
      const { data = null, errors = [] } = body.singleResult;
      return JSON.parse(JSON.stringify({ data, errors })) as Answer; // the same in plain objects
    },
    stop: () => server.stop(),
  };
}

/** Somebody who may ask anything: the audit knows neither viewers nor contracts. */
function someone(): GatewayContext {
  return {
    operation: { viewer: { persona: 'super_admin', tenant: { contractAccepted: true } }, requestId: 'audit' },
    explanation: null,
  } as unknown as GatewayContext; // the gateway looks at nothing else of it, and the audit's subgraphs at nothing
}
