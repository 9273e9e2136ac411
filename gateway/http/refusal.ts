import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { badUserInput, retryAfter, serviceFault, type ErrorDetail } from '../../platform/errors/graph-error.ts';
import { shortened } from '../../platform/errors/shortened.ts';
import { databaseFault } from '../../platform/graph/present-error.ts';
import { securityHeaders } from './security-headers.ts';

/** A request that is answered with an error instead of an operation's result. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  /** Of HTTP. */
  readonly status: number;
  readonly error: GraphQLError;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, error: GraphQLError, headers: Readonly<Record<string, string>> = {}) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.headers = headers;
  }
}

/** HTTP answer to a refused request: the same shape, whoever refuses it. */
export interface RefusalAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Refusal that stands for a failure on the way to an answer: a client that went away and Fastify's own refusals are the
 * caller's (BAD_USER_INPUT), a database that is away is 503, anything else is our fault.
 * @param report told of each fault that is ours
 */
export function refusalOf(error: unknown, request: FastifyRequest, report: (fault: unknown) => void): Refusal {
  if (error instanceof Refusal) return error;
  const told = error instanceof GraphQLError ? toldRefusal(error) : null;
  if (told !== null) return told;
  if (request.raw.destroyed && !request.raw.complete)
    return new Refusal(400, badUserInput('the request was broken off; expected all of its body'));
  const status = statusOf(error);
  if (error instanceof Error && status >= 400 && status < 500)
    return new Refusal(status, badUserInput(wordsOf(error, request), detailOf(error)));
  report(error);
  const fault = databaseFault(error, 'gateway');
  return fault === null ? new Refusal(500, serviceFault('INTERNAL', 'gateway')) : new Refusal(503, fault);
}

/** HTTP status that an error asks to be told with; null for one that asks for none. */
export function toldStatus(error: unknown): number | null {
  return error instanceof GraphQLError ? (httpOf(error)?.status ?? null) : null;
}

/** Refusal of an error that says its own status; null for one that says none. */
function toldRefusal(error: GraphQLError): Refusal | null {
  const http = httpOf(error);
  if (http === undefined) return null;
  const { http: _, ...extensions } = error.extensions;
  const told = new GraphQLError(error.message, { extensions });
  return new Refusal(http.status, told, Object.fromEntries(http.headers ?? []));
}

/** What an error's `extensions.http` says to Apollo Server, and to us. */
interface HttpDetail {
  readonly status: number;
  readonly headers?: ReadonlyMap<string, string>;
}

function httpOf({ extensions }: GraphQLError): HttpDetail | undefined {
  return (extensions as { http?: HttpDetail }).http; // written by graphError and its kin
}

/** Answer that a refusal is sent as: `{ errors: [{ message, extensions: { code, retryable, requestId } }] }`. */
export function answerOf({ status, error, headers }: Refusal, requestId: string): RefusalAnswer {
  const { message, extensions } = error;
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...securityHeaders,
      'x-request-id': requestId,
      ...(status === 503 && retryAfter(extensions)),
      ...headers,
    },
    body: JSON.stringify({ errors: [{ message: shortened(message), extensions: { requestId, ...extensions } }] }),
  };
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : 500;
}

/** The limit of ours that Fastify keeps. */
function detailOf(error: Error): ErrorDetail {
  return 'code' in error && error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? { limit: 'bodyBytes' } : {};
}

/** Fastify's words say what is wrong; these say what was found and expected too, and repeat no URL of 16 kB. */
function wordsOf(error: Error, { headers, routeOptions }: FastifyRequest): string {
  switch ('code' in error ? error.code : undefined) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return `found a body of the type ${JSON.stringify(headers['content-type'] ?? '')}; expected "application/json"`;
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return `the body is too long; expected ${routeOptions.bodyLimit} bytes at most`;
    case 'FST_ERR_BAD_URL':
      return 'the path of the URL cannot be decoded; expected each "%" to begin a byte of UTF-8, such as "%20"';
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return 'a part of the path is too long; expected one of the paths of this server';
    default:
      return error.message;
  }
}
