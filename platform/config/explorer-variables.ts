import { z } from 'zod';
import { variable } from './variable.ts';

/** The variables of the explorer: where its users sign in. */
export const explorerVariables = {
  OIDC_ISSUER: variable(z.url({ protocol: /^https?$/ }), null, {
    meaning:
      'OpenID Connect issuer that users of the explorer sign in at, with PUBLIC_URL and a slash as its redirect URI; its endpoints have its origin, and let pages of PUBLIC_URL call them',
    expected: 'an http or https URL such as https://login.example.com',
    fallbackMeaning: 'none: users paste a token',
  }),
  OIDC_CLIENT_ID: variable(z.string().min(1), null, {
    meaning: 'Name of the explorer at OIDC_ISSUER, as a public client that uses the authorization code with PKCE',
    expected: 'the name of a client at OIDC_ISSUER',
  }),
  OIDC_SCOPES: variable(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/), 'openid', {
    meaning: 'Scopes that the explorer asks for, parted by spaces; with `offline_access` it refreshes its token',
    expected: 'scopes parted by single spaces such as "openid offline_access"',
  }),
  OIDC_PARAMETERS: variable(z.string().regex(/^[^\s=&?]+=[^\s&]*(?:&[^\s=&]+=[^\s&]*)*$/), null, {
    meaning:
      'What the issuer wants to know besides, to make tokens for the graph: `audience=leadmetrics-graph`, or `resource=https://graph.example.com`',
    expected: 'a query string such as audience=leadmetrics-graph',
    fallbackMeaning: 'nothing',
  }),
};
