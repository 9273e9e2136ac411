/** An answer of the token endpoint. */
export interface TokenAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Header of a client's id and secret (RFC 6749, 2.3.1). */
export const basic = (id: string, password: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(password)}`).toString('base64')}`;

/** Asks for a token with a form of these fields, in their order. */
export async function askForToken(
  url: string,
  fields: readonly (readonly [string, string])[],
  headers: Readonly<Record<string, string>> = {},
): Promise<TokenAnswer> {
  const body = new URLSearchParams();
  for (const [name, value] of fields) body.append(name, value);
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body, headers });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>, // compared, never trusted
  };
}

/** The field that says what kind of request it is. */
export const grant = ['grant_type', 'client_credentials'] as const;
/** The fields of a client that names itself in the form. */
export const withForm = (id: string, password: string) => [
  grant,
  ['client_id', id] as const,
  ['client_secret', password] as const,
];
