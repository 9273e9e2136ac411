import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { SubgraphAnswer, SubgraphFetch } from '../platform/graph/execute.ts';
import type { GatewayContext } from './context.ts';
import { remoteSources } from './subgraphs.ts';

const limits = {
  secret: Buffer.alloc(32),
  timeoutMs: 5_000,
  answerLimitBytes: 1_000,
  callsAtOnce: 1,
  circuit: { failures: 1, waitMs: 1_000 },
  report: () => undefined,
  onChange: () => undefined,
};
const fetched = { data: { ok: true }, statements: { count: 0, log: [] } };

describe('remote sources', () => {
  let server: Server;
  afterEach(() => void server.close());

  /** What the service at its routing_url answers, the port being that of a server on localhost. */
  async function ask(
    name: string,
    routingHost: string,
    host?: string,
    request: SubgraphFetch = { query: '{ ok }', variables: {} },
  ): Promise<SubgraphAnswer | undefined> {
    server = createServer((_, response) => response.end(JSON.stringify({ data: { ok: true } }))).listen(0, 'localhost');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const entry = { name, routingUrl: `http://${routingHost}:${port}/graphql`, schemaFile: '' };
    const sources = remoteSources([entry], { ...limits, host });
    const viewer = { tenant: { id: 't1' } };
    const operation = { viewer, now: new Date(), requestId: 'r1', explain: false };
    const context = { operation, signal: new AbortController().signal } as GatewayContext; // all that a call takes of it
    return sources.get(name)?.fetch(request, context, []);
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

  it('lose each field of the entities that they were asked about once, at the first entity of its type', async () => {
    const lost = await ask('crm', 'localhost', '{name}.invalid', {
      query: `query ($representations: [_Any!]!) {
        _entities(representations: $representations) {
          ... on Lead { __typename label state: status }
          ... on AdCampaign { __typename label }
          ... on Stated { label }
        }
      }`,
      variables: { representations: ['AdCampaign', 'Lead', 'Lead'].map((type) => ({ __typename: type, id: 'x' })) },
    });
    expect(lost?.errors?.map(({ path }) => path)).toEqual([
      ['_entities', 1, 'label'],
      ['_entities', 1, 'state'],
      ['_entities', 0, 'label'],
    ]);
  });
});
