import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { developmentIssuer, type DevelopmentIssuer } from '../platform/identity/development-issuer.ts';
import { claimsOf } from './support/claims.ts';
import { appUrl } from './support/database.ts';
import { temporaryFolder } from './support/folder.ts';
import { makeImage } from './support/image.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { readPdf } from './support/pdf.ts';
import { madeUpSecrets } from './support/secrets.ts';
import { startProgram, stopAll } from './support/started.ts';

/** A server's start, as the Dockerfile's image makes it. */
describe('the image', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let image: string;
  let issuer: DevelopmentIssuer;
  let identityProvider: Server;
  let env: Record<string, string>;
  beforeEach(async () => {
    folder = await temporaryFolder();
    image = join(folder.path, 'image');
    await mkdir(image);
    await makeImage(image);
    const policy = { issuer: 'https://login.test', audience: 'graph', algorithms: ['EdDSA'], clockToleranceSeconds: 5 };
    issuer = await developmentIssuer(join(folder.path, 'login'), policy);
    identityProvider = createServer((_, response) => response.end(JSON.stringify(issuer.keys)));
    env = {
      NODE_ENV: 'production',
      DATABASE_URL: appUrl(),
      JWKS_URL: await listen(identityProvider),
      TOKEN_ISSUER: policy.issuer,
      TOKEN_AUDIENCE: policy.audience,
      ENCRYPTION_KEYS: madeUpSecrets.ENCRYPTION_KEYS,
      LINK_SECRET: madeUpSecrets.LINK_SECRET,
      CLIENT_TOKEN_SECRET: madeUpSecrets.CLIENT_TOKEN_SECRET,
      AUDIT_KEYS: madeUpSecrets.AUDIT_KEYS,
      // As the image sets it: a volume's.
      AUDIT_HEADS_FILE: join(folder.path, 'heads.jsonl'),
      PORT: '0',
    };
  });
  afterEach(async () => {
    await stopAll();
    identityProvider.close();
    await closeFactories();
    await folder.remove();
  });

  it('serves without packages for development, without demo data, and writes nothing', async () => {
    await rm(join(image, 'dist', 'seed', 'demo'), { recursive: true });
    const tenant = await makeTenant({ name: 'Globex' });
    const query = '{ viewer { tenant { name } } }';
    await mkdir(join(image, 'persisted'));
    await writeFile(join(image, 'persisted', 'frontend.json'), JSON.stringify({ name: query }));
    const started = startProgram('gateway/main.js', env, [], image);
    const [, url = ''] = await started.until(/The graph is at +(\S+)\/graphql/);
    const ready = await fetch(`${url}/health/ready`);
    expect(await ready.json()).toEqual({
      status: 'ok',
      database: true,
      documents: true,
      identityProvider: { reachable: true, usable: true },
    });
    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await issuer.sign(claimsOf(tenant))}` },
      body: JSON.stringify({ query }),
    });
    expect(await answer.json()).toMatchObject({ data: { viewer: { tenant: { name: 'Globex' } } } });
    expect(started.complaints()).toBe('');
    await expect(access(join(image, '.data'))).rejects.toThrow('ENOENT');
  });

  it.each([
    ['gateway/main.js', 'DATABASE_URL is missing'],
    ['subgraphs/main.js', 'GATEWAY_SECRET is missing'],
    ['scripts/bootstrap.js', 'ADMIN_DATABASE_URL is missing'],
    ['scripts/migrate.js', 'MIGRATION_DATABASE_URL is missing'],
  ])('has all that %s is made of', async (program, complaint) => {
    const started = startProgram(program, { NODE_ENV: 'production' }, [], image);
    expect(await started.ended).toBe(1);
    expect(started.complaints()).toContain(complaint);
  });

  it('renders contracts, with the fonts they take', async () => {
    const program = `
      import { renderContractPdf } from './dist/domain/tenancy/contract/contract-pdf.js';
      const template = { version: 'v1', title: 'Agreement', body: '**हिन्दी** for ₹ 1' };
      process.stdout.write((await renderContractPdf({ template, values: {}, generatedAt: new Date(0) })).toString('base64'));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
      cwd: image,
    });
    const { text, fonts } = readPdf(Buffer.from(stdout, 'base64'));
    expect({ text, fonts: fonts.length }).toEqual({ text: 'हिन्दी for ₹ 1Contract template v1', fonts: 2 });
  });
});

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/jwks.json`;
}
