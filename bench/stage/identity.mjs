import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { product } from './product.mjs';

const issuer = 'https://issuer.bench';
const audience = 'leadmetrics-graph';

/**
 * An identity provider for production settings, as a server of its own: the gateway fetches its keys over HTTP.
 * @param {string} appUrl connection string as app_user, to find the demo personas
 * @param {{ crowd: object[], agents: object[] }} claims of the many (crowd.mjs), and of agents (agents.mjs)
 */
export async function openIdentity(appUrl, { crowd, agents }) {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'EdDSA', use: 'sig' }] });
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(keys);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { createPool } = await product('platform/database/pool.js');
  const { Admission } = await product('platform/identity/admission.js');
  const pool = createPool({ url: appUrl, maximum: 2, acquireTimeoutMs: 10_000 });
  const admission = new Admission(pool);
  const personOf = async (claims) => ({
    viewer: await admission.admit(claims, null),
    token: await tokenOf(claims, privateKey),
  });
  const admins = await Promise.all((await adminsOf(pool)).map(personOf));
  const people = {
    /**
     * The admin of each demo tenant that has accepted its contract (the others are refused what is measured here): a
     * token for our gateway, and the Viewer that its database makes of it.
     */
    personas: admins.filter(({ viewer }) => viewer.tenant.contractAccepted),
    /** The many of the first tenant, likewise. */
    crowd: await Promise.all(crowd.map(personOf)),
    /** One agent of each of several tenants, with the ULIDs of the runs it works at. */
    agents: await Promise.all(agents.map(async ({ runs, ...claims }) => ({ ...(await personOf(claims)), runs }))),
  };
  await pool.end();
  return {
    env: { JWKS_URL: `http://127.0.0.1:${server.address().port}/`, TOKEN_ISSUER: issuer, TOKEN_AUDIENCE: audience },
    people,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function adminsOf(pool) {
  const { demoTenants, findPersona } = await product('seed/demo/personas.js');
  const found = await Promise.all(demoTenants.map(({ slug }) => findPersona(pool, slug, 'admin').catch(() => null)));
  return found.filter((claims) => claims !== null);
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
