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
  clientId: '01JZX3V6E8Q4T5Y7W9A1C2D3F6',
  scopes: ['costs:read'],
};
const refused = {
  extensions: { code: 'UNAUTHENTICATED' },
  message: 'a subgraph answers its gateway only; expected a Viewer signed by it',
};

const now = (): number => Math.floor(Date.now() / 1_000);
const asked = { viewer, now: new Date('2026-03-31T23:59:59.999Z'), origin: { ip: '203.0.113.7', userAgent: 'curl/8' } };
const claims = {
  viewer: { ...viewer },
  now: asked.now.getTime(),
  origin: asked.origin,
  aud: 'leadmetrics-subgraph',
  exp: now() + 30,
};
const tolerance = 5;
const sign = (payload: object, by = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT({ ...payload }).setProtectedHeader({ alg }).sign(by);

describe('a signed viewer', () => {
  it('arrives as it was sent', async () => {
    expect(await verifySignedViewer(await signViewer(asked, secret), secret, tolerance)).toEqual(asked);
    expect(await verifySignedViewer(await sign(claims), secret, tolerance)).toEqual(asked);
  });

  it('is taken by a subgraph whose clock is ahead by as much as clocks may differ, and no further', async () => {
    const late = await sign({ ...claims, exp: now() - 20 });
    expect(await verifySignedViewer(late, secret, 30)).toEqual(asked);
    await expect(verifySignedViewer(late, secret, 10)).rejects.toMatchObject(refused);
  });

  it.each<[string, () => Promise<string> | string]>([
    ['is missing', () => ''],
    ['was signed with another secret', () => signViewer(asked, new Uint8Array(32).fill(2))],
    ['has expired', () => sign({ ...claims, exp: now() - tolerance - 1 })],
    ['never expires', () => sign({ ...claims, exp: undefined })],
    ['is for another audience', () => sign({ ...claims, aud: 'leadmetrics-graph' })],
    ['is for no audience', () => sign({ ...claims, aud: undefined })],
    ['holds no viewer', () => sign({ ...claims, viewer: undefined })],
    ['does not say when', () => sign({ ...claims, now: undefined })],
    ['says no instant', () => sign({ ...claims, now: '2026-03-31' })],
    ['says an instant that is none', () => sign({ ...claims, now: 1e300 })],
    ['is not signed', () => new UnsecuredJWT(claims).encode()],
    ['was signed by another algorithm', () => sign(claims, new Uint8Array(64).fill(1), 'HS512')],
  ])('that %s is refused', async (_name, make) => {
    await expect(verifySignedViewer(await make(), secret, tolerance)).rejects.toMatchObject(refused);
  });

  it('is refused whichever of its characters was changed', async () => {
    const token = await signViewer(asked, secret);
    const [header = '', payload = ''] = token.split('.');
    const end = header.length + 1 + payload.length + 40;
    for (let at = 0; at < end; at += 7) {
      if (token[at] === '.') continue;
      const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
      await expect(verifySignedViewer(changed, secret, tolerance)).rejects.toMatchObject(refused);
    }
  });
});
