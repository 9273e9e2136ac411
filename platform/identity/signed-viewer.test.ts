import { describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { signViewer, verifySignedViewer } from './signed-viewer.ts';
import type { Viewer } from './viewer.ts';

const secret = new Uint8Array(32).fill(1);
const viewer: Viewer = {
  persona: 'partner',
  tenant: { id: 't', tenantId: 't', refId: '01JZX3V6E8Q4T5Y7W9A1C2D3F4', status: 'active', contractAccepted: true },
  user: { id: 'u', refId: '01JZX3V6E8Q4T5Y7W9A1C2D3F5', tenantId: 't', role: 'member', appAccess: ['dashboard'] },
  agentRole: null,
  scopes: ['costs:read'],
};
const refused = {
  extensions: { code: 'UNAUTHENTICATED' },
  message: 'a subgraph answers its gateway only; expected a Viewer signed by it',
};

const now = (): number => Math.floor(Date.now() / 1_000);
const claims = { viewer: { ...viewer }, aud: 'leadmetrics-subgraph', exp: now() + 30 };
const sign = (payload: object, by = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT({ ...payload }).setProtectedHeader({ alg }).sign(by);

describe('a signed viewer', () => {
  it('arrives as it was sent', async () => {
    expect(await verifySignedViewer(await signViewer(viewer, secret), secret)).toEqual(viewer);
    expect(await verifySignedViewer(await sign(claims), secret)).toEqual(viewer);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['is missing', () => ''],
    ['was signed with another secret', () => signViewer(viewer, new Uint8Array(32).fill(2))],
    ['has expired', () => sign({ ...claims, exp: now() - 1 })],
    ['never expires', () => sign({ viewer, aud: claims.aud })],
    ['is for another audience', () => sign({ ...claims, aud: 'leadmetrics-graph' })],
    ['is for no audience', () => sign({ viewer, exp: claims.exp })],
    ['holds no viewer', () => sign({ aud: claims.aud, exp: claims.exp })],
    ['is not signed', () => new UnsecuredJWT(claims).encode()],
    ['was signed by another algorithm', () => sign(claims, new Uint8Array(64).fill(1), 'HS512')],
  ])('that %s is refused', async (_name, make) => {
    await expect(verifySignedViewer(await make(), secret)).rejects.toMatchObject(refused);
  });

  it('is refused whichever of its characters was changed', async () => {
    const token = await signViewer(viewer, secret);
    const [header = '', payload = ''] = token.split('.');
    const end = header.length + 1 + payload.length + 40;
    for (let at = 0; at < end; at += 7) {
      if (token[at] === '.') continue;
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      await expect(verifySignedViewer(changed, secret)).rejects.toMatchObject(refused);
    }
  });
});
