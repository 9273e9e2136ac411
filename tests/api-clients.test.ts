import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose';
import { hashOfSecret, makeClientSecret } from '../platform/identity/client-secret.ts';
import { sql } from '../platform/database/sql.ts';
import type { ApiClientRow } from '../platform/database/tables.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { askForToken, basic, grant, withForm } from './support/token-endpoint.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
let secret: string;
let client: ApiClientRow;
beforeAll(async () => {
  graph = await startGateway({ gateway: { viewerTtlMs: 60_000, clientFailuresPerMinute: 3 } });
  tenant = await makeTenant();
  secret = makeClientSecret();
  client = await makeClient({ scopes: ['content:read', 'costs:read'], secretHash: hashOfSecret(secret) });
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const makeClient = (overrides: Partial<ApiClientRow>) => tenant.make.apiClient(overrides);

async function tokenOf({ refId }: ApiClientRow, password: string, scope?: string): Promise<string> {
  const fields = [grant, ...(scope === undefined ? [] : [['scope', scope] as const])];
  const { body } = await askForToken(graph.url, fields, { authorization: basic(refId, password) });
  return String(body['access_token']);
}

async function ask(token: string, query: string) {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as { data?: unknown; errors?: unknown } };
}

const rowOf = async ({ refId }: ApiClientRow) =>
  (
    await rowsOf<{ lastUsedAt: string | null }>(
      factoryPool(),
      sql`SELECT last_used_on AS "lastUsedAt" FROM api_clients WHERE ref_id = ${refId}`,
    )
  )[0];

describe('a token of an API client', () => {
  it('is given for its id and secret, in the header or in the form, and kept by no cache', async () => {
    const expected = {
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 600,
      scope: 'content:read costs:read',
    };
    for (const { status, headers, body } of [
      await askForToken(graph.url, [grant], { authorization: basic(client.refId, secret) }),
      await askForToken(graph.url, withForm(client.refId, secret)),
      await askForToken(graph.url, withForm(client.refId.toLowerCase(), secret)),
      await askForToken(graph.url, [grant, ['client_id', client.refId], ['scope', '']], {
        authorization: basic(client.refId, secret),
      }),
    ]) {
      expect([status, body]).toEqual([200, expected]);
      expect([headers.get('cache-control'), headers.get('pragma')]).toEqual(['no-store', 'no-cache']);
    }
  });

  it('says who it is of in the claims of RFC 9068', async () => {
    const token = await tokenOf(client, secret);
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'at+jwt', kid: 'leadmetrics-client' });
    const { iat = 0, ...claims } = decodeJwt(token);
    expect(claims).toEqual({
      iss: 'leadmetrics-gateway',
      aud: 'leadmetrics-graph',
      sub: expect.stringMatching(/^[0-9A-Z]{26}$/),
      tenant: tenant.refId,
      role: 'partner',
      client_id: client.refId,
      scope: 'content:read costs:read',
      jti: expect.stringMatching(/^[0-9A-Z]{26}$/),
      exp: iat + 600,
    });
  });

  it('is a partner in its tenant, with what its scopes allow and no more', async () => {
    const query = '{ viewer { role scopes tenant { slug } user { id } apiClient { id name scopes revokedAt } } }';
    const viewer = {
      role: null,
      tenant: { slug: tenant.slug },
      user: null,
      apiClient: { id: client.refId, name: client.name, scopes: client.scopes, revokedAt: null },
    };
    expect((await ask(await tokenOf(client, secret), query)).body).toMatchObject({
      data: { viewer: { ...viewer, scopes: ['content:read', 'costs:read'] } },
    });
    const narrow = await tokenOf(client, secret, 'costs:read');
    expect((await ask(narrow, query)).body).toMatchObject({ data: { viewer: { ...viewer, scopes: ['costs:read'] } } });
    expect((await ask(narrow, '{ blogPosts { totalCount } }')).body).toMatchObject({
      data: { blogPosts: null },
      errors: [{ extensions: { code: 'FORBIDDEN' } }],
    });
  });

  it('that claims more than its client may has what both have', async () => {
    const [service] = await rowsOf<{ refId: string }>(
      factoryPool(),
      sql`SELECT ref_id AS "refId" FROM users WHERE id = ${client.userId}::uuid`,
    );
    const claims = {
      ...claimsOf(tenant, 'partner', { scopes: ['leads:read', 'costs:read'] }),
      clientRefId: client.refId,
    };
    const { data } = await graph.query({ ...claims, userRefId: service?.refId ?? '' }, '{ viewer { scopes } }');
    expect(data).toEqual({ viewer: { scopes: ['costs:read'] } });
  });

  it('is refused at once when the client is revoked, whatever is remembered of it; so is its secret', async () => {
    const password = makeClientSecret();
    const revoked = await makeClient({ secretHash: hashOfSecret(password) });
    const token = await tokenOf(revoked, password);
    const query = '{ viewer { tenant { slug } } }';
    expect((await ask(token, query)).status).toBe(200);
    await rowsOf(factoryPool(), sql`UPDATE api_clients SET revoked_on = now() WHERE ref_id = ${revoked.refId}`);
    const told = graph.refused.length;
    expect((await ask(token, query)).status).toBe(401);
    const again = await askForToken(graph.url, [grant], { authorization: basic(revoked.refId, password) });
    expect([again.status, again.body['error']]).toEqual([401, 'invalid_client']);
    expect(graph.refused.slice(told).map(({ what, reason }) => [what, reason])).toEqual([
      ['token', 'its API client is revoked'],
      ['API client', 'it is revoked'],
    ]);
  });

  it('is asked of the database each time, with one statement', async () => {
    const token = await tokenOf(client, secret);
    const sent: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const { statements } = await graph.query(
        claimsOf(tenant),
        '{ viewer { role } }',
        {},
        { authorization: `Bearer ${token}` },
      );
      sent.push(statements);
    }
    expect(sent).toEqual([1, 1]);
  });

  it('is refused when another key has signed it, or when it is of another user of the tenant', async () => {
    const token = await tokenOf(client, secret);
    const header = decodeProtectedHeader(token);
    const forged = await new SignJWT(decodeJwt(token))
      .setProtectedHeader({ ...header, alg: 'HS256' })
      .sign(new Uint8Array(32).fill(7));
    expect((await ask(forged, '{ viewer { role } }')).status).toBe(401);
    expect(graph.refused.at(-1)?.reason).toBe('signature verification failed');
    const other = await tenant.make.user({ kind: 'service' });
    const claims = { ...claimsOf(tenant, 'partner', { user: other }), clientRefId: client.refId };
    expect((await graph.query(claims, '{ viewer { role } }')).status).toBe(401);
    expect(graph.refused.at(-1)?.reason).toBe('its user has no API client of that id');
  });
});

describe('the use of a client', () => {
  it('is noted beside the request, to the minute', async () => {
    const password = makeClientSecret();
    const used = await makeClient({ secretHash: hashOfSecret(password) });
    expect(await rowOf(used)).toEqual({ lastUsedAt: null });
    await tokenOf(used, password);
    let noted = await rowOf(used);
    for (let n = 0; n < 100 && noted?.lastUsedAt === null; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      noted = await rowOf(used);
    }
    expect(Math.abs(Date.now() - Date.parse(noted?.lastUsedAt ?? ''))).toBeLessThan(60_000);
    await ask(await tokenOf(used, password), '{ viewer { role } }');
    expect(await rowOf(used)).toEqual(noted);
  });
});

describe('the API clients of a tenant', () => {
  it('are listed to its admin, newest first, revoked ones too, without anything of their secrets', async () => {
    const mine = await makeTenant();
    const [older, newer] = [
      await mine.make.apiClient({ name: 'Importer', scopes: ['leads:read', 'content:read'] }),
      await mine.make.apiClient({
        name: 'Reporter',
        revokedAt: '2026-03-01T10:00:00.000Z',
        lastUsedAt: '2026-02-01T10:00:00.000Z',
      }),
    ];
    const query =
      '{ apiClients { totalCount nodes { id name scopes lastUsedAt revokedAt createdAt createdBy { id } tenant { slug } } } }';
    const { data, errors } = await graph.query(claimsOf(mine), query);
    const common = { createdBy: { id: mine.admin.refId }, tenant: { slug: mine.slug } };
    expect([data, errors]).toEqual([
      {
        apiClients: {
          totalCount: 2,
          nodes: [
            {
              id: newer.refId,
              name: 'Reporter',
              scopes: ['content:read'],
              lastUsedAt: '2026-02-01T10:00:00.000Z',
              revokedAt: '2026-03-01T10:00:00.000Z',
              createdAt: newer.createdAt,
              ...common,
            },
            {
              id: older.refId,
              name: 'Importer',
              scopes: ['leads:read', 'content:read'],
              lastUsedAt: null,
              revokedAt: null,
              createdAt: older.createdAt,
              ...common,
            },
          ],
        },
      },
      [],
    ]);
  });
});
