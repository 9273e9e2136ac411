import { createServer } from 'node:http';
import Provider from 'oidc-provider';
import type { Claims } from '../../../platform/identity/claims.ts';

/** What the issuer is told, as JSON in its first parameter. */
export interface OidcIssuerOptions {
  readonly port: number;
  readonly redirectUri: string;
  /** Of the tokens, and what a client has to ask for. */
  readonly audience: string;
  /** Each signs in under the ULID that the token names, with any password. */
  readonly users: readonly Claims[];
}

/**
 * A real OpenID Connect issuer with pages of its own; the explorer is its one client. It has a process of its own for what it
 * prints, and for forgetting all of its sessions when it is ended. Prints one line when it listens.
 */
const options = JSON.parse(process.argv[2] ?? '') as OidcIssuerOptions;
const { port, redirectUri, audience, users } = options;
const userOf = (id: string | undefined) => users.find(({ userRefId }) => userRefId === id);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'explorer',
      token_endpoint_auth_method: 'none',
      redirect_uris: [redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
  ],
  clientBasedCORS: (_context, origin) => origin === new URL(redirectUri).origin,
  claims: { openid: ['sub', 'name'] },
  conformIdTokenClaims: false,
  scopes: ['openid', 'offline_access'],
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: userOf(id)?.role ?? 'stranger' }),
  }),
  extraTokenClaims(_context, token) {
    const user = 'accountId' in token ? userOf(token.accountId) : undefined;
    return user && { tenant: user.tenantRefId, role: user.role, scopes: user.scopes };
  },
  features: {
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: () => ({ scope: '', audience, accessTokenFormat: 'jwt' }),
    },
  },
});
const answer = provider.callback();
createServer((request, response) => void answer(request, response)).listen(port, '127.0.0.1', () =>
  process.stdout.write('listening\n'),
);
