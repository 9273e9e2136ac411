import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { serviceFault } from '../../platform/errors/graph-error.ts';
import { Refusal } from './refusal.ts';

/**
 * Over how long the delay's mean is taken. A pause that is over, as a long collection of garbage is, must have taken nearly
 * all of it to count: over a shorter time one pause of half a second would turn everybody away.
 */
const sampleMs = 1_000;
/** Whoever watches the process has to see it most when it is overloaded. */
const watched = /^\/(?:health\/|metrics\b|version\b)/;

/**
 * Refuses requests before anything of them is read while the event loop is late, so that those that are taken are answered.
 * It is the last resort, behind limits that know what a request costs.
 * @param delayMs mean delay of the event loop, over a second, from which on they are refused; null refuses none
 */
export async function shedOverload(app: FastifyInstance, delayMs: number | null): Promise<void> {
  if (delayMs === null) return;
  let servedSince = Infinity;
  app.addHook('onListen', (done) => {
    servedSince = performance.now();
    done();
  });
  await app.register(underPressure, {
    maxEventLoopDelay: delayMs,
    sampleInterval: sampleMs,
    pressureHandler: async ({ url }) => {
      // The first sample after the start holds the start itself.
      const isOfStart = performance.now() - servedSince < 2 * sampleMs;
      if (isOfStart || watched.test(url)) return;
      const words = 'this server has too much to do; try again';
      throw new Refusal(503, serviceFault('SUBGRAPH_UNAVAILABLE', 'gateway', words, { limit: 'overload' }));
    },
  });
}
