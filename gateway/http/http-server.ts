import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { proxyTest } from '../../platform/config/trusted-proxies.ts';
import type { WebConfig } from '../../platform/config/web.ts';
import { badUserInput, serviceFault } from '../../platform/errors/graph-error.ts';
import type { LimitName } from '../../platform/errors/limit-name.ts';
import type { ReportFault } from '../../platform/graph/present-error.ts';
import { requestIdOf } from '../../platform/observability/request-id.ts';
import { recordOf } from '../request-record.ts';
import { compressAnswers } from './compression.ts';
import { limitConnections, limitRequestsOfConnection } from './connection-limits.ts';
import { allowOrigins, unroutedHeaders } from './cors.ts';
import { shedOverload } from './overload.ts';
import { answerOf, Refusal, refusalOf } from './refusal.ts';
import { readBodies } from './request-body.ts';
import { watchRequests, type RequestWatch } from './request-watch.ts';
import { secureAnswers } from './security-headers.ts';
import { refuseUnparsed } from './unparsed-request.ts';

/** How often Node looks for requests that do not arrive in time. */
const timeoutsCheckedMs = 1_000;

/** Limits of the server, and who is told of our faults. */
export interface HttpServerOptions extends WebConfig {
  readonly report: ReportFault;
  readonly watch: RequestWatch;
}

/**
 * Server without routes yet. Whatever it refuses (by a route, by Fastify, by Node's parser) is refused in the shape of the
 * graph's errors, with a code, `retryable` and a request id.
 */
export async function createHttpServer({
  report,
  watch,
  body,
  headers,
  connections,
  cors,
  trustedProxies,
  ...options
}: HttpServerOptions): Promise<FastifyInstance> {
  const refuse = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const refusal = refusalOf(error, request, (fault) => report(fault, request.id));
    recordOf(request.raw).addErrors([refusal.error]);
    const { status, headers, body } = answerOf(refusal, request.id);
    void reply.code(status).headers(headers).send(body);
  };
  const corsHeaders = unroutedHeaders(cors);
  const isProxy = proxyTest(trustedProxies);
  const countLimit = (limit: LimitName): void => watch.metrics.limitRefusals.inc({ limit });
  const app = fastify({
    bodyLimit: body.limitBytes,
    trustProxy: isProxy,
    genReqId: requestIdOf,
    forceCloseConnections: 'idle',
    requestTimeout: connections.requestTimeoutMs,
    keepAliveTimeout: connections.keepAliveTimeoutMs,
    connectionTimeout: connections.silenceTimeoutMs,
    http: {
      headersTimeout: connections.headersTimeoutMs,
      maxHeaderSize: headers.limitBytes,
      connectionsCheckingInterval: timeoutsCheckedMs,
      // What Node and Fastify would refuse with bodies of their own is refused below.
      requireHostHeader: false,
    },
    return503OnClosing: false,
    clientErrorHandler: refuseUnparsed(headers.limitBytes, countLimit),
    frameworkErrors: (error, request, reply) => refuse(error, request, reply.headers(corsHeaders(request))),
  });
  app.setErrorHandler(refuse);
  watchRequests(app, watch);
  // An expectation that Node does not know may be ignored (RFC 9110, 10.1.1).
  app.server.on('checkExpectation', (request, response) => app.routing(request, response));
  // Without one more, Node would drop what is too much, and nobody would know that it was.
  app.server.maxHeadersCount = headers.count + 1;
  limitConnections(
    app.server,
    connections,
    (address) => isProxy(address, 0),
    (fault) => report(fault, 'connections'),
    countLimit,
  );
  secureAnswers(app, options.hstsMaxAgeSeconds);

  let isClosing = false;
  app.addHook('preClose', (done) => {
    isClosing = true;
    done();
  });
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', ({ url, method }) => {
    // The path of preflights, which is every path, is no path of its own.
    if (url !== '*') methods.set(url, new Set([...(methods.get(url) ?? []), ...[method].flat()]));
  });
  await allowOrigins(app, cors);
  // Before the body is read: it does not matter any more.
  app.addHook('onRequest', (request, _reply, done) => {
    if (isClosing) done(new Refusal(503, serviceFault('SUBGRAPH_UNAVAILABLE', 'gateway', 'this server is stopping')));
    else done(hostRefusal(request) ?? headersRefusal(request, headers.count) ?? routeRefusal(request, methods));
  });
  limitRequestsOfConnection(app, connections);
  await shedOverload(app, options.overloadDelayMs);
  readBodies(app, body);
  await compressAnswers(app, options.compressionThresholdBytes);
  return app;
}

/** Refusal of a request that does not say with one host name whom it is for (RFC 9112, 3.2; RFC 9110, 4.2.1). */
function hostRefusal({ raw }: FastifyRequest): Refusal | undefined {
  const hosts = raw.headersDistinct['host'] ?? [];
  const [host = ''] = hosts;
  if (hosts.length === 1 && isHost(host)) return undefined;
  const found = hosts.length === 0 ? 'no header "Host"' : `the header "Host" as ${hosts.map(quoted).join(' and ')}`;
  return new Refusal(400, badUserInput(`found ${found}; expected one host name, with a port or without`));
}

function isHost(text: string): boolean {
  return !/[\s/?#@\\]/.test(text) && URL.canParse(`http://${text}`);
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Refusal of headers that are too many (RFC 6585, 5). */
function headersRefusal({ raw }: FastifyRequest, limit: number): Refusal | undefined {
  if (raw.rawHeaders.length / 2 <= limit) return undefined;
  return new Refusal(
    431,
    badUserInput(`found more than ${limit} headers; expected ${limit} at most`, { limit: 'headers' }),
  );
}

/** Refusal of a path that is none of ours (404), or of a method that the path has not (405, RFC 9110, 15.5.6). */
function routeRefusal(
  { url, method, is404, routeOptions }: FastifyRequest,
  methods: ReadonlyMap<string, ReadonlySet<string>>,
): Refusal | undefined {
  if (!is404 && routeOptions.url !== '*') return undefined;
  const path = url.split('?', 1)[0] ?? '';
  const allowed = [...methods].flatMap(([pattern, names]) => (fits(pattern, path) ? [...names] : []));
  if (allowed.length === 0) return new Refusal(404, badUserInput('there is no such path on this server'));
  const allow = [...new Set(allowed)].sort().join(', ');
  return new Refusal(405, badUserInput(`found the method ${method}; expected one of ${allow}`), { allow });
}

/** Whether a path is one of a route's: `/files/:kind/:name`. */
function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  return (
    wanted.length === given.length &&
    wanted.every((part, place) => (part.startsWith(':') ? given[place] !== '' : part === given[place]))
  );
}
