import type { RunningGateway } from './start.ts';

/** What a start ends with: where the graph is, and a token for each demo persona. */
export function greeting({ url, personas }: RunningGateway): string {
  const places = [`The graph is at     ${url}/graphql`, `The explorer is at  ${url}/`];
  if (personas.length === 0) return places.join('\n');
  const tokens = personas.flatMap(({ label, token }) => [label, `  ${token}`]);
  return [
    '',
    ...tokens,
    '',
    'Above, a token for each demo persona: send it as "Authorization: Bearer <token>".',
    ...places,
  ].join('\n');
}
