import { afterEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningServer } from './server.ts';
import { Supervisor } from './supervisor.ts';

const longestWaitMs = 600;

/** Servers that end when they are told to, and may refuse to start. */
class Servers {
  readonly lines: string[] = [];
  private end: (how: string) => void = () => undefined;
  private told: (() => void) | undefined;
  private refusals = 0;

  next(): RunningServer {
    return { process: { pid: 1, startedAt: 'never' }, port: 1, adopted: false, ended: this.whenEnded() };
  }

  supervise(): Supervisor {
    return new Supervisor(this.next(), {
      longestWaitMs,
      restart: async () => {
        if (this.refusals === 0) return this.next();
        this.refusals -= 1;
        throw new Error('no space left');
      },
      report: (line) => {
        this.lines.push(line);
        this.told?.();
      },
    });
  }

  /** Ends the server, which does not start again so many times; resolves when it is up. */
  async crash(refusals = 0): Promise<void> {
    this.refusals = refusals;
    const up = new Promise<void>((resolve) => {
      this.told = () => {
        if (this.lines.at(-1)?.includes('is up again') === true) resolve();
      };
    });
    this.end('SIGKILL');
    await up;
  }

  private whenEnded(): Promise<string> {
    return new Promise((resolve) => (this.end = resolve));
  }
}

describe('Supervisor', () => {
  let supervisor: Supervisor;
  afterEach(() => supervisor.stop(1_000));
  const ended = (when: string): string =>
    `PostgreSQL (process 1) has ended by itself (SIGKILL). It is started again ${when}.`;
  const refused = (when: string): string =>
    `PostgreSQL could not be started again: no space left. It is started again ${when}.`;
  const up = 'PostgreSQL is up again (process 1).';

  it('starts a server again at once, and tells', async () => {
    const servers = new Servers();
    supervisor = servers.supervise();
    expect(supervisor.condition).toEqual({ state: 'running', restarts: 0, lastEndedAt: null });
    await servers.crash();
    expect(servers.lines).toEqual([ended('now'), up]);
    expect(supervisor.condition).toEqual({ state: 'running', restarts: 1, lastEndedAt: expect.any(Date) });
  });

  it('waits longer and longer for one that does not start or keeps ending, up to the longest wait', async () => {
    const servers = new Servers();
    supervisor = servers.supervise();
    await servers.crash(2);
    await servers.crash();
    expect(servers.lines).toEqual([
      ended('now'),
      refused('in 500 ms'),
      refused('in 600 ms'),
      up,
      ended('in 600 ms'),
      up,
    ]);
  });

  it('takes the end of one that has run for longer than the longest wait for a first one', async () => {
    const servers = new Servers();
    supervisor = servers.supervise();
    await servers.crash();
    await sleep(longestWaitMs + 100);
    await servers.crash();
    expect(servers.lines).toEqual([ended('now'), up, ended('now'), up]);
  });
});
