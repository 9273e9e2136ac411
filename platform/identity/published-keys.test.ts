import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type JWK } from 'jose';
import {
  KeysUnavailableError,
  publishedKeys,
  type KeysCondition,
  type PublishedKeysOptions,
} from './published-keys.ts';

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

const moods = ['failing', 'silent', 'talking nonsense', 'endless', 'empty', 'redirecting'] as const;
type Mood = 'well' | (typeof moods)[number];

/** Keys that are not for us, which issuers publish beside those that are: they are passed over (RFC 7517, 5). */
const keysOfOtherKinds = [
  { kty: 'AKP', alg: 'ML-DSA-44', kid: 'new', pub: 'AAAA', use: 'sig' },
  { kty: 'OKP', crv: 'X25519', x: 'AAAA', kid: 'one', use: 'enc' },
  { kty: 'EC', crv: 'P-256K', x: 'AAAA', y: 'AAAA' },
];

/** An answer that begins like a set of keys and never ends. */
function endless(): Readable {
  const space = Buffer.alloc(65_536, ' ');
  let sent = 0;
  return new Readable({
    read() {
      this.push(sent === 0 ? '{"keys":[' : space);
      sent += 1;
    },
  });
}

/** An issuer that publishes some of the keys, and counts who asks for them. */
class Issuer {
  published: readonly KeyName[] = ['one'];
  mood: Mood = 'well';
  asked = 0;
  private readonly server = createServer((_request, response) => {
    this.asked += 1;
    if (this.mood === 'silent') return;
    if (this.mood === 'endless') return void endless().pipe(response);
    if (this.mood === 'redirecting') return void response.writeHead(302, { location: '/elsewhere' }).end();
    const keys = [...keysOfOtherKinds, ...this.published.map((name) => publicKeys.get(name))];
    response.writeHead(this.mood === 'failing' ? 503 : 200, { 'content-type': 'application/json' });
    response.end(
      this.mood === 'talking nonsense' ? '<html>' : JSON.stringify({ keys: this.mood === 'empty' ? [] : keys }),
    );
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
  const { keyOf } = publishedKeys(url, { now: () => time, ...options });
  return async (name) =>
    jwtVerify(tokens.get(name) ?? '', keyOf).then(
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
  it.each(moods)('(%s) stops no one whose key is known, and others wait for one fetch a cooldown', async (mood) => {
    const take = takerWith({ timeoutMs: 100 });
    expect(await take('one')).toBe(true);
    issuer.mood = mood;
    time += 11 * minute;
    expect(await Promise.all([take('one'), take('never-published')])).toEqual([true, false]);
    expect(issuer.asked).toBe(2);
    for (let n = 0; n < 20; n += 1) expect([await take('one'), await take('never-published')]).toEqual([true, false]);
    expect(issuer.asked).toBe(2);
  });

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

/** An issuer's keys, with what was told of it so far. */
function watched(options: PublishedKeysOptions = {}) {
  const told: [string | null, KeysCondition][] = [];
  const onChange = (fault: string | null, condition: KeysCondition): void => void told.push([fault, condition]);
  return {
    told,
    ...publishedKeys(url, { now: () => time, timeoutMs: 100, limitBytes: 100_000, onChange, ...options }),
  };
}

describe('what is told of an issuer', () => {
  it.each<[Exclude<Mood, 'well'>, string]>([
    ['failing', 'it answered 503'],
    ['silent', 'The operation was aborted due to timeout'],
    ['talking nonsense', 'it answered no set of keys'],
    ['endless', 'it answered more than 100000 bytes'],
    ['empty', 'it answered no set of keys'],
    ['redirecting', 'unexpected redirect'],
  ])('that is %s, is told once, and that it is back, once', async (mood, fault) => {
    const { refresh, condition, told } = watched({ timeoutMs: mood === 'silent' ? 100 : 5_000 });
    const tryFor = async (minutes: number): Promise<void> => {
      for (let n = 0; n < minutes; n += 1, time += minute) await refresh();
    };
    await tryFor(2);
    expect([told, condition()]).toEqual([[], { reachable: true, usable: true }]);
    issuer.mood = mood;
    await tryFor(3);
    expect([told, condition()]).toEqual([
      [[fault, { reachable: false, usable: true }]],
      { reachable: false, usable: true },
    ]);
    issuer.mood = 'well';
    await tryFor(3);
    expect(told.slice(1)).toEqual([[null, { reachable: true, usable: true }]]);
  });

  it('that nobody listens for, is told with the reason of the system', async () => {
    await issuer.stop();
    const { refresh, told } = watched();
    await refresh();
    expect(told).toEqual([
      [expect.stringMatching(/^connect ECONNREFUSED 127\.0\.0\.1:\d+$/), { reachable: false, usable: false }],
    ]);
    await issuer.start();
  });

  it('is told of each fetch, with the age of what it brought', async () => {
    const fetched: boolean[] = [];
    const { refresh, age, usable } = watched({ onFetch: (succeeded) => fetched.push(succeeded), maximumAgeMs: hour });
    expect([age(), usable()]).toEqual([Infinity, false]);
    await refresh();
    issuer.mood = 'failing';
    time += hour;
    await refresh();
    expect([age(), usable()]).toEqual([hour, true]);
    time += minute;
    await refresh();
    expect([fetched, age(), usable()]).toEqual([[true, false, false], hour + minute, false]);
  });

  it('begins the next try, so that a process that is left alone finds it again', async () => {
    issuer.mood = 'failing';
    const { refresh, condition } = watched();
    await refresh();
    issuer.mood = 'well';
    time += minute;
    expect(condition()).toEqual({ reachable: false, usable: false });
    await refresh();
    expect(condition()).toEqual({ reachable: true, usable: true });
    expect(issuer.asked).toBe(2);
  });
});

describe('a token that no key can be known for', () => {
  const keyFor = (keyOf: ReturnType<typeof watched>['keyOf'], name: KeyName) =>
    jwtVerify(tokens.get(name) ?? '', keyOf);

  it('says when to come back, while there is no key at all', async () => {
    issuer.mood = 'failing';
    const { keyOf } = watched();
    await expect(keyFor(keyOf, 'one')).rejects.toEqual(new KeysUnavailableError(30 * second));
    time += 10 * second;
    await expect(keyFor(keyOf, 'one')).rejects.toMatchObject({ retryAfterMs: 20 * second });
    expect(issuer.asked).toBe(1);
  });

  it('is refused as unknown, where others are known', async () => {
    const { keyOf, refresh } = watched();
    await refresh();
    issuer.mood = 'failing';
    time += minute;
    await expect(keyFor(keyOf, 'never-published')).rejects.toMatchObject({ code: 'ERR_JWKS_NO_MATCHING_KEY' });
  });
});
