import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { gql } from '@apollo/client/core';
import type { Claims } from '../platform/identity/claims.ts';
import { persistedClient, type PersistedClient } from './support/apollo-client.ts';
import { makeEverybody, type Everybody } from './support/everybody.ts';
import { closeFactories } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const unregistered = gql`
  query Role {
    viewer {
      role
      __typename
    }
  }
`;

let gateway: PersistedGateway;
let everybody: Everybody;
beforeAll(async () => {
  everybody = await makeEverybody();
  gateway = await startPersisted();
});
afterAll(async () => {
  await gateway.close();
  await closeFactories();
});

const client = async (as: Claims, method: 'GET' | 'POST'): Promise<PersistedClient> =>
  persistedClient(gateway.graph.url, await gateway.graph.issuer.sign(as), method);

describe.each(['POST', 'GET'] as const)('Apollo Client with its persisted-query link, over %s', (method) => {
  it('is told as a partner what to do with an operation that is not registered', async () => {
    const apollo = await client(everybody.as('partner'), method);
    await expect(apollo.ask(unregistered)).rejects.toMatchObject({
      statusCode: 403,
      bodyText: expect.stringContaining('to register operations, make a manifest of them'),
    });
  });

  it('registers texts as a frontend by itself', async () => {
    const apollo = await client(everybody.as('admin'), method);
    const own = gql(`query ${method}Role { viewer { role __typename } }`);
    const role = { viewer: { role: 'ADMIN', __typename: 'Viewer' } };
    expect([await apollo.ask(own), await apollo.ask(own)]).toEqual([role, role]);
    expect(apollo.sent).toEqual([
      { method, hasText: false },
      { method: 'POST', hasText: true },
      { method, hasText: false },
    ]);
  });
});
