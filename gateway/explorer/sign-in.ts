import * as oauth from 'oauth4webapi';
import type { SignIn } from './explorer-config.ts';

/** Tokens and name of a user who has signed in. */
export interface Session {
  /** Bearer token for the graph. */
  readonly token: string;
  /** Gets the next token; null where the issuer gives none. */
  readonly refreshToken: string | null;
  /** Name of who signed in, as the issuer tells it; null where it does not. */
  readonly name: string | null;
}

/** Values that have to be the same when the issuer sends the browser back. */
interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

const PENDING = 'leadmetrics.sign-in';

/**
 * Signing in at an OpenID Connect issuer as a public client: authorization code with PKCE (RFC 9700, 2.1.1). The page leaves for
 * the issuer and is loaded anew when it comes back, with a code in its address.
 */
export class Issuer {
  private readonly setting: SignIn;
  private readonly client: oauth.Client;
  private readonly options: { readonly [oauth.allowInsecureRequests]: boolean };
  private known: Promise<oauth.AuthorizationServer> | null = null;

  constructor(setting: SignIn) {
    this.setting = setting;
    this.client = { client_id: setting.clientId };
    // The gateway takes such an issuer outside production only.
    this.options = { [oauth.allowInsecureRequests]: setting.issuer.startsWith('http:') };
  }

  /** Leaves for the issuer. @throws Error when its settings cannot be read */
  async leave(): Promise<void> {
    const server = await this.server();
    if (server.authorization_endpoint === undefined)
      throw new Error(`Expected the issuer ${this.setting.issuer} to name its authorization_endpoint.`);
    const pending: Pending = {
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    };
    sessionStorage.setItem(PENDING, JSON.stringify(pending));
    const url = new URL(server.authorization_endpoint);
    const parameters = {
      ...this.parameters(),
      client_id: this.setting.clientId,
      response_type: 'code',
      redirect_uri: redirectUri(),
      scope: this.setting.scopes,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    location.assign(url);
  }

  /**
   * Session of a page that the issuer has just sent back; null for one that was opened otherwise. The code leaves the address.
   * @throws Error in words for the user where signing in has failed
   */
  async comeBack(): Promise<Session | null> {
    const address = new URL(location.href);
    if (!address.searchParams.has('state')) return null;
    const pending = takePending();
    history.replaceState(null, '', redirectUri());
    if (pending === null) return null;
    try {
      const server = await this.server();
      const answer = oauth.validateAuthResponse(server, this.client, address, pending.state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        this.client,
        oauth.None(),
        answer,
        redirectUri(),
        pending.verifier,
        { ...this.options, additionalParameters: this.parameters() },
      );
      const expected = { expectedNonce: pending.nonce };
      return sessionOf(await oauth.processAuthorizationCodeResponse(server, this.client, response, expected), null);
    } catch (error) {
      throw new Error(`Signing in has failed: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** The session with its next token; null where the user has to sign in anew. */
  async refresh(session: Session): Promise<Session | null> {
    if (session.refreshToken === null) return null;
    try {
      const server = await this.server();
      const options = { ...this.options, additionalParameters: this.parameters() };
      const request = oauth.refreshTokenGrantRequest(server, this.client, oauth.None(), session.refreshToken, options);
      return sessionOf(await oauth.processRefreshTokenResponse(server, this.client, await request), session);
    } catch {
      return null;
    }
  }

  private parameters(): Record<string, string> {
    return Object.fromEntries(new URLSearchParams(this.setting.parameters));
  }

  private server(): Promise<oauth.AuthorizationServer> {
    const read = async (): Promise<oauth.AuthorizationServer> => {
      const issuer = new URL(this.setting.issuer);
      return oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, this.options));
    };
    this.known ??= read().catch((error: unknown) => {
      this.known = null;
      throw new Error(`The issuer ${this.setting.issuer} did not tell how to sign in: ${reasonOf(error)}`, {
        cause: error,
      });
    });
    return this.known;
  }
}

/** Without what the issuer adds: it has to be registered there, exactly so. */
function redirectUri(): string {
  return `${location.origin}${location.pathname}`;
}

function takePending(): Pending | null {
  const text = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return text === null ? null : (JSON.parse(text) as Pending); // written above
}

function sessionOf(response: oauth.TokenEndpointResponse, before: Session | null): Session {
  const claims = oauth.getValidatedIdTokenClaims(response);
  const name = claims?.['name'] ?? claims?.['preferred_username'] ?? claims?.['email'];
  return {
    token: response.access_token,
    refreshToken: response.refresh_token ?? before?.refreshToken ?? null,
    name: typeof name === 'string' ? name : (before?.name ?? null),
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError)
    return error.error_description ?? error.error;
  return error instanceof Error ? error.message : String(error);
}
