import { z } from 'zod';
import { ownClaimNames } from '../identity/claims.ts';
import { amount, milliseconds, variable } from './variable.ts';

const text = z.string().min(1);
/** `fetch` refuses a URL with a user or a password in it. */
const fetchableUrl = z.url({ protocol: /^https?$/ }).refine((url) => {
  const { username, password } = new URL(url);
  return username === '' && password === '';
});

/** Signature algorithms that a public key checks: with a shared secret (HS256) whoever checks a token could also make one. */
const algorithm = z.enum(['EdDSA', 'ES256', 'ES384', 'ES512', 'PS256', 'PS384', 'PS512', 'RS256', 'RS384', 'RS512']);

/** A variable that names a claim of the identity provider's tokens. */
function claimName(fallback: string, meaning: string) {
  const expected = 'the name of a claim, or a path of names parted by dots such as realm_access.roles';
  return variable(text, fallback, { meaning, expected });
}

/** The variables of tokens: whose are taken, how the keys are fetched that check them, and where each claim stands. */
export const tokenVariables = {
  JWKS_URL: variable(fetchableUrl, null, {
    meaning: 'Public keys of the identity provider whose tokens are taken; https in production, save on this machine',
    expected: 'an http or https URL such as https://login.example.com/.well-known/jwks.json',
    fallbackMeaning: 'a built-in issuer for development',
  }),
  JWKS_TIMEOUT_MS: milliseconds(2_000, 'How long one fetch of those keys may take'),
  JWKS_LIMIT_BYTES: amount('bytes', [1_000, 10_000_000], 1_000_000, 'Longest answer with those keys'),
  JWKS_COOLDOWN_MS: milliseconds(30_000, 'At most one fetch of those keys in this time', 100),
  JWKS_REFRESH_SECONDS: amount('seconds', [1, 86_400], 600, 'How long those keys serve before they are fetched anew'),
  JWKS_MAXIMUM_AGE_SECONDS: amount(
    'seconds',
    [1, 604_800],
    86_400,
    'How long those keys serve on while the identity provider cannot be reached',
  ),
  TOKEN_ISSUER: variable(text, null, {
    meaning: 'The `iss` that a token must carry, to the last slash; required with JWKS_URL',
    expected: "the issuer's name, such as https://login.example.com/",
    fallbackMeaning: '`https://leadmetrics.local`',
  }),
  TOKEN_AUDIENCE: variable(text, null, {
    meaning: 'The `aud` that a token must carry; required with JWKS_URL',
    expected: "the audience's name, such as leadmetrics-graph",
    fallbackMeaning: '`leadmetrics-graph`',
  }),
  TOKEN_ALGORITHMS: variable(
    z
      .string()
      .transform((list) => list.split(',').map((name) => name.trim()))
      .pipe(z.array(algorithm).min(1)),
    'EdDSA,ES256,RS256',
    {
      meaning: 'Signature algorithms that are taken, parted by commas',
      expected: `a list of ${algorithm.options.join(', ')}`,
    },
  ),
  TOKEN_CLAIM_USER: claimName(ownClaimNames.user, "Claim of the identity provider's tokens with the user's ULID"),
  TOKEN_CLAIM_TENANT: claimName(ownClaimNames.tenant, "Claim with the ULID of the user's tenant"),
  TOKEN_CLAIM_ROLE: claimName(ownClaimNames.role, 'Claim with the role, alone or in a list'),
  TOKEN_CLAIM_CLIENT: claimName(ownClaimNames.client, "Claim with the ULID of a partner's API client, if it has one"),
  TOKEN_CLAIM_SCOPES: claimName(
    ownClaimNames.scopes,
    "Claim with a partner's scopes: a list, or a text parted by spaces",
  ),
  TOKEN_LIFETIME_SECONDS: amount(
    'seconds',
    [60, 31_536_000],
    28_800,
    'How long a token of the development issuer holds',
  ),
  CLIENT_TOKEN_LIFETIME_SECONDS: amount('seconds', [60, 3_600], 3_600, 'How long a token of an API client holds'),
  CLIENT_FAILURES_PER_MINUTE: amount(
    'failures',
    [1, 1_000],
    10,
    'Wrong secrets of one API client from one address after which `/oauth/token` answers 429 for a minute; of one address ten times as many',
  ),
};
