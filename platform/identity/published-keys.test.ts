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
let time: number;
beforeEach(async () => {
  issuer = new Issuer();
  url = await issuer.start();
  time = 0;
});
afterEach(() => issuer.stop());

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

/** Whether a token signed by the key is taken; the times are those of the defaults unless `options` says otherwise. */
function takerWith(options: PublishedKeysOptions = {}): (name: KeyName) => Promise<boolean> {
  const keys = publishedKeys(url, { now: () => time, ...options });
  return async (name) =>
    jwtVerify(tokens.get(name) ?? '', keys).then(
      () => true,
      () => false,
    );
}

describe("an issuer's keys", () => {
  it('are fetched once, however many tokens come at once', async () => {
    const take = takerWith();
    expect(await Promise.all(Array.from({ length: 50 }, () => take('one')))).toEqual(Array(50).fill(true));
    expect(issuer.asked).toBe(1);
  });

  it('are fetched again for a key id that is new, once a cooldown', async () => {
    const take = takerWith();
    expect(await take('one')).toBe(true);
    issuer.published = ['one', 'two'];
    time += 30 * second - 1;
    expect(await take('two')).toBe(false);
    expect(issuer.asked).toBe(1);
    time += 1;
    expect(await take('two')).toBe(true);
    expect(issuer.asked).toBe(2);
  });

  it('that are forged cost one fetch a cooldown, whatever their number', async () => {
    const take = takerWith();
    await take('one');
    for (let round = 1; round <= 3; round += 1) {
      time += 30 * second;
      await Promise.all(Array.from({ length: 100 }, () => take('never-published')));
      expect(issuer.asked).toBe(1 + round);
    }
  });

  it('are fetched anew beside the requests, and one that was taken back serves no longer', async () => {
    const take = takerWith();
    expect(await take('one')).toBe(true);
    issuer.published = ['two'];
    time += 10 * minute + 1;
    expect(await take('two')).toBe(true);
    expect(await take('one')).toBe(false);
    expect(issuer.asked).toBe(2);
  });
});

describe('an issuer that is down', () => {
  it.each(['failing', 'silent', 'talking nonsense'] as const)(
    '(%s) stops no one whose key is known, and others wait for one fetch a cooldown',
    async (mood) => {
      const take = takerWith({ timeoutMs: 100 });
      expect(await take('one')).toBe(true);
      issuer.mood = mood;
      time += 11 * minute;
      expect(await Promise.all([take('one'), take('never-published')])).toEqual([true, false]);
      expect(issuer.asked).toBe(2);
      for (let n = 0; n < 20; n += 1) expect([await take('one'), await take('never-published')]).toEqual([true, false]);
      expect(issuer.asked).toBe(2);
    },
  );

  it('from the start is asked once a cooldown, and taken up when it is back', async () => {
    issuer.mood = 'failing';
    const take = takerWith();
    for (let n = 0; n < 20; n += 1) expect(await take('one')).toBe(false);
    expect(issuer.asked).toBe(1);
    issuer.mood = 'well';
    time += 30 * second;
    expect(await take('one')).toBe(true);
    expect(issuer.asked).toBe(2);
  });

  it('for longer than keys may serve lets nobody in until it is back', async () => {
    const take = takerWith();
    expect(await take('one')).toBe(true);
    issuer.mood = 'failing';
    time += 24 * hour;
    expect(await take('one')).toBe(true);
    time += minute;
    expect(await take('one')).toBe(false);
    issuer.mood = 'well';
    time += minute;
    expect(await take('one')).toBe(true);
  });
});
