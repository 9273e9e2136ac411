import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { SubgraphAnswer } from '../platform/graph/execute.ts';
import type { GatewayContext } from './context.ts';
import { remoteSources } from './subgraphs.ts';

const fetched = { data: { ok: true }, statements: { count: 0, log: [] } };

describe('remote sources', () => {
  let server: Server;
  afterEach(() => void server.close());

  /** What the service at its routing_url answers, the port being that of a server on localhost. */
  async function ask(name: string, routingHost: string, host?: string): Promise<SubgraphAnswer | undefined> {
    server = createServer((_, response) => response.end(JSON.stringify({ data: { ok: true } }))).listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const entry = { name, routingUrl: `http://${routingHost}:${port}/graphql`, schemaFile: '' };
    const sources = remoteSources([entry], { secret: Buffer.alloc(32), timeoutMs: 5_000, host });
    const context = { operation: { viewer: {}, requestId: 'r1', explain: false } } as GatewayContext; // all that a call takes of it
    return sources.get(name)?.fetch({ query: '{ ok }', variables: {} }, context, []);
  }

  it('are asked at their routing_url', async () => {
    expect(await ask('crm', 'localhost')).toEqual(fetched);
  });

  it('are asked on the host that is named in its place', async () => {
    expect(await ask('crm', 'nowhere.invalid', 'localhost')).toEqual(fetched);
  });

  it('are asked on a host named after them', async () => {
    expect(await ask('localhost', 'nowhere.invalid', '{name}')).toEqual(fetched);
  });

  it('lose the fields that were asked of a host that is not there, by name', async () => {
    const lost = await ask('crm', 'localhost', '{name}.invalid');
    expect(lost?.data).toBeNull();
    expect(lost?.errors).toEqual([
      {
        message: expect.stringContaining('crm did not answer'),
        path: ['ok'],
        extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE', service: 'crm', requestId: 'r1' }),
      },
    ]);
  });
});
