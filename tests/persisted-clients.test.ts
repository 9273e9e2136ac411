import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client/core';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { print, type DocumentNode } from 'graphql';
import { writeManifest } from '../gateway/persisted/manifest.ts';
import { textHash } from '../gateway/text-hash.ts';
import { manifestOperations } from '../gateway/persisted/manifest-maker.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { makeEverybody, type Everybody } from './support/everybody.ts';
import { closeFactories } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const registered = gql`
  query Scopes {
    viewer {
      scopes
      __typename
    }
  }
`;
const unregistered = gql`
  query Role {
    viewer {
      role
      __typename
    }
  }
`;
const data = { viewer: { scopes: ['activities:read'], __typename: 'Viewer' } };

let gateway: PersistedGateway;
let everybody: Everybody;
beforeAll(async () => {
  everybody = await makeEverybody();
  const operations = manifestOperations([{ name: 'scopes.graphql', text: print(registered) }]);
  gateway = await startPersisted({ 'partner.json': writeManifest(operations) });
});
afterAll(async () => {
  await gateway.close();
  await closeFactories();
});

/** A request as Apollo Client has sent it. */
interface Sent {
  readonly method: string;
  readonly hasText: boolean;
}

/** Apollo Client with its persisted-query link, and what it sends. */
async function client(as: Claims, useGETForHashedQueries: boolean): Promise<{ client: ApolloClient; sent: Sent[] }> {
  const authorization = `Bearer ${await gateway.graph.issuer.sign(as)}`;
  const sent: Sent[] = [];
  const http = new HttpLink({
    uri: `${gateway.graph.url}/graphql`,
    headers: { authorization, 'apollo-require-preflight': '1' },
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const asked = `${request.url} ${await request.clone().text()}`;
      sent.push({ method: request.method, hasText: asked.includes('__typename') });
      return fetch(request);
    },
  });
  const persisted = new PersistedQueryLink({ sha256: (text: string) => textHash(text), useGETForHashedQueries });
  return { client: new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([persisted, http]) }), sent };
}

const ask = async ({ client: apollo }: { client: ApolloClient }, query: DocumentNode): Promise<unknown> =>
  (await apollo.query({ query, fetchPolicy: 'no-cache' })).data;

describe.each([
  ['POST', false],
  ['GET', true],
])('Apollo Client with its persisted-query link, over %s', (method, useGet) => {
  it('asks as a partner by the id alone, and never sends a text', async () => {
    const apollo = await client(everybody.as('partner', ['activities:read']), useGet);
    expect([await ask(apollo, registered), await ask(apollo, registered)]).toEqual([data, data]);
    expect(apollo.sent).toEqual([
      { method, hasText: false },
      { method, hasText: false },
    ]);
  });

  it('is told as a partner what to do with an operation that is not registered', async () => {
    const apollo = await client(everybody.as('partner'), useGet);
    await expect(ask(apollo, unregistered)).rejects.toMatchObject({
      statusCode: 403,
      bodyText: expect.stringContaining('to register operations, make a manifest of them'),
    });
  });

  it('registers texts as a frontend by itself', async () => {
    const apollo = await client(everybody.as('admin'), useGet);
    const own = gql(`query ${method}Role { viewer { role __typename } }`);
    const role = { viewer: { role: 'ADMIN', __typename: 'Viewer' } };
    expect([await ask(apollo, own), await ask(apollo, own)]).toEqual([role, role]);
    expect(apollo.sent).toEqual([
      { method, hasText: false },
      { method: 'POST', hasText: true },
      { method, hasText: false },
    ]);
  });
});
