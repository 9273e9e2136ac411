import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client/core';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import type { DocumentNode } from 'graphql';
import { textHash } from '../../gateway/text-hash.ts';

/** A request as Apollo Client has sent it. */
export interface SentRequest {
  readonly method: string;
  readonly hasText: boolean;
}

/** Apollo Client with its persisted-query link, and what it sends. */
export interface PersistedClient {
  /** Asks for a document, which has `__typename` everywhere, and answers its data. */
  ask(query: DocumentNode): Promise<unknown>;
  readonly sent: readonly SentRequest[];
}

/** @param method that ids are sent by */
export function persistedClient(url: string, token: string, method: 'GET' | 'POST'): PersistedClient {
  const sent: SentRequest[] = [];
  const http = new HttpLink({
    uri: `${url}/graphql`,
    headers: { authorization: `Bearer ${token}`, 'apollo-require-preflight': '1' },
    fetch: async (input, init) => {
      const request = new Request(input, init);
      const asked = `${request.url} ${await request.clone().text()}`;
      sent.push({ method: request.method, hasText: asked.includes('__typename') });
      return fetch(request);
    },
  });
  const persisted = new PersistedQueryLink({
    sha256: (text: string) => textHash(text),
    useGETForHashedQueries: method === 'GET',
  });
  const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from([persisted, http]) });
  return { sent, ask: async (query) => (await client.query({ query, fetchPolicy: 'no-cache' })).data };
}
