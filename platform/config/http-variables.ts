import { z } from 'zod';
import { originPattern } from './origin-pattern.ts';
import { parseTrustedProxies } from './trusted-proxies.ts';
import { amount, milliseconds, variable } from './variable.ts';

const origins = z.string().transform((list, context) =>
  list.split(',').map((text) => {
    const pattern = originPattern(text.trim());
    if (pattern !== null) return pattern;
    context.addIssue('not an origin');
    return z.NEVER;
  }),
);

const trustedProxies = z.string().transform((text, context) => {
  const proxies = parseTrustedProxies(text);
  if (proxies !== undefined) return proxies;
  context.addIssue('neither addresses nor a number');
  return z.NEVER;
});

/** The variables of HTTP: who may call from a browser, and what a connection and a request may be. */
export const httpVariables = {
  CORS_ORIGINS: variable(origins, null, {
    meaning:
      'Origins whose pages may call the graph, parted by commas: `https://app.example.com`, `https://*.example.com`, `http://localhost:*`, or `*` for all; outside production this machine and Apollo Sandbox may besides',
    expected: 'origins parted by commas such as https://app.example.com or https://*.example.com, without a path',
    fallbackMeaning: 'none',
  }),
  CORS_MAX_AGE_SECONDS: amount(
    'seconds',
    [0, 86_400],
    7_200,
    'How long a browser remembers that a page may call the graph',
  ),
  HSTS_MAX_AGE_SECONDS: amount(
    'seconds',
    [0, 63_072_000],
    31_536_000,
    'How long a browser asks this host over https only; told in production where PUBLIC_URL is https, 0 withdraws it',
  ),
  COMPRESSION_THRESHOLD_BYTES: amount(
    'bytes',
    [0, 100_000_000],
    1_500,
    'Shortest answer that is compressed; less than a packet gains nothing',
  ),
  BODY_LIMIT_BYTES: amount('bytes', [1_000, 100_000_000], 1_000_000, 'Longest request body'),
  BODY_DEPTH_LIMIT: amount('levels', [10, 10_000], 100, 'Deepest nesting of lists and objects in a request body'),
  HEADERS_LIMIT_BYTES: amount('bytes', [4_096, 1_000_000], 16_384, 'Longest URL and headers of a request, together'),
  HEADERS_LIMIT: amount('headers', [20, 10_000], 100, 'Most headers of a request'),
  HEADERS_TIMEOUT_MS: milliseconds(
    10_000,
    'How long a request line and headers may take to arrive, or a new connection to begin with them',
    100,
  ),
  REQUEST_TIMEOUT_MS: milliseconds(30_000, 'How long all of a request may take to arrive', 100),
  KEEP_ALIVE_TIMEOUT_MS: milliseconds(
    72_000,
    'How long a connection may wait for its next request; longer than a balancer in front keeps it',
    100,
  ),
  CONNECTION_TIMEOUT_MS: milliseconds(
    60_000,
    'How long a connection with a request in work may be silent both ways, as with a client that does not read its answer',
    1_000,
  ),
  TRUST_PROXY: variable(trustedProxies, null, {
    meaning:
      'Balancers in front, whose `X-Forwarded-For` is believed: their addresses (`10.0.0.7`, `10.0.0.0/8`, `fd00::/8`), parted by commas, or, where nobody reaches the gateway but through them, their number',
    expected:
      'IP addresses or ranges parted by commas such as 10.0.0.7 or 10.0.0.0/8, not all there are, or a number of balancers from 1 to 9',
    fallbackMeaning: 'nobody is trusted',
  }),
  CONNECTIONS_LIMIT: amount('connections', [10, 100_000], 2_000, 'Most connections at a time'),
  CONNECTIONS_PER_ADDRESS: amount(
    'connections',
    [1, 100_000],
    1_000,
    'Most connections of one address at a time; those of TRUST_PROXY are not bounded so, another balancer in front is one address',
  ),
  REQUESTS_PER_CONNECTION: amount(
    'requests',
    [1, 1_000_000_000],
    10_000,
    'Requests after which a connection is closed, so that clients spread over processes that were started since',
  ),
  PIPELINED_REQUESTS: amount('requests', [1, 10_000], 32, 'Most requests of one connection that are in work at a time'),
  OVERLOAD_DELAY_MS: milliseconds(
    250,
    'Mean delay of the event loop over a second from which on requests are refused with 503; 0 refuses none',
    0,
  ),
};
