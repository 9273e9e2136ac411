import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import { graphError } from '../../platform/errors/graph-error.ts';
import { Refusal } from './refusal.ts';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Refusal (403) of a request that was not made by a page of this very server, or by hand; undefined where it was. A page of
 * another site may have a name of its own lead to this address (DNS rebinding): its browser then takes both for one origin, and
 * only the header `Host` still says which name was asked for.
 * @param hosts names of this server, beside those of the loopback interface and the address that the connection came to
 */
export function foreignPageRefusal(request: FastifyRequest, hosts: readonly string[]): Refusal | undefined {
  const { 'sec-fetch-site': site = 'none' } = request.headers;
  // What a proxy says of another host is its client's word.
  const found = hostName(request.headers.host ?? '');
  const own = [...loopback, ...hosts.map(hostName), hostName(urlHost(request.socket.localAddress ?? ''))];
  if (!own.includes(found))
    return refused(
      `the header "Host" as ${JSON.stringify(found)}; expected a name of this server, such as that of PUBLIC_URL`,
    );
  if (site === 'none' || site === 'same-origin') return undefined;
  return refused(`the header "Sec-Fetch-Site" as ${JSON.stringify(site)}; expected a page of this server to ask`);
}

function refused(words: string): Refusal {
  return new Refusal(403, graphError('FORBIDDEN', `found ${words}`));
}

/** A host without its port, as browsers write it: `127.1` is `127.0.0.1`. */
function hostName(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host;
}

/** An address as it stands in a URL; that of IPv4 which came to a socket of IPv6, as the one it is. */
function urlHost(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/, '');
  return isIP(plain) === 6 ? `[${plain}]` : plain;
}
