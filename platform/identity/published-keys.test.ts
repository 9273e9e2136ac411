import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWK } from 'jose';
import { publishedKeys, type PublishedKeysOptions } from './published-keys.ts';

const names = ['one', 'two', 'never-published'] as const;
type KeyName = (typeof names)[number];

const publicKeys = new Map<KeyName, JWK>();
const tokens = new Map<KeyName, string>();
beforeAll(async () => {
  for (const kid of names) {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    publicKeys.set(kid, { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA' });
    tokens.set(kid, await new SignJWT().setProtectedHeader({ alg: 'EdDSA', kid }).sign(privateKey));
  }
});

/** An issuer that publishes some of the keys, and counts who asks for them. */
class Issuer {
  published: readonly KeyName[] = ['one'];
  mood: 'well' | 'failing' | 'silent' | 'talking nonsense' = 'well';
  asked = 0;
  private readonly server = createServer((_request, response) => {
    this.asked += 1;
    if (this.mood === 'silent') return;
    const keys = this.published.map((name) => publicKeys.get(name));
    response.writeHead(this.mood === 'failing' ? 503 : 200, { 'content-type': 'application/json' });
    response.end(this.mood === 'talking nonsense' ? '<html>' : JSON.stringify({ keys }));
  });

  async start(): Promise<URL> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return new URL(`http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`); // a TCP server has a port
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

let issuer: Issuer;
let url: URL;
beforeEach(async () => {
  issuer = new Issuer();
  url = await issuer.start();
});
afterEach(() => issuer.stop());

type Take = (name: KeyName) => Promise<boolean>;

/** Whether a token signed by the key is taken. */
function takerWith(options: PublishedKeysOptions): Take {
  const keys = publishedKeys(url, options);
  return async (name) =>
    jwtVerify(tokens.get(name) ?? '', keys).then(
      () => true,
      () => false,
    );
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

describe("an issuer's keys", () => {
  it('are fetched once, however many tokens come at once', async () => {
    const take = takerWith({});
    expect(await Promise.all(Array.from({ length: 50 }, () => take('one')))).toEqual(Array(50).fill(true));
    expect(issuer.asked).toBe(1);
  });

  it('are fetched again for a key id that is new, once a cooldown', async () => {
    const take = takerWith({ cooldownMs: 100 });
    expect(await take('one')).toBe(true);
    issuer.published = ['one', 'two'];
    expect(await take('two')).toBe(false);
    expect(issuer.asked).toBe(1);
    await pause(110);
    expect(await take('two')).toBe(true);
    expect(issuer.asked).toBe(2);
  });

  it('that are forged cost one fetch a cooldown, whatever their number', async () => {
    const take = takerWith({ cooldownMs: 60_000 });
    await take('one');
    const took = await timed(() => Promise.all(Array.from({ length: 200 }, () => take('never-published'))));
    expect(issuer.asked).toBe(1);
    expect(took).toBeLessThan(1_000);
  });
});

describe('an issuer that is down', () => {
  it.each(['failing', 'silent', 'talking nonsense'] as const)(
    '(%s) stops no one whose key is known, and refuses others at once',
    async (mood) => {
      const take = takerWith({ timeoutMs: 100, cooldownMs: 150, refreshAfterMs: 0 });
      expect(await take('one')).toBe(true);
      issuer.mood = mood;
      await pause(160);
      expect(await take('one')).toBe(true);
      const during = issuer.asked;
      const took = await timed(async () => {
        expect(await Promise.all([take('one'), take('never-published')])).toEqual([true, false]);
      });
      expect(took).toBeLessThan(140);
      expect(issuer.asked).toBe(during);
    },
  );

  it('from the start is asked once a cooldown, and taken up when it is back', async () => {
    issuer.mood = 'failing';
    const take = takerWith({ cooldownMs: 100 });
    for (let n = 0; n < 20; n += 1) expect(await take('one')).toBe(false);
    expect(issuer.asked).toBe(1);
    issuer.mood = 'well';
    await pause(110);
    expect(await take('one')).toBe(true);
    expect(issuer.asked).toBe(2);
  });

  it('for longer than keys may serve lets nobody in', async () => {
    const take = takerWith({ cooldownMs: 10, refreshAfterMs: 0, maximumAgeMs: 60 });
    expect(await take('one')).toBe(true);
    issuer.mood = 'failing';
    await pause(70);
    expect(await take('one')).toBe(false);
    issuer.mood = 'well';
    await pause(20);
    expect(await take('one')).toBe(true);
  });
});

describe('a key that the issuer takes back', () => {
  it('serves no longer once its keys were fetched anew', async () => {
    const take = takerWith({ cooldownMs: 10, refreshAfterMs: 20 });
    expect(await take('one')).toBe(true);
    issuer.published = ['two'];
    await pause(30);
    expect(await take('two')).toBe(true);
    expect(await take('one')).toBe(false);
  });
});
