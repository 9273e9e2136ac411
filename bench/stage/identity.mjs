import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { product } from './product.mjs';

const issuer = 'https://issuer.bench';
const audience = 'leadmetrics-graph';

/**
 * An identity provider for production settings, as a server of its own: the gateway fetches its keys over HTTP.
 * @param {string} appUrl connection string as app_user, to find the demo personas
 */
export async function openIdentity(appUrl) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' }] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(keys);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const personas = await admins(appUrl);
  return {
    env: { JWKS_URL: `http://127.0.0.1:${server.address().port}/`, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience },
    /** The admin of each demo tenant: a token for our gateway, and the Viewer that its database makes of it. */
    personas: await Promise.all(
      personas.map(async ({ slug, claims, viewer }) => ({ slug, viewer, token: await tokenOf(claims, privateKey) })),
    ),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function admins(appUrl) {
  const { createPool } = await product('platform/database/pool.js');
  const { Admission } = await product('platform/identity/admission.js');
  const { demoTenants, findPersona } = await product('prisma/demo/personas.js');
  const pool = createPool({ url: appUrl, maximum: 2, acquireTimeoutMs: 10_000 });
  const admission = new Admission(pool);
  const found = [];
  for (const { slug } of demoTenants) {
    const claims = await findPersona(pool, slug, 'admin').catch(() => null);
    if (claims === null) continue;
    const viewer = await admission.admit(claims, null);
    // Before its contract is accepted a tenant is refused everything that is measured here.
    if (viewer.tenant.contractAccepted) found.push({ slug, claims, viewer });
  }
  await pool.end();
  return found;
}

function tokenOf({ userRefId, tenantRefId, role, scopes }, privateKey) {
  return new SignJWT({ tenant: tenantRefId, role, scopes })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'bench' })
    .setSubject(userRefId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('8h')
    .sign(privateKey);
}
