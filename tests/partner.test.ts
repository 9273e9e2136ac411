import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'graphql';
import { textHash } from '../gateway/text-hash.ts';
import { persistedClient } from './support/apollo-client.ts';
import { curl, curlProgram, type CurlAnswer } from './support/curl.ts';
import { appUrl } from './support/database.ts';
import { temporaryFolder } from './support/folder.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { persistedQuery, startPersisted, type PersistedGateway } from './support/persisted.ts';
import { runToEnd } from './support/started.ts';

const body = `query Posts {
  viewer {
    apiClient {
      name
      __typename
    }
    scopes
    __typename
  }
  blogPosts(first: 3) {
    nodes {
      title
      __typename
    }
    __typename
  }
}`;
const id = textHash(body);
const data = {
  viewer: {
    apiClient: { name: 'My program', __typename: 'ApiClient' },
    scopes: ['content:read'],
    __typename: 'Viewer',
  },
  blogPosts: { nodes: [{ title: 'Ten quick wins', __typename: 'BlogPost' }], __typename: 'BlogPostConnection' },
};

/** An API client as its developer is given it. */
interface Credentials {
  readonly clientId: string;
  readonly secret: string;
}

let tenant: CustomerTenant;
let gateway: PersistedGateway;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let manifest: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  manifest = join(folder.path, 'manifest.json');
  await mkdir(join(folder.path, 'operations'));
  await writeFile(join(folder.path, 'operations', 'posts.graphql'), `# What is new.\n${body.replaceAll('\n', ' ')}`);
  await runToEnd('scripts/manifest.js', [join(folder.path, 'operations'), '--out', manifest, '--max-age', '60']);
  tenant = await makeTenant();
  await tenant.make.blogPost({ title: 'Ten quick wins' });
  const rate = { tenant: { size: 1_000, restorePerSecond: 1_000 }, client: { size: 20, restorePerSecond: 0.01 } };
  gateway = await startPersisted({}, {}, { limits: { rate } });
  await gateway.put('partner.json', await readFile(manifest, 'utf8'));
  await gateway.untilLogged(/^Operations registered .*: 1\.$/);
});
afterAll(async () => {
  await gateway.close();
  await folder.remove();
  await closeFactories();
});

const client = (...parameters: readonly string[]) =>
  runToEnd('scripts/client.js', parameters, { DATABASE_URL: appUrl() });

async function makeClient(): Promise<Credentials> {
  const scopes = ['--scopes', 'content:read'];
  const { output } = await client('create', '--tenant', tenant.slug, '--name', 'My program', ...scopes);
  const [, clientId = '', secret = ''] = /^client_id=(.*)\nclient_secret=(.*)\n$/.exec(output) ?? [];
  return { clientId, secret };
}

const askForToken = ({ clientId, secret }: Credentials): Promise<CurlAnswer> =>
  curl(`${gateway.graph.url}/oauth/token`, '-u', `${clientId}:${secret}`, '-d', 'grant_type=client_credentials');

async function tokenOf(credentials: Credentials): Promise<string> {
  const { body: granted } = await askForToken(credentials);
  return String((granted as Record<string, unknown>)['access_token']); // an answer of RFC 6749, 5.1
}

const bearer = (token: string) => ['-H', `authorization: Bearer ${token}`, '-H', 'content-type: application/json'];

const post = (token: string, asked: object): Promise<CurlAnswer> =>
  curl(`${gateway.graph.url}/graphql`, ...bearer(token), '-d', JSON.stringify(asked));

const get = (token: string, parameter: string): Promise<CurlAnswer> =>
  curl('-G', `${gateway.graph.url}/graphql`, ...bearer(token), '--data-urlencode', parameter);

/** What an answer says of one error. */
const refusal = (code: string, detail: object) => ({
  errors: [{ message: expect.any(String), extensions: { code, requestId: expect.any(String), ...detail } }],
});

(curlProgram === null ? describe.skip : describe)('a partner, as its developer goes about it (curl)', () => {
  it('checks its manifest for its client, and is told what each operation costs', async () => {
    const { clientId } = await makeClient();
    expect(
      await runToEnd('scripts/manifest-check.js', [manifest, '--client', clientId], { DATABASE_URL: appUrl() }),
    ).toEqual({
      code: 0,
      output: 'Posts: costs 6 at most\nEvery operation may be registered.\n',
      complaints: '',
    });
  });

  it('is given a token for its id and secret', async () => {
    const { status, headers, body: granted } = await askForToken(await makeClient());
    expect([status, headers['cache-control'], granted]).toEqual([
      200,
      'no-store',
      {
        access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        token_type: 'Bearer',
        expires_in: 600,
        scope: 'content:read',
      },
    ]);
  });

  const extensions = persistedQuery(id);
  it.each<[string, (token: string) => Promise<CurlAnswer>, string]>([
    ['"documentId" by POST', (token) => post(token, { documentId: id }), 'no-store'],
    ['"extensions" by POST', (token) => post(token, { extensions }), 'no-store'],
    ['"documentId" by GET', (token) => get(token, `documentId=${id}`), 'private, max-age=60'],
    ['"extensions" by GET', (token) => get(token, `extensions=${JSON.stringify(extensions)}`), 'private, max-age=60'],
  ])('asks for its operation by the id as %s', async (_how, ask, cacheControl) => {
    const { status, headers, body: answer } = await ask(await tokenOf(await makeClient()));
    expect([status, headers['cache-control'], answer]).toEqual([200, cacheControl, expect.objectContaining({ data })]);
    expect(answer).not.toHaveProperty('errors');
  });

  it.each(['POST', 'GET'] as const)('asks by the id alone with Apollo Client, over %s', async (method) => {
    const apollo = persistedClient(gateway.graph.url, await tokenOf(await makeClient()), method);
    const posts = parse(body);
    expect([await apollo.ask(posts), await apollo.ask(posts)]).toEqual([data, data]);
    expect(apollo.sent).toEqual([
      { method, hasText: false },
      { method, hasText: false },
    ]);
  });

  it('may send no text, its registered one neither, and is told how to register', async () => {
    const { status, body: answer } = await post(await tokenOf(await makeClient()), { query: body });
    expect([status, answer]).toEqual([403, refusal('OPERATION_NOT_ALLOWED', { retryable: false })]);
    expect(JSON.stringify(answer)).toContain(
      'expected the id of a registered one: to register operations, make a manifest of them',
    );
  });

  it('is told to wait once it has spent what it had', async () => {
    const token = await tokenOf(await makeClient());
    let answer = await post(token, { documentId: id });
    while (answer.status === 200) answer = await post(token, { documentId: id });
    const cost = expect.objectContaining({ requestedQueryCost: 6, actualQueryCost: null });
    const { retryAfterMs } = (answer.body as { errors: [{ extensions: { retryAfterMs: number } }] }).errors[0]
      .extensions; // as below
    expect([answer.status, answer.body, answer.headers]).toEqual([
      429,
      {
        ...refusal('THROTTLED', { limit: 'clientBucket', retryable: true, retryAfterMs, cost }),
        extensions: { cost },
      },
      expect.objectContaining({ 'retry-after': String(Math.ceil(retryAfterMs / 1_000)), 'ratelimit-limit': '20' }),
    ]);
    expect(retryAfterMs).toBeGreaterThan(0);
    // A client beside it in the same tenant has what is its own.
    expect((await post(await tokenOf(await makeClient()), { documentId: id })).status).toBe(200);
  });

  it('is refused at once when it is revoked: its token, and its secret', async () => {
    const credentials = await makeClient();
    const token = await tokenOf(credentials);
    expect((await post(token, { documentId: id })).status).toBe(200);
    expect(await client('revoke', credentials.clientId)).toEqual({
      code: 0,
      output: expect.stringMatching(new RegExp(`^${credentials.clientId} is revoked since \\d{4}-.*\\n$`)),
      complaints: '',
    });
    const refused = await post(token, { documentId: id });
    expect([refused.status, refused.headers['www-authenticate'], refused.body]).toEqual([
      401,
      'Bearer realm="leadmetrics", error="invalid_token", error_description="the token is expired or not one of ours"',
      refusal('UNAUTHENTICATED', { retryable: false }),
    ]);
    const again = await askForToken(credentials);
    expect([again.status, again.body]).toEqual([
      401,
      { error: 'invalid_client', error_description: expect.any(String) },
    ]);
  });
});
