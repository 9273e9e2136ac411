/**
 * Reads a pattern of web origins (RFC 6454): `https://app.example.com`, `https://*.example.com` (every subdomain, however
 * deep, and not the name itself), `http://localhost:*` (every port), or `*` (every origin).
 * @returns the pattern as browsers write origins: lower case, names in ASCII, without the port that the scheme implies;
 *   null for a text that is none, such as a URL with a path, or a wildcard right below a top-level domain
 */
export function originPattern(text: string): string | null {
  if (text === '*') return text;
  const [, scheme, any = '', host = '', port = ''] =
    /^(https?):\/\/(\*\.)?([^/:?#@\\\s*]+|\[[\da-f:.]+\])(:(?:\d+|\*))?$/i.exec(text) ?? [];
  if (scheme === undefined || (any !== '' && !/[^.]\.[^.]/.test(host))) return null;
  const plain = `${scheme}://${host}${port === ':*' ? '' : port}`;
  if (!URL.canParse(plain)) return null;
  const { protocol, host: canonical } = new URL(plain);
  return `${protocol}//${any}${canonical}${port === ':*' ? port : ''}`;
}

/** Test of an origin, as browsers write it in the header `Origin`: true when one of the patterns names it. */
export function originTest(patterns: readonly string[]): (origin: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const others = patterns.filter((pattern) => pattern.includes('*')).map(expressionOf);
  return (origin) => exact.has(origin) || others.some((expression) => expression.test(origin));
}

function expressionOf(pattern: string): RegExp {
  if (pattern === '*') return /^/;
  const text = pattern.replace(/[.[\]]/g, '\\$&').replace('//*\\.', '//(?:[^./:@]+\\.)+');
  return new RegExp(`^${text.replace(/:\*$/, '(?::\\d+)?')}$`);
}

/** Pages that may call a gateway under development: what is served on this machine, and Apollo Sandbox. */
export const developmentOrigins: readonly string[] = [
  'http://localhost:*',
  'http://127.0.0.1:*',
  'http://[::1]:*',
  'https://studio.apollographql.com',
];
