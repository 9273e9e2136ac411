import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiClients } from '../../platform/identity/api-clients.ts';
import { isSecretOf } from '../../platform/identity/client-secret.ts';
import type { ClientTokens } from '../../platform/identity/client-tokens.ts';
import { realm } from '../../platform/identity/unauthenticated.ts';
import { parseUlid } from '../../platform/ids/ulid.ts';
import type { GatewayDeps } from '../deps.ts';
import { recordOf } from '../request-record.ts';
import { FailedAttempts } from './failed-attempts.ts';
import { readTokenRequest, TokenError, unknownClient, type TokenRequest } from './token-request.ts';

/** What the route needs. */
export interface TokenRoute extends Pick<GatewayDeps, 'tellRefused'> {
  readonly clients: ApiClients;
  readonly tokens: ClientTokens;
  /** Wrong secrets of one client from one address in a minute; of one address, whatever the client, ten times as many. */
  readonly failuresPerMinute: number;
}

/** A request is a few names and values; nobody needs more to ask for a token. */
const bodyLimitBytes = 8_192;

/** No cache keeps a token (RFC 6749, 5.1). */
const neverStored = { 'cache-control': 'no-store', pragma: 'no-cache' };

/**
 * `POST /oauth/token`: an API client's access token by its id and secret (RFC 6749, 4.4). What it refuses it refuses in the
 * shape of that RFC, which clients' libraries read.
 */
export function serveClientTokens(
  app: FastifyInstance,
  { clients, tokens, failuresPerMinute, tellRefused }: TokenRoute,
): void {
  const ofClient = new FailedAttempts({ limit: failuresPerMinute });
  const ofAddress = new FailedAttempts({ limit: 10 * failuresPerMinute });

  /** The client that the request is of. */
  async function clientOf({ clientId, secret }: TokenRequest, { ip, id }: FastifyRequest) {
    const place = `${clientId} ${ip}`;
    const waitMs = Math.max(ofClient.waitMs(place), ofAddress.waitMs(ip));
    if (waitMs > 0) throw new TooManyFailures(waitMs);
    const refId = parseUlid(clientId);
    const client = refId === null ? null : await clients.credentials(refId);
    if (refId !== null && client?.mayAsk === true && isSecretOf(client.secretHash, secret)) return { ...client, refId };
    ofClient.add(place);
    ofAddress.add(ip);
    tellRefused('API client', reasonOf(client), id);
    throw unknownClient();
  }

  // A form is taken by this route alone: what takes forms can be sent one by any page (CSRF).
  void app.register((scope, _options, done) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: bodyLimitBytes },
      (_request, body, parsed) => parsed(null, new URLSearchParams(String(body))),
    );
    scope.setErrorHandler(refuse(app));
    scope.post('/oauth/token', async (request, reply) => {
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      const asked = readTokenRequest(request.headers.authorization, form);
      const { refId: clientRefId, userRefId, tenantRefId, scopes } = await clientOf(asked, request);
      const granted = asked.scopes ?? scopes;
      if (!granted.every((wanted) => scopes.includes(wanted)))
        throw new TokenError('invalid_scope', 'found a scope that the client has not; expected some of its own');
      clients.noteUse(clientRefId);
      const token = await tokens.sign({ userRefId, tenantRefId, role: 'partner', clientRefId, scopes: granted });
      return reply.headers(neverStored).send({
        access_token: token,
        token_type: 'Bearer',
        expires_in: tokens.lifetimeSeconds,
        scope: granted.join(' '),
      });
    });
    done();
  });
}

/** More wrong secrets than a minute may have. */
class TooManyFailures extends Error {
  override readonly name = 'TooManyFailures';
  readonly waitMs: number;

  constructor(waitMs: number) {
    super('too many wrong secrets; try again later');
    this.waitMs = waitMs;
  }
}

function reasonOf(client: Awaited<ReturnType<ApiClients['credentials']>>): string {
  if (client === null) return 'it is unknown';
  return client.mayAsk ? 'its secret is another' : 'it is revoked';
}

type ErrorHandler = FastifyInstance['errorHandler'];

/** Refuses in the shape of RFC 6749, 5.2; what is no fault of the request is left to the server's own handler. */
function refuse(server: FastifyInstance): ErrorHandler {
  return (error, request, reply) => {
    const answer = (status: number, code: string, description: string): void =>
      void reply.code(status).headers(neverStored).send({ error: code, error_description: description });
    if (error instanceof TooManyFailures) {
      recordOf(request.raw).limits.add('clientFailures');
      void reply.header('retry-after', String(Math.ceil(error.waitMs / 1_000)));
      return answer(429, 'temporarily_unavailable', error.message);
    }
    if (error instanceof TokenError) {
      if (error.code === 'invalid_client') void reply.header('www-authenticate', `Basic realm="${realm}"`);
      return answer(error.code === 'invalid_client' ? 401 : 400, error.code, error.message);
    }
    if (isOfBody(error))
      return answer(400, 'invalid_request', 'the body cannot be read; expected a short form (x-www-form-urlencoded)');
    return server.errorHandler(error, request, reply);
  };
}

/** Fastify's refusals of a body: another type than a form, too long, broken off. */
function isOfBody(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('FST_ERR_CTP_');
}
