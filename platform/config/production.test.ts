import { describe, expect, it } from '@jest/globals';
import { madeUpSecrets } from '../../tests/support/secrets.ts';
import { neededByOneSubgraph, readConfig } from './config.ts';
import { variables } from './variables.ts';
import { complaintsOf } from '../../tests/support/complaints.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app_user:p@db:5432/leadmetrics',
  JWKS_URL: 'https://login.example.com/jwks.json',
  TOKEN_ISSUER: 'https://login.example.com/',
  TOKEN_AUDIENCE: 'leadmetrics-graph',
  ENCRYPTION_KEYS: madeUpSecrets.ENCRYPTION_KEYS,
  LINK_SECRET: madeUpSecrets.LINK_SECRET,
  CLIENT_TOKEN_SECRET: madeUpSecrets.CLIENT_TOKEN_SECRET,
  AUDIT_KEYS: madeUpSecrets.AUDIT_KEYS,
};

describe('readConfig under NODE_ENV=production', () => {
  it('asks for what is generated elsewhere', () => {
    const names = [
      'DATABASE_URL',
      'JWKS_URL',
      'TOKEN_ISSUER',
      'TOKEN_AUDIENCE',
      'ENCRYPTION_KEYS',
      'LINK_SECRET',
      'CLIENT_TOKEN_SECRET',
      'AUDIT_KEYS',
    ] as const;
    expect(complaintsOf({ NODE_ENV: 'production' })).toEqual(
      names.map(
        (name) => `${name} is missing, expected ${variables[name].expected} (required under NODE_ENV=production).`,
      ),
    );
    expect(complaintsOf(production)).toEqual([]);
  });

  it('asks for the secret between gateway and subgraphs where they are apart', () => {
    expect(complaintsOf({ ...production, SUBGRAPH_MODE: 'remote' })).toEqual([
      `GATEWAY_SECRET is missing, expected ${variables.GATEWAY_SECRET.expected} (required under NODE_ENV=production).`,
    ]);
  });

  it('asks a subgraph for the secret of its gateway and for no identity provider', () => {
    const {
      JWKS_URL: _url,
      TOKEN_ISSUER: _issuer,
      TOKEN_AUDIENCE: _audience,
      CLIENT_TOKEN_SECRET: _secret,
      AUDIT_KEYS: _keys,
      ...others
    } = production;
    expect(complaintsOf(others, neededByOneSubgraph)).toEqual([
      `GATEWAY_SECRET is missing, expected ${variables.GATEWAY_SECRET.expected} (required under NODE_ENV=production).`,
    ]);
    expect(complaintsOf({ ...others, GATEWAY_SECRET: madeUpSecrets.GATEWAY_SECRET }, neededByOneSubgraph)).toEqual([]);
  });

  it('lets only the pages call that are named', () => {
    expect(readConfig(production).web.cors.origins).toEqual([]);
    const CORS_ORIGINS = 'https://app.example.com, https://*.example.org';
    const named = ['https://app.example.com', 'https://*.example.org'];
    expect(readConfig({ ...production, CORS_ORIGINS }).web.cors.origins).toEqual(named);
  });

  it('tells browsers to come over https where it is reached over https', () => {
    const hstsOf = (PUBLIC_URL: string) => readConfig({ ...production, PUBLIC_URL }).web.hstsMaxAgeSeconds;
    expect(hstsOf('https://graph.example.com')).toBe(31_536_000);
    expect(hstsOf('http://graph.example.com')).toBeNull();
    expect(readConfig({ PUBLIC_URL: 'https://graph.example.com' }).web.hstsMaxAgeSeconds).toBeNull();
  });

  it('lets nobody sign in over http', () => {
    expect(
      complaintsOf({ ...production, OIDC_ISSUER: 'http://login.example.com', OIDC_CLIENT_ID: 'explorer' }),
    ).toEqual(['OIDC_ISSUER is reached over http, expected https under NODE_ENV=production.']);
  });

  it.each([
    ['http://login.example.com/keys', 1],
    ['http://10.0.0.7/keys', 1],
    ['http://127.0.0.1.example.com/keys', 1],
    ['http://localhost.example.com/keys', 1],
    ['http://[::ffff:7f00:1]/keys', 1],
    ['http://localhost:8080/keys', 0],
    ['http://127.0.0.1:8080/keys', 0],
    ['http://127.9.9.9/keys', 0],
    ['http://2130706433/keys', 0],
    ['http://[::1]:8080/keys', 0],
    ['HTTPS://login.example.com/keys', 0],
  ])('takes keys that come in the clear from this machine alone: %s', (url, complaints) => {
    const refusal = `JWKS_URL is ${url}, expected https in production: whoever is on the way could let anybody in.`;
    expect(complaintsOf({ ...production, JWKS_URL: url })).toEqual(complaints === 1 ? [refusal] : []);
  });

  it('has no demo data, whatever is asked for', () => {
    expect(readConfig({ ...production, DEMO_DATA: 'true' }).database.demoData).toBe(false);
  });
});
