import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import { nestsDeeperThan } from './json-depth.ts';
import { Refusal } from './refusal.ts';
import { lingerMs } from './unparsed-request.ts';

/** Limits of a request body. */
export interface BodyLimits {
  readonly limitBytes: number;
  /** Of lists and objects in each other. */
  readonly depth: number;
}

/**
 * Reads bodies, and sees to those that are not read: a request that is refused by its headers alone is answered at
 * once, whatever its body would have been.
 */
export function readBodies(app: FastifyInstance, { limitBytes, depth }: BodyLimits): void {
  readJson(app, depth);
  // A client that waits to be asked for its body is asked once somebody will read it (RFC 9110, 10.1.1).
  app.server.on('checkContinue', (request, response) => app.routing(request, response));
  app.addHook('preParsing', (request, reply, payload, done) => {
    const refusal = encodingRefusal(request);
    if (refusal !== undefined) return done(refusal);
    const length = Number(request.headers['content-length'] ?? 0);
    if (request.headers.expect?.toLowerCase() === '100-continue' && length <= limitBytes) reply.raw.writeContinue();
    done(null, payload);
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    const { raw } = request;
    if (!hasBody(request) || raw.complete) return done();
    // It may have come with the headers: then Node has it as soon as this turn is over, and the connection goes on.
    setImmediate(() => {
      if (!raw.complete) {
        void reply.header('connection', 'close');
        closeSlowly(raw.socket);
      }
      done();
    });
  });
}

/** JSON as Fastify reads it, once it is known to be flat enough: reading and coercing what is nested costs more than its bytes. */
function readJson(app: FastifyInstance, depth: number): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (nestsDeeperThan(body, depth))
      done(
        new Refusal(
          400,
          badUserInput(`the body is nested too deeply; expected ${depth} levels at most`, { limit: 'bodyDepth' }),
        ),
        undefined,
      );
    else void parse(request, body, done);
  });
}

/** Refusal of a body that is compressed: a few bytes of it may be gigabytes (RFC 9110, 15.5.16). */
function encodingRefusal({ headers }: FastifyRequest): Refusal | undefined {
  const encoding = headers['content-encoding'];
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return undefined;
  const words = `found a body with the content-encoding ${JSON.stringify(encoding)}; expected one that is not encoded`;
  return new Refusal(415, badUserInput(words), { 'accept-encoding': 'identity' });
}

function hasBody({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Makes Node, which closes a connection for good as soon as its last answer is written, first read on for a moment: were it
 * closed at once, TCP would take the answer away from a client that is still sending (RFC 9112, 9.6).
 */
function closeSlowly(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    setTimeout(() => socket.destroy(), lingerMs).unref();
  };
}
