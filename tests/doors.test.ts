import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { standardLimits, startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';

const page = '{ viewer { tenant { name activities(first: 40) { nodes { id } } } } }';

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: {
    readonly data?: unknown;
    readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
    readonly extensions?: { readonly cost?: Readonly<Record<string, unknown>> };
  };
}

/** Somebody of a tenant of their own, at a gateway. */
async function somebody(
  graph: TestGateway,
): Promise<(query: string, headers?: Record<string, string>) => Promise<Reply>> {
  const authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
  return async (query, headers = {}) => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body: JSON.stringify({ query }),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Reply['body'] };
  };
}

const rateHeaders = ({ headers }: Reply) =>
  ['limit', 'remaining', 'reset'].map((name) => headers.get(`ratelimit-${name}`));

afterAll(closeFactories);

describe('what operations cost', () => {
  let graph: TestGateway;
  const rate = { tenant: { size: 1_000, restorePerSecond: 0.001 }, client: { size: 100, restorePerSecond: 0.001 } };

  beforeAll(async () => {
    graph = await startGateway({
      limits: { rate, cost: { maximum: 80, maximumForAnalysts: 30, maximumNodes: 1_000 } },
    });
  });
  afterAll(() => graph.close());

  it('is told beside the answer, with what is left', async () => {
    const ask = await somebody(graph);
    const reply = await ask(page);
    expect(reply.body.extensions?.cost).toEqual({
      requestedQueryCost: 43,
      actualQueryCost: 3,
      maximumQueryCost: 80,
      requestedNodes: 40,
      perSubgraph: { tenancy: 2, activities: 41 },
      throttleStatus: { maximumAvailable: 100, currentlyAvailable: 97, restoreRate: 0.001 },
    });
    expect(rateHeaders(reply)).toEqual(['100', '97', '3000']);
  });

  it('can be asked alone', async () => {
    const ask = await somebody(graph);
    const { status, body } = await ask(page, { 'x-leadmetrics-estimate': '1' });
    expect({ status, data: body.data, errors: body.errors }).toEqual({ status: 200, data: null, errors: undefined });
    expect(body.extensions?.cost).toMatchObject({ requestedQueryCost: 43, actualQueryCost: null });
  });

  it('may not pass the limit', async () => {
    const ask = await somebody(graph);
    const { status, body } = await ask(page.replace('40', '90'));
    expect({ status, data: body.data, code: body.errors?.[0]?.extensions['code'] }).toEqual({
      status: 400,
      data: undefined,
      code: 'QUERY_TOO_COSTLY',
    });
  });

  it('throttles with the time to come back, on each answer', async () => {
    const ask = await somebody(graph);
    let reply = await ask('{ viewer { role } }');
    while (reply.status === 200) reply = await ask('{ viewer { tenant { name } } viewerAgain: viewer { role } }');
    expect(reply.body.errors?.[0]).toMatchObject({
      message: 'too much was asked in too short a time; come back later',
      extensions: { code: 'THROTTLED', retryable: true, requestId: expect.stringMatching(/^[0-9A-Z]{26}$/) },
    });
    expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(rateHeaders(reply)[0]).toBe('100');
  });

  it('is nothing to other tenants', async () => {
    const [spender, other] = [await somebody(graph), await somebody(graph)];
    let reply = await spender(page);
    while (reply.status === 200) reply = await spender(page);
    expect((await other(page)).status).toBe(200);
  });
});

describe('how long an operation may take', () => {
  it('is limited, and told', async () => {
    const graph = await startGateway({ limits: { operationTimeoutMs: 1 } });
    try {
      const ask = await somebody(graph);
      const { status, body } = await ask(page);
      expect({ status, errors: body.errors }).toMatchObject({
        status: 504,
        errors: [
          {
            message: 'the operation took longer than 1 ms and was given up; ask for less of it',
            extensions: { code: 'TIMEOUT', retryable: true },
          },
        ],
      });
      expect(graph.faults).toEqual([]);
    } finally {
      await graph.close();
    }
  });
});

describe('how much an operation may read and answer', () => {
  it.each([
    ['reads', { readBytes: 200 }, /^the operation reads more than 200 bytes/],
    ['answers', { execution: { ...standardLimits.execution, answerCharacters: 20 } }, /^the answer is longer/],
  ])('is refused whole where it %s too much', async (_name, limits, words) => {
    const graph = await startGateway({ limits });
    try {
      const ask = await somebody(graph);
      const { status, body } = await ask('{ viewer { tenant { id name slug industry users { nodes { id name } } } } }');
      expect({ status, data: body.data, errors: body.errors }).toMatchObject({
        status: 400,
        errors: [{ message: expect.stringMatching(words), extensions: { code: 'QUERY_TOO_COSTLY', retryable: false } }],
      });
      expect(graph.faults).toEqual([]);
    } finally {
      await graph.close();
    }
  });
});

describe('how many operations may be under way', () => {
  it('is limited a tenant: others wait, and too many are refused', async () => {
    const slots = { running: 10, reserved: 0, runningPerTenant: 1, waitingPerTenant: 2 };
    const graph = await startGateway({ limits: { slots } });
    try {
      const ask = await somebody(graph);
      const replies = await Promise.all(Array.from({ length: 12 }, () => ask(page)));
      const statuses = new Set(replies.map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 429]);
      const refused = replies.find(({ status }) => status === 429);
      expect(refused?.body.errors?.[0]).toMatchObject({
        message: 'too many operations of this tenant wait already; send fewer at once',
        extensions: { code: 'THROTTLED', retryAfterMs: 1_000 },
      });
      expect(refused?.headers.get('retry-after')).toBe('1');
    } finally {
      await graph.close();
    }
  });
});
