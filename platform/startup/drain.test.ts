import { Agent, createServer, request, type IncomingMessage, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { silentLog } from '../../tests/support/log.ts';
import { Connections } from './connections.ts';
import { drain } from './drain.ts';
import { Lifetime } from './lifetime.ts';

/** A client that asks on and on over connections that it keeps. */
interface Client {
  /** Each answer's status, and whether it gave the connection up. */
  readonly answers: string[];
  readonly ended: Promise<void>;
}

describe('a server that is drained under traffic', () => {
  let server: Server;
  let connections: Connections;
  let life: Lifetime;
  let agent: Agent;
  beforeEach(async () => {
    server = createServer((_request, response) => setTimeout(() => response.end('ok'), 3));
    connections = new Connections(server);
    life = new Lifetime();
    agent = new Agent({ keepAlive: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(() => agent.destroy());

  const drained = (delayMs: number): Promise<void> =>
    drain({
      server,
      connections,
      close: () => new Promise((resolve) => server.close(resolve)),
      life,
      delayMs,
      graceMs: 10_000,
      log: silentLog,
    });

  /** @param goesOn told the client's last answer before each further request */
  function client(pauseMs: number, goesOn: (last: string) => boolean): Client {
    const answers: string[] = [];
    async function run(): Promise<void> {
      do {
        answers.push(await answerOf());
        await sleep(pauseMs);
      } while (goesOn(answers.at(-1) ?? ''));
    }
    return { answers, ended: run() };
  }

  async function answerOf(): Promise<string> {
    const { port } = server.address() as AddressInfo; // a TCP server's
    const asked = request({ port, host: '127.0.0.1', agent });
    try {
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      await once(answer, 'end');
      return `${answer.statusCode} ${answer.headers.connection}`;
    } catch (error) {
      return String(error);
    }
  }

  it.each([0, 1, 10, 50])('resets no connection that is used every %d ms', async (pauseMs) => {
    const clients = Array.from({ length: 8 }, () => client(pauseMs, (last) => last === '200 keep-alive'));
    while (clients.some(({ answers }) => answers.length < 2)) await sleep(1);
    life.askToStop();
    await Promise.all([drained(0), ...clients.map(({ ended }) => ended)]);
    for (const { answers } of clients) {
      expect(new Set(answers.slice(0, -1))).toEqual(new Set(['200 keep-alive']));
      expect(answers.at(-1)).toBe('200 close');
    }
  });

  it('answers all that comes until load balancers have seen that it is not ready', async () => {
    let isSent = true;
    const clients = Array.from({ length: 8 }, () => client(2, () => isSent));
    while (clients.some(({ answers }) => answers.length < 2)) await sleep(1);
    life.askToStop();
    const end = drained(300);
    await sleep(150);
    isSent = false;
    await Promise.all([end, ...clients.map(({ ended }) => ended)]);
    const answers = clients.flatMap((one) => one.answers);
    expect(new Set(answers)).toEqual(new Set(['200 keep-alive', '200 close']));
  });

  it('waits no longer for anybody when a person hurries', async () => {
    life.askToStop();
    const end = drained(60_000);
    life.askToStop();
    await end;
    expect(server.listening).toBe(false);
  });
});
