import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { throttled } from '../../platform/errors/graph-error.ts';
import type { LimitName } from '../../platform/errors/limit-name.ts';

/** Limits of connections; times in milliseconds are Node's to keep (`http-server.ts`). */
export interface ConnectionLimits {
  /** At a time, of all addresses together. */
  readonly limit: number;
  /** At a time, of one address. */
  readonly perAddress: number;
  /** Requests after which a connection is closed. */
  readonly requests: number;
  /** Requests of one connection in work at a time. */
  readonly pipelined: number;
}

/** Time between two reports, at least, that connections were dropped. */
const reportEveryMs = 60_000;

/**
 * Drops connections that are too many, of all addresses or of one. Nobody is there to be answered yet.
 * @param isProxy whether an address is a balancer's: its connections are those of many clients
 * @param count told of each that is dropped
 */
export function limitConnections(
  server: Server,
  { limit, perAddress }: ConnectionLimits,
  isProxy: (address: string) => boolean,
  report: (fault: unknown) => void,
  count: (limit: LimitName) => void,
): void {
  const tell = atMostEvery(reportEveryMs, (words: string) => report(new Error(words)));
  server.maxConnections = limit;
  server.on('drop', () => {
    count('connections');
    tell(`found more than ${limit} connections; those beyond CONNECTIONS_LIMIT are dropped`);
  });
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const { remoteAddress: address } = socket;
    if (address === undefined || isProxy(address)) return;
    const opened = (open.get(address) ?? 0) + 1;
    if (opened > perAddress) {
      count('connectionsPerAddress');
      tell(
        `found more than ${perAddress} connections of one address; those beyond CONNECTIONS_PER_ADDRESS are dropped`,
      );
      socket.destroy();
      return;
    }
    open.set(address, opened);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  });
}

/**
 * Bounds what one connection may ask: requests that it sends without waiting for answers are refused beyond a number, and
 * after many requests it is closed, so that its client connects anew.
 */
export function limitRequestsOfConnection(app: FastifyInstance, { requests, pipelined }: ConnectionLimits): void {
  const uses = new WeakMap<Socket, { begun: number; inWork: number }>();
  app.addHook('onRequest', (request, reply, done) => {
    const { socket } = request.raw;
    // It was closed after an earlier request, whose answer said so: what follows is not taken (RFC 9112, 9.6).
    if (!socket.writable) {
      reply.hijack();
      socket.destroy();
      return;
    }
    const use = uses.get(socket) ?? { begun: 0, inWork: 0 };
    uses.set(socket, use);
    use.begun += 1;
    use.inWork += 1;
    reply.raw.once('close', () => (use.inWork -= 1));
    if (use.begun >= requests) void reply.header('connection', 'close');
    done(use.inWork > pipelined ? tooManyAtOnce(pipelined) : undefined);
  });
}

function tooManyAtOnce(pipelined: number): Error {
  const words = `found more than ${pipelined} requests of one connection at a time; expected each to wait for an answer`;
  return throttled(words, 'pipelinedRequests');
}

function atMostEvery<Value>(milliseconds: number, action: (value: Value) => void): (value: Value) => void {
  let next = 0;
  return (value) => {
    const now = performance.now();
    if (now < next) return;
    next = now + milliseconds;
    action(value);
  };
}
