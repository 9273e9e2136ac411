import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { attacks } from './support/attacks/index.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';

let graph: TestGateway;
let authorization: string;

beforeAll(async () => {
  graph = await startGateway();
  authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

describe('a hostile operation', () => {
  it.each(attacks)('$name', async ({ body, status, code, limit }) => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const { errors = [] } = JSON.parse(text) as { errors?: { extensions: { code: string; limit?: string } }[] };
    const [first] = errors;
    expect({ status: response.status, code: first?.extensions.code ?? '', limit: first?.extensions.limit }).toEqual({
      status,
      code,
      limit,
    });
    // What is refused is not repeated.
    if (status >= 400) expect(text.length).toBeLessThan(30_000);
    expect(graph.faults).toEqual([]);
  });
});
