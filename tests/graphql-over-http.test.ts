import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { auditServer } from 'graphql-http';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';

let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway();
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Recommendations that are left out: an answer without data has a status that says so, whatever its media type. */
const statusWithoutData = [
  'SHOULD use 200 status code on document parsing failure when accepting application/json',
  'SHOULD use 200 status code on document validation failure when accepting application/json',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

it('the graph is served as GraphQL over HTTP has it', async () => {
  const authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
  const fetchFn = (url: string, { headers, ...init }: RequestInit = {}) => {
    const asked = new Headers(headers);
    asked.set('authorization', authorization);
    asked.set('apollo-require-preflight', '1');
    return fetch(url, { ...init, headers: asked });
  };
  const results = await auditServer({ url: `${graph.url}/graphql`, fetchFn });
  expect(results.length).toBe(61);
  const left = results.flatMap((result) => (result.status === 'ok' ? [] : [[result.status, result.name]]));
  expect(left).toEqual(statusWithoutData.map((name) => ['warn', name]));
});
