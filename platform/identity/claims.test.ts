import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ownClaimNames, readClaims, type ClaimNames } from './claims.ts';
import { Unauthenticated } from './unauthenticated.ts';

const user = '01JZX3V6E8Q4T5Y7W9A1C2D3F4';
const tenant = '01JZX3V6E8Q4T5Y7W9A1C2D3F5';
const client = '01JZX3V6E8Q4T5Y7W9A1C2D3F6';
const read = (payload: object, names: Partial<ClaimNames> = {}) => readClaims(payload, { ...ownClaimNames, ...names });

describe("an identity provider's token", () => {
  it('of Auth0 has claims of its own under a URL, and its scopes in one text', () => {
    const names = {
      user: 'https://leadmetrics.example/claims.user',
      tenant: 'https://leadmetrics.example/claims.tenant',
      role: 'https://leadmetrics.example/claims.role',
      scopes: 'scope',
    };
    const token = {
      sub: 'auth0|61f2c0',
      azp: 'my_client_id',
      scope: 'openid profile costs:read',
      'https://leadmetrics.example/claims': { user, tenant, role: 'admin' },
    };
    expect(read(token, names)).toEqual({
      userRefId: user,
      tenantRefId: tenant,
      role: 'admin',
      scopes: ['openid', 'profile', 'costs:read'],
    });
    const flat = {
      'https://leadmetrics.example/claims.user': user,
      'https://leadmetrics.example/claims.tenant': tenant,
      'https://leadmetrics.example/claims.role': 'admin',
    };
    expect(read({ ...flat, 'https://leadmetrics.example/claims': {} }, names)).toMatchObject({ userRefId: user });
  });

  it('of Keycloak has its roles among others, a level down', () => {
    const token = {
      sub: user,
      organization: { acme: { id: tenant } },
      realm_access: { roles: ['offline_access', 'uma_authorization', 'reviewer'] },
      scope: 'email profile',
    };
    const names = { tenant: 'organization.acme.id', role: 'realm_access.roles' };
    expect(read(token, names)).toEqual({ userRefId: user, tenantRefId: tenant, role: 'reviewer', scopes: [] });
    const ofClient = { ...token, resource_access: { 'leadmetrics.graph': { roles: ['analyst'] } } };
    expect(read(ofClient, { ...names, role: 'resource_access.leadmetrics.graph.roles' }).role).toBe('analyst');
  });

  it('of Okta has its client in cid and its scopes in a list', () => {
    const token = { sub: '00u1abcd', uid: user, tenant, role: 'partner', cid: client, scp: ['content:read', 'openid'] };
    expect(read(token, { user: 'uid', client: 'cid', scopes: 'scp' })).toEqual({
      userRefId: user,
      tenantRefId: tenant,
      role: 'partner',
      clientRefId: client,
      scopes: ['content:read', 'openid'],
    });
  });

  it('of Entra ID has its roles in a list and its scopes in one text', () => {
    const token = {
      sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      extn: { user: [user] },
      extension_user: user,
      extension_tenant: tenant,
      roles: ['member'],
      scp: 'access_as_user',
    };
    const names = { user: 'extension_user', tenant: 'extension_tenant', role: 'roles', scopes: 'scp' };
    expect(read(token, names)).toEqual({
      userRefId: user,
      tenantRefId: tenant,
      role: 'member',
      scopes: ['access_as_user'],
    });
  });

  it('that names a client of the provider, or a client of ours for someone else than a partner, names none of ours', () => {
    const token = { sub: user, tenant, client_id: client };
    expect(read({ ...token, role: 'admin' })).not.toHaveProperty('clientRefId');
    expect(read({ ...token, role: 'partner', client_id: 'my_client_id' })).not.toHaveProperty('clientRefId');
    expect(read({ ...token, role: 'partner' })).toHaveProperty('clientRefId', client);
  });

  it('has no claims but its own: what every object inherits is none', () => {
    for (const name of ['constructor', '__proto__', 'constructor.name', 'toString.name'])
      expect(() => read({ sub: user, tenant, role: 'admin' }, { role: name })).toThrow(Unauthenticated);
  });
});

it('a path finds what stands at it, wherever its names hold dots', () => {
  const name = fc.stringMatching(/^[a-z.:/]{1,6}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (path) => {
      const token = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), 'admin');
      expect(read({ sub: user, tenant, token }, { role: `token.${path.join('.')}` }).role).toBe('admin');
    }),
  );
});
