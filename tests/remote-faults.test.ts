import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import type { ActivityRow } from '../platform/database/tables.ts';
import { claimsOf } from './support/claims.ts';
import type { TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { answerLimitBytes, gatewayTo } from './support/remote-gateway.ts';

describe('a subgraph that does not answer', () => {
  /** What stands where the subgraph should be; each test has its own. */
  let handle: RequestListener;
  /** Why each fetch was given up, and for which request. */
  let reported: { words: string; cause: string; requestId: string }[];
  let server: Server;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  let activity: ActivityRow;

  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    graph = await gatewayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
      // Time enough for a busy machine to answer.
      timeoutMs: 3_000,
      report: (error, requestId) => {
        const { message, cause } = error as Error;
        reported.push({ words: message, cause: (cause as Error).message, requestId });
      },
    });
    tenant = await makeTenant();
    activity = await tenant.make.activity({ goalId: (await tenant.make.goal()).id, title: 'About a goal' });
  });

  beforeEach(() => {
    reported = [];
  });

  afterAll(async () => {
    await graph.close();
    server.close();
    server.closeAllConnections();
    await closeFactories();
  });

  /** What is told of a request whose answer stands but for the subgraph's part. */
  async function losses() {
    const query = `query ($id: ID!) {
      viewer { tenant { slug activeStrategy { id } aims: goals { totalCount } } }
      goals { totalCount }
      activity(id: $id) { title goal { id name } }
    }`;
    const { status, data, errors } = await graph.query(claimsOf(tenant), query, { id: activity.refId });
    expect({ status, data }).toEqual({
      status: 200,
      data: {
        viewer: { tenant: { slug: tenant.slug, activeStrategy: null, aims: null } },
        goals: null,
        activity: { title: 'About a goal', goal: null },
      },
    });
    return errors
      .map(({ path = [], message, extensions }) => ({ path: path.join('.'), message, ...extensions }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  const lost = (path: string, code: string) => ({
    path,
    message: 'strategy did not answer; the rest of the answer stands',
    code,
    retryable: true,
    service: 'strategy',
    retryAfterMs: 1_000,
    requestId: expect.any(String),
  });
  const everyLoss = (code: string) =>
    ['activity.goal.name', 'goals', 'viewer.tenant.activeStrategy', 'viewer.tenant.aims'].map((path) =>
      lost(path, code),
    );

  /** The three fetches that ask the subgraph, each reported with its cause to whoever runs the gateway. */
  function expectReports(cause: unknown): void {
    const report = { words: 'the subgraph strategy did not answer as it should', cause, requestId: expect.any(String) };
    expect(reported).toEqual([report, report, report]);
    expect(new Set(reported.map(({ requestId }) => requestId)).size).toBe(1);
  }

  const answering =
    (text: string, status = 200): RequestListener =>
    (_request, response) =>
      response.writeHead(status).end(text);

  it.each<[string, RequestListener, unknown]>([
    ['an error of its own', answering('{"message":"SELECT secret FROM vault"}', 500), 'it answered HTTP 500'],
    ['another GATEWAY_SECRET', answering('{"errors":[{"message":"no"}]}', 401), 'it answered HTTP 401'],
    ['no GraphQL', answering('[]'), 'its answer is no object'],
    ['a page of HTML', answering('<html>not found</html>'), expect.stringContaining('is not valid JSON')],
    ['half an answer', answering('{"data":{"goals":{"totalCo'), expect.stringContaining('JSON')],
    ['nothing', answering('{"data":null}'), 'its answer has neither data nor errors'],
    ['data of another type', answering('{"data":["goals"]}'), 'its answer has "data" that is no object'],
    ['errors that are no list', answering('{"data":{},"errors":7}'), 'its answer has "errors" that are none'],
    ['errors without words', answering('{"data":{},"errors":[{}]}'), 'its answer has "errors" that are none'],
    ['a closed connection', (request) => request.socket.destroy(), 'fetch failed'],
  ])('is named in the place of each field that it owes: %s', async (_name, misbehave, cause) => {
    handle = misbehave;
    expect(await losses()).toEqual(everyLoss('SUBGRAPH_UNAVAILABLE'));
    expectReports(cause);
  });

  it('is given up when its answer is longer than it may be, however much would follow', async () => {
    let open = 0;
    handle = (_request, response) => {
      open += 1;
      response.once('close', () => (open -= 1));
      const more = () => {
        while (!response.destroyed && response.write(' '.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    };
    expect(await losses()).toEqual(everyLoss('SUBGRAPH_UNAVAILABLE'));
    expectReports(`its answer is longer than ${answerLimitBytes} bytes`);
    while (open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it('hurts nobody with keys that reach for the prototype of every object', async () => {
    const hostile = '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}';
    handle = answering(`{"data":{"goals":{"totalCount":3,${hostile}},${hostile}},"__proto__":{"errors":7}}`);
    const { data, errors } = await graph.query(claimsOf(tenant), '{ goals { totalCount } }');
    expect({ data, errors }).toEqual({ data: { goals: { totalCount: 3 } }, errors: [] });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    handle = answering('{"data":{"__proto__":{"goals":{"totalCount":3}}}}');
    const hidden = await graph.query(claimsOf(tenant), '{ goals { totalCount } }');
    expect(hidden.data).toEqual({ goals: null });
  });

  it('is told one now in all fetches of an operation', async () => {
    const told: unknown[] = [];
    handle = (request, response) => {
      told.push(decodeJwt((request.headers.authorization ?? '').replace('Bearer ', ''))['now']);
      setTimeout(() => response.end('[]'), 20);
    };
    const before = Date.now();
    await losses();
    expect(told).toEqual([told[0], told[0], told[0]]);
    expect(told[0]).toBeGreaterThanOrEqual(before);
    expect(told[0]).toBeLessThanOrEqual(Date.now());
  });

  it('is given up after the timeout, where it takes twelve seconds', async () => {
    const answers: NodeJS.Timeout[] = [];
    let answered = 0;
    handle = (_request, response) =>
      answers.push(
        setTimeout(() => {
          answered += 1;
          response.end('{"data":{}}');
        }, 12_000),
      );
    expect(await losses()).toEqual(everyLoss('TIMEOUT'));
    expect(answered).toBe(0);
    expectReports(expect.stringContaining('timeout'));
    answers.forEach(clearTimeout);
  });

  it('is named when nobody listens there any more', async () => {
    server.close();
    server.closeAllConnections();
    expect(await losses()).toEqual(everyLoss('SUBGRAPH_UNAVAILABLE'));
    expectReports('fetch failed');
  });
});
