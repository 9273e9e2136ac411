import { ApolloServer } from '@apollo/server';
import { describe, expect, it } from '@jest/globals';
import type { GatewayContext } from '../context.ts';
import { free } from '../../scripts/audit/gateway.ts';
import { standardLimits } from '../../tests/support/gateway.ts';
import { formatError } from '../format-error.ts';
import { PresentedFaults } from '../presented-faults.ts';
import { RequestRecord } from '../request-record.ts';
import { composedEntries, readSupergraph } from '../supergraph.ts';
import { InlinePlanner } from '../planning/planner.ts';
import { CompiledGateway } from './compiled-gateway.ts';

describe('a fault of the gateway itself', () => {
  it('is reported under the id that the client is told', async () => {
    const boom = new Error('boom');
    const fetch = () => Promise.reject(boom);
    const sources = new Map(composedEntries().map(({ name }) => [name, { name, fetch }]));
    const reported: unknown[] = [];
    const report = (error: unknown, requestId: string) => void reported.push([error, requestId]);
    const server = new ApolloServer<GatewayContext>({
      gateway: new CompiledGateway(
        readSupergraph(),
        sources,
        report,
        standardLimits.execution,
        new InlinePlanner(readSupergraph()),
      ),
      formatError: formatError(new PresentedFaults(report)),
    });
    await server.start();
    const operation = { viewer: { persona: 'super_admin', tenant: {} }, requestId: 'r1' };
    const contextValue = {
      operation,
      signal: new AbortController().signal,
      charge: free,
      explanation: null,
      record: new RequestRecord(),
    } as unknown as GatewayContext; // all that an execution takes of it
    const { body } = await server.executeOperation({ query: '{ viewer { role } }' }, { contextValue });
    await server.stop();
    expect(body.kind === 'single' && body.singleResult.errors).toEqual([
      {
        message: 'something went wrong on our side; the request id names it',
        extensions: { code: 'INTERNAL', retryable: true, service: 'gateway', retryAfterMs: 1_000, requestId: 'r1' },
      },
    ]);
    expect(reported).toEqual([[boom, 'r1']]);
  });
});
