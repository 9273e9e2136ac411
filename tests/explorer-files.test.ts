import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sendRequest } from './support/http-request.ts';

let graph: TestGateway;

beforeAll(async () => {
  const persona = { label: 'Acme Corp · admin', tenant: 'acme-corp', role: 'admin', token: 'a-token' };
  graph = await startGateway({
    explorer: {
      sandboxUrl: null,
      signIn: null,
      hosts: ['graph.example.com:8443', '0.0.0.0'],
      personas: async () => [persona],
      examples: async () => [],
    },
  });
});

afterAll(() => graph.close());

describe('the tokens of the personas', () => {
  const ask = (headers: Readonly<Record<string, string>>) =>
    sendRequest(graph.url, '/explorer/config.json', { headers });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['the address that it was reached at', {}],
    ['localhost', { host: 'localhost:4000' }],
    ['another port, as through a tunnel', { host: '127.0.0.1:9999' }],
    ['the loopback address of IPv6', { host: '[::1]:4000' }],
    ['PUBLIC_URL', { host: 'graph.example.com' }],
    ['PUBLIC_URL in capitals', { host: 'GRAPH.example.com:8443' }],
    ['its own page', { 'sec-fetch-site': 'same-origin' }],
    ['a person, by hand', { 'sec-fetch-site': 'none' }],
  ])('are given to %s', async (_name, headers) => {
    const { status, body } = await ask(headers);
    expect({ status, body: JSON.parse(body) as unknown }).toMatchObject({
      status: 200,
      body: { personas: [{ token: 'a-token' }] },
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['a name that leads here', { host: 'evil.example:4000' }],
    ['a name that begins as ours', { host: 'localhost.evil.example' }],
    ['a name that ends as ours', { host: 'evil-graph.example.com' }],
    ['another address', { host: '192.0.2.1:4000' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
  ])('are withheld from %s', async (_name, headers) => {
    const { status, body } = await ask({ ...headers, origin: 'http://localhost:5173' });
    expect(status).toBe(403);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN', retryable: false } }] });
    expect(body).not.toContain('a-token');
  });
});

describe('the files of the explorer', () => {
  const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    sendRequest(graph.url, path, { headers });
  const sizes = async (path: string, encoding: string) => {
    const { headers } = await ask(path, { 'accept-encoding': encoding });
    return { encoding: headers['content-encoding'], length: Number(headers['content-length']) };
  };
  let script: string;

  beforeAll(async () => {
    const { body } = await ask('/');
    script = `/${/src="(explorer\/app-\w+\.js)"/.exec(body)?.[1] ?? ''}`;
  });

  it('come compressed as the client likes best', async () => {
    const [br, gzip, plain] = await Promise.all(
      ['gzip, deflate, br, zstd', 'gzip', 'identity'].map((encoding) => sizes(script, encoding)),
    );
    expect([br?.encoding, gzip?.encoding, plain?.encoding]).toEqual(['br', 'gzip', undefined]);
    expect(br?.length).toBeLessThan(gzip?.length ?? 0);
    expect(gzip?.length).toBeLessThan((plain?.length ?? 0) / 3);
  });

  it('are the same, however they come', async () => {
    const bytesAs = async (encoding: string) =>
      Buffer.from(
        await (await fetch(`${graph.url}${script}`, { headers: { 'accept-encoding': encoding } })).arrayBuffer(),
      );
    const plain = await bytesAs('identity');
    // Decompressed by fetch.
    expect([await bytesAs('br'), await bytesAs('gzip')].every((bytes) => bytes.equals(plain))).toBe(true);
  });

  it('are kept for ever where their name has their hash, and asked for anew where not', async () => {
    const hashed = await ask(script);
    const page = await ask('/');
    expect([hashed.headers['cache-control'], page.headers['cache-control']]).toEqual([
      'public, max-age=31536000, immutable',
      'no-cache',
    ]);
    const tag = page.headers['etag'] ?? '';
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      expect(await ask('/', { 'if-none-match': known })).toMatchObject({
        status: 304,
        body: '',
        headers: { etag: tag },
      });
    }
    expect((await ask('/', { 'if-none-match': '"other"' })).status).toBe(200);
  });

  it.each(['/', '/explorer/config.json', '/nothing', '/graphql', '/%'])(
    '%s is for no frame, and for no other origin',
    async (path) => {
      const { headers } = await ask(path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(/^default-src 'none';.*frame-ancestors 'none'/),
      });
      expect(headers).not.toHaveProperty('strict-transport-security');
    },
  );

  it('asks browsers to come over https, where it is to', async () => {
    const secure = await startGateway({ web: { hstsMaxAgeSeconds: 31_536_000 } });
    const { headers } = await sendRequest(secure.url, '/health/live');
    await secure.close();
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });
});
