import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { badUserInput, serviceFault } from '../../platform/errors/graph-error.ts';
import { isLimitName, type LimitName } from '../../platform/errors/limit-name.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { answerOf, Refusal } from './refusal.ts';

/**
 * Time for which a refused connection stays open to what its client is still sending: closed at once, TCP would take
 * the answer away from it (RFC 9112, 9.6).
 */
export const lingerMs = 1_000;

type ConnectionError = Error & { readonly code?: string };

/**
 * Handler of what Node cannot parse as a request, or what did not arrive in time: it answers and closes the connection.
 * @param headersLimitBytes of the URL and the headers together
 * @param count told of each that a limit refuses
 */
export function refuseUnparsed(
  headersLimitBytes: number,
  count: (limit: LimitName) => void,
): (error: ConnectionError, socket: Socket) => void {
  return (error, socket) => {
    // Answered already: what still arrives is dropped.
    if (socket.writableEnded) return;
    const refusal = refusalOf(error, headersLimitBytes);
    const limit = refusal?.error.extensions['limit'];
    if (isLimitName(limit)) count(limit);
    answerUnparsed(error, socket, refusal);
  };
}

function answerUnparsed(error: ConnectionError, socket: Socket, refusal: Refusal | null): void {
  if (refusal === null || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const { status, headers, body } = answerOf(refusal, mintUlid());
  const head = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  const lines = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...head.map(([name, value]) => `${name}: ${value}`)];
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), lingerMs).unref();
}

/** Null for a connection that broke: nobody is there to be answered. */
function refusalOf({ code = '', message }: ConnectionError, headersLimitBytes: number): Refusal | null {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Refusal(
        431,
        badUserInput(`the URL and the headers are too long; expected ${headersLimitBytes} bytes at most together`, {
          limit: 'headerBytes',
        }),
      );
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Refusal(413, badUserInput('the extensions of a chunk of the body are too long; expected none'));
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Refusal(408, serviceFault('TIMEOUT', 'gateway', 'the request did not arrive in time'));
    default:
      return code.startsWith('HPE_')
        ? new Refusal(400, badUserInput(`${message}; expected a request of HTTP/1.1 (RFC 9112)`))
        : null;
  }
}
