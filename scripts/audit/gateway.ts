import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { GatewayContext } from '../../gateway/context.ts';
import { InlinePlanner } from '../../gateway/planning/planner.ts';
import { CompiledGateway } from '../../gateway/execution/compiled-gateway.ts';
import { readConfig } from '../../platform/config/config.ts';
import { RequestRecord } from '../../gateway/request-record.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import { PlainSource } from './plain-source.ts';
import type { Suite } from './suite.ts';

/** An answer of a gateway, as a client reads it. */
export interface Answer {
  readonly data: unknown;
  readonly errors: readonly GraphQLFormattedError[];
}

/** A gateway that answers within this process. */
export interface OpenGateway {
  ask(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

/**
 * This product's gateway over a suite, or Apollo's own for comparison.
 * @param report told of the faults of ours that a client only sees as INTERNAL
 */
export function gatewayOf({ supergraphSdl, subgraphs }: Suite, stock: boolean, report: ReportFault): ApolloGateway {
  if (stock) return new ApolloGateway({ supergraphSdl });
  const sources = new Map(subgraphs.map(({ name, url }) => [name, new PlainSource(name, url)]));
  return new CompiledGateway(
    supergraphSdl,
    sources,
    report,
    readConfig({}).limits.execution,
    new InlinePlanner(supergraphSdl),
  );
}

/** Puts a gateway behind a server, as the product does, and asks it as somebody who may see everything. */
export async function openGateway(gateway: ApolloGateway): Promise<OpenGateway> {
  const server = new ApolloServer<GatewayContext>({
    gateway,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  });
  await server.start();
  return {
    async ask(query, variables = {}) {
      const { body } = await server.executeOperation({ query, variables }, { contextValue: someone() });
      if (body.kind !== 'single') throw new Error(`the answer came in parts, expected one, to ${query}`);
      const { data = null, errors = [] } = body.singleResult;
      return JSON.parse(JSON.stringify({ data, errors })) as Answer; // the same in plain objects
    },
    close: () => server.stop(),
  };
}

/** Charge of an operation that nobody pays for. */
export const free = { estimateOnly: false, admit: async () => undefined, settle: async () => undefined };

function someone(): GatewayContext {
  return {
    signal: new AbortController().signal,
    charge: free,
    operation: { viewer: { persona: 'super_admin', tenant: { contractAccepted: true } }, requestId: 'audit' },
    explanation: null,
    record: new RequestRecord(),
  } as unknown as GatewayContext; // the gateway looks at nothing else of it, and the subgraphs asked here at nothing
}
