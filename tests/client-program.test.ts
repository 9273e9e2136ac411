import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appUrl } from './support/database.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, platformTenant, type CustomerTenant } from './support/make.ts';
import { startProgram, stopAll } from './support/started.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway();
  await platformTenant();
  tenant = await makeTenant();
});
afterAll(async () => {
  await stopAll();
  await graph.close();
  await closeFactories();
});

/** `npm run client` on the tests' database. */
async function run(...parameters: string[]) {
  const program = startProgram('scripts/client.js', { DATABASE_URL: appUrl() }, parameters);
  return {
    code: await program.ended,
    lines: program.output().split('\n').slice(0, -1),
    complaints: program.complaints(),
  };
}

it('a client is created, asks, is listed, and is refused at once when it is revoked', async () => {
  const created = await run(
    'create',
    '--tenant',
    tenant.slug,
    '--name',
    'My program',
    '--scopes',
    'content:read,costs:read',
  );
  expect(created).toEqual({
    code: 0,
    lines: [
      expect.stringMatching(/^client_id=[0-9A-Z]{26}$/),
      expect.stringMatching(/^client_secret=lm_client_[\w-]{43}$/),
    ],
    complaints: 'The secret is shown this once and stored nowhere.\n',
  });
  const [id = '', secret = ''] = created.lines.map((line) => line.split('=')[1]);

  const askForToken = () =>
    fetch(`${graph.url}/oauth/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
  const { access_token: token } = (await (await askForToken()).json()) as { access_token: string };
  const ask = (query: string) =>
    fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    });
  const answer = await ask(
    '{ viewer { apiClient { name createdBy { id } } tenant { slug } } blogPosts { totalCount } }',
  );
  expect(await answer.json()).toMatchObject({
    data: {
      viewer: { apiClient: { name: 'My program', createdBy: null }, tenant: { slug: tenant.slug } },
      blogPosts: { totalCount: 0 },
    },
  });

  const listed = await run('list', '--tenant', tenant.slug);
  expect(listed.lines).toEqual([
    expect.stringMatching(
      new RegExp(`^${id}  ${tenant.slug}  My program  content:read costs:read  used \\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$`),
    ),
  ]);

  const revoked = await run('revoke', id.toLowerCase());
  expect(revoked).toEqual({ code: 0, lines: [expect.stringMatching(`^${id} is revoked since 2`)], complaints: '' });
  expect([(await ask('{ viewer { role } }')).status, (await askForToken()).status]).toEqual([401, 401]);
  expect(graph.refused.map(({ what, reason }) => [what, reason])).toEqual([
    ['token', 'its API client is revoked'],
    ['API client', 'it is revoked'],
  ]);
  expect((await run('revoke', id)).lines).toEqual(revoked.lines);
  expect((await run('list', '--tenant', tenant.slug)).lines[0]).toMatch(/ {2}revoked \d{4}-/);

  const { data } = await graph.query(
    claimsOf(tenant),
    '{ users(filter: { includeDeleted: true }) { nodes { name status } } }',
  );
  expect(data).toMatchObject({ users: { nodes: [{ name: 'My program', status: 'DEACTIVATED' }, {}] } });
});

it.each<[string[], string | RegExp]>([
  [[], /^The parameters say nothing that can be done, expected npm run client -- create .*\.\n$/],
  [['make'], /^The parameters say nothing that can be done, /],
  [['create', '--tenant', 'acme-corp'], /^The parameters say nothing that can be done, /],
  [['revoke', 'x', '--tenant', 'acme-corp'], /^The parameters say nothing that can be done, /],
  [['list', '--all'], /^The parameters cannot be read, expected npm run client /],
  [
    ['create', '--tenant', 'a', '--name', 'b', '--scopes', 'all'],
    /^The scope is "all", expected some of .*costs:read.*\.\n$/,
  ],
  [['create', '--tenant', 'a', '--name', 'b\nc'], 'The name is "b\\nc", expected one line of 1 to 255 characters.\n'],
  [['create', '--tenant', 'a', '--name', ' '], 'The name is " ", expected one line of 1 to 255 characters.\n'],
  [['create', '--tenant', 'nowhere', '--name', 'b'], 'There is no tenant "nowhere", expected the slug of one.\n'],
  [['revoke', '12'], 'The client is "12", expected a ULID of 26 characters.\n'],
  [
    ['revoke', '01JZX3V6E8Q4T5Y7W9A1C2D3F4'],
    'There is no API client 01JZX3V6E8Q4T5Y7W9A1C2D3F4, expected one that "list" names.\n',
  ],
])('refuses %j in one sentence', async (parameters, complaint) => {
  const { code, lines, complaints } = await run(...parameters);
  expect([code, lines]).toEqual([1, []]);
  if (typeof complaint === 'string') expect(complaints).toBe(complaint);
  else expect(complaints).toMatch(complaint);
});
