/** An error of the token endpoint (RFC 6749, 5.2). */
export class TokenError extends Error {
  override readonly name = 'TokenError';
  readonly code: TokenErrorCode;

  constructor(code: TokenErrorCode, description: string) {
    super(description);
    this.code = code;
  }
}

export type TokenErrorCode = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

/** A client's request for a token. */
export interface TokenRequest {
  readonly clientId: string;
  readonly secret: string;
  /** Null where it asks for all that it has. */
  readonly scopes: readonly string[] | null;
}

/**
 * Reads a request of the grant type `client_credentials` (RFC 6749, 4.4.2). The client says who it is in the header (`Basic`) or in
 * the form, in one of them (2.3.1).
 * @param form body of the type application/x-www-form-urlencoded
 * @throws TokenError for any other request
 */
export function readTokenRequest(authorization: string | undefined, form: URLSearchParams): TokenRequest {
  const grantType = parameter(form, 'grant_type');
  if (grantType === null) throw new TokenError('invalid_request', 'found no grant_type; expected client_credentials');
  if (grantType !== 'client_credentials')
    throw new TokenError('unsupported_grant_type', 'found another grant_type; expected client_credentials');
  const scope = parameter(form, 'scope');
  return {
    ...credentialsOf(authorization, form),
    scopes: scope === null ? null : [...new Set(scope.split(' ').filter((one) => one !== ''))],
  };
}

function credentialsOf(authorization: string | undefined, form: URLSearchParams): Omit<TokenRequest, 'scopes'> {
  const [clientId, secret] = [parameter(form, 'client_id'), parameter(form, 'client_secret')];
  const basic = basicCredentials(authorization);
  if (basic === null) {
    if (clientId === null || secret === null) throw unknownClient();
    return { clientId, secret };
  }
  if (secret !== null || (clientId !== null && clientId !== basic.clientId))
    throw new TokenError('invalid_request', 'found the client named twice; expected it in the header or in the form');
  return basic;
}

/** One answer for a client that is unknown, revoked or has another secret. */
export function unknownClient(): TokenError {
  return new TokenError('invalid_client', 'the client is unknown, revoked, or its secret is another');
}

/** A parameter's value; without one it counts as left out, and twice it may not be given (RFC 6749, 3.2). */
function parameter(form: URLSearchParams, name: string): string | null {
  const [value = '', ...more] = form.getAll(name);
  if (more.length > 0) throw new TokenError('invalid_request', `found ${name} more than once; expected it once`);
  return value === '' ? null : value;
}

/** Id and secret are encoded like a form's fields before they are put together (RFC 6749, 2.3.1). */
function basicCredentials(authorization: string | undefined): Omit<TokenRequest, 'scopes'> | null {
  if (authorization === undefined) return null;
  const [, encoded] = /^basic +([\w+/-]+={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined) throw unknownClient();
  const [, id = '', secret = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return { clientId: decoded(id), secret: decoded(secret) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw unknownClient();
  }
}
