import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RemoteOptions } from '../gateway/data-sources/remote.ts';
import { claimsOf } from './support/claims.ts';
import type { TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { gatewayTo } from './support/remote-gateway.ts';

const query = '{ viewer { role } goals { totalCount } }';
const answered = { role: 'ADMIN', goals: { totalCount: 7 }, codes: [] };
const hung = { role: 'ADMIN', goals: null, codes: ['TIMEOUT'] };
const leftAlone = { role: 'ADMIN', goals: null, codes: ['SUBGRAPH_UNAVAILABLE'] };
/** Longer than any test takes. */
const forLong = 600_000;

describe('a subgraph that keeps failing', () => {
  let handle: RequestListener;
  /** Calls that reached it. */
  let calls: number;
  let told: (readonly [string, boolean])[];
  let reports: number;
  let server: Server;
  let tenant: CustomerTenant;
  let graph: TestGateway | undefined;

  beforeAll(async () => {
    server = createServer((request, response) => {
      calls += 1;
      handle(request, response);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    tenant = await makeTenant();
  });
  beforeEach(() => {
    [calls, told, reports] = [0, [], 0];
  });
  afterEach(() => graph?.close());
  afterAll(async () => {
    server.close();
    server.closeAllConnections();
    await closeFactories();
  });

  const hang: RequestListener = () => undefined;
  const fail: RequestListener = (_request, response) => response.writeHead(500).end();
  const answer: RequestListener = (_request, response) => response.end('{"data":{"goals":{"totalCount":7}}}');

  async function open(options: Partial<RemoteOptions>): Promise<void> {
    graph = await gatewayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, {
      timeoutMs: 60_000,
      report: () => (reports += 1),
      onChange: (name, answers) => told.push([name, answers]),
      ...options,
    });
  }

  async function ask() {
    if (graph === undefined) throw new Error('expected a gateway');
    const answer = await graph.query<{ viewer: { role: string }; goals: unknown }>(claimsOf(tenant), query);
    const { data, errors } = answer;
    return {
      role: data.viewer.role,
      goals: data.goals,
      codes: errors.map(({ extensions }) => extensions['code']),
      errors,
    };
  }
  const summary = async () => {
    const { errors: _, ...rest } = await ask();
    return rest;
  };
  const inTurn = async (count: number) => {
    const answers = [];
    for (let index = 0; index < count; index += 1) answers.push(await summary());
    return answers;
  };
  /** Until one may try again after 20 ms, and half of them by chance. */
  const waitLongEnough = () => new Promise((resolve) => setTimeout(resolve, 40));
  const readiness = async () => {
    const response = await fetch(`${graph?.url}/health/ready`);
    return { status: response.status, subgraphs: ((await response.json()) as { subgraphs: unknown }).subgraphs };
  };
  const readyWith = (strategy: boolean) => ({ status: 200, subgraphs: { strategy } });

  it('is asked three times of thirty while it hangs, and the others are told at once when to come back', async () => {
    await open({ timeoutMs: 300, circuit: { failures: 3, waitMs: forLong } });
    handle = hang;
    expect(await readiness()).toEqual(readyWith(true));
    expect(await inTurn(30)).toEqual([...Array(3).fill(hung), ...Array(27).fill(leftAlone)]);
    expect({ calls, told, reports }).toEqual({ calls: 3, told: [['strategy', false]], reports: 3 });
    const [error] = (await ask()).errors;
    expect(error).toMatchObject({ path: ['goals'], extensions: { service: 'strategy', retryable: true } });
    const retryAfterMs = Number(error?.extensions['retryAfterMs']);
    expect(retryAfterMs > 0 && retryAfterMs <= 1.5 * forLong).toBe(true);
    expect(await readiness()).toEqual(readyWith(false));
  });

  it('is asked by one of ten once its time is over, and by all of them once it has answered', async () => {
    await open({ circuit: { failures: 1, waitMs: 20 } });
    handle = fail;
    expect(await summary()).toEqual(leftAlone);
    await waitLongEnough();
    let [answerNow, settled] = [(): void => undefined, 0];
    handle = (request, response) => (answerNow = () => answer(request, response));
    const tries = Array.from({ length: 10 }, () => summary().finally(() => (settled += 1)));
    while (settled < 9) await new Promise((resolve) => setTimeout(resolve, 5));
    answerNow();
    const codes = (await Promise.all(tries)).flatMap((one) => one.codes);
    expect({ calls, codes }).toEqual({ calls: 2, codes: Array(9).fill('SUBGRAPH_UNAVAILABLE') });
    handle = answer;
    expect(await Promise.all(Array.from({ length: 10 }, summary))).toEqual(Array(10).fill(answered));
    expect({ calls, told }).toEqual({
      calls: 12,
      told: [
        ['strategy', false],
        ['strategy', true],
      ],
    });
    expect(await readiness()).toEqual(readyWith(true));
  });

  it('answers all fetches of the operation that tries', async () => {
    await open({ circuit: { failures: 1, waitMs: 20 } });
    handle = fail;
    await ask();
    await waitLongEnough();
    // Two fetches at once, and one for the tenant after another subgraph's.
    handle = (request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const entity = '{"data":{"_entities":[{"goals":{"totalCount":7}}]}}';
        response.end(body.includes('_entities') ? entity : '{"data":{"goals":{"totalCount":7}}}');
      });
    };
    const { data, errors } = (await graph?.query(
      claimsOf(tenant),
      '{ viewer { tenant { goals { totalCount } } } goals { totalCount } }',
    )) ?? { data: null, errors: [] };
    const goals = { totalCount: 7 };
    expect({ data, errors }).toEqual({ data: { viewer: { tenant: { goals } }, goals }, errors: [] });
  });

  it.each<[string, RequestListener]>([
    ['refuses each call', (_request, response) => response.writeHead(401).end('{"errors":[{"message":"no"}]}')],
    ['answers nonsense', (_request, response) => response.end('<html>')],
    ['answers at length', (_request, response) => response.end(' '.repeat(200_000))],
  ])('is asked on and on while it %s: nobody waits for that', async (_name, misbehave) => {
    await open({ circuit: { failures: 1, waitMs: forLong } });
    handle = misbehave;
    expect(await inTurn(3)).toEqual(Array(3).fill(leftAlone));
    expect({ calls, told }).toEqual({ calls: 3, told: [] });
  });

  it.each<[string, RequestListener]>([
    ['HTTP 503', (_request, response) => response.writeHead(503).end()],
    [
      'a connection that breaks within an answer',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('{"data"');
        setTimeout(() => response.destroy(), 20);
      },
    ],
  ])('is left alone after %s, without a second attempt', async (_name, misbehave) => {
    await open({ circuit: { failures: 1, waitMs: forLong } });
    handle = misbehave;
    expect(await inTurn(3)).toEqual(Array(3).fill(leftAlone));
    expect({ calls, told }).toEqual({ calls: 1, told: [['strategy', false]] });
  });

  it('is asked by no more at once than it may be; the others wait for their turn', async () => {
    await open({ callsAtOnce: 2 });
    let [underWay, most] = [0, 0];
    handle = (request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setTimeout(() => {
        underWay -= 1;
        answer(request, response);
      }, 20);
    };
    expect(await Promise.all(Array.from({ length: 8 }, summary))).toEqual(Array(8).fill(answered));
    expect({ calls, most }).toEqual({ calls: 8, most: 2 });
  });

  it('lets go who waits for a turn when it is left alone meanwhile', async () => {
    await open({ callsAtOnce: 1, circuit: { failures: 1, waitMs: forLong } });
    handle = (_request, response) => void setTimeout(() => response.writeHead(500).end(), 100);
    expect(await Promise.all(Array.from({ length: 8 }, summary))).toEqual(Array(8).fill(leftAlone));
    expect(calls).toBe(1);
  });

  it('is asked once more where the connection broke before an answer, and no further', async () => {
    await open({ circuit: { failures: 2, waitMs: forLong } });
    handle = (request, response) => (calls === 1 ? request.socket.destroy() : answer(request, response));
    expect(await summary()).toEqual(answered);
    handle = (request) => request.socket.destroy();
    expect(await inTurn(3)).toEqual(Array(3).fill(leftAlone));
    expect({ calls, reports, told }).toEqual({ calls: 6, reports: 2, told: [['strategy', false]] });
  });
});
