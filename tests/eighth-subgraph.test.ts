import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { appendFile, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSubgraphEntries, readSupergraph } from '../gateway/supergraph.ts';
import { projectPath } from '../platform/config/paths.ts';
import { makeCheckout, type Checkout } from './support/checkout.ts';
import { claimsOf } from './support/claims.ts';
import { appUrl } from './support/database.ts';
import { freePorts } from './support/free-ports.ts';
import type { startGateway, TestGateway } from './support/gateway.ts';
import { closeFactories, platformTenant, twoTenants, type CustomerTenant } from './support/make.ts';
import { remoteSource } from './support/remote-gateway.ts';
import { madeUpSecrets } from './support/secrets.ts';
import { startProgram, stopAll } from './support/started.ts';

/** CONTRIBUTING's recipe, followed in a copy of the project: one folder, one entry, two commands. */
let checkout: Checkout;
let port: number;
let start: typeof startGateway;
let graph: TestGateway;
let mine: CustomerTenant;
let theirs: CustomerTenant;

beforeAll(async () => {
  checkout = await makeCheckout();
  [port = 0] = await freePorts(1);
  await addFolder('notices');
  await appendFile(
    join(checkout.path, 'supergraph.yaml'),
    `  notices:
    routing_url: http://127.0.0.1:${port}/graphql
    schema:
      file: ./subgraphs/notices/schema.graphql
`,
  );
  await checkout.npmRun('generate');
  await checkout.npmRun('compose');
  // The copy's own gateway, which finds its folders, entries and supergraph as the project's does.
  ({ startGateway: start } = (await import(join(checkout.path, 'tests/support/gateway.ts'))) as {
    startGateway: typeof startGateway;
  });
  graph = await start();
  [mine, theirs] = await twoTenants();
  await mine.makeMany.goal(2);
  await mine.make.goal({ deletedAt: new Date().toISOString() });
}, 180_000);

afterAll(async () => {
  await stopAll();
  await graph.close();
  await closeFactories();
  await checkout.remove();
});

/** The fixture's folder, its imports as they read where subgraphs lie. */
async function addFolder(name: string): Promise<void> {
  const folder = join(checkout.path, 'subgraphs', name);
  await cp(projectPath('tests/fixtures/subgraphs', name), folder, { recursive: true });
  for (const file of ['index.ts', 'loaders.ts']) {
    const text = await readFile(join(folder, file), 'utf8');
    await writeFile(join(folder, file), text.replaceAll("'../../../../", "'../../"));
  }
}

it('composes with the seven, which stay as they are', async () => {
  const supergraph = await readFile(join(checkout.path, 'gateway/supergraph.graphql'), 'utf8');
  expect(supergraph).toContain(`NOTICES @join__graph(name: "notices", url: "http://127.0.0.1:${port}/graphql")`);
  expect(readSupergraph()).not.toContain('NOTICES');
  expect(graph.apiSchema.getType('NoticeBoard')).toBeDefined();
  expect(Object.keys(graph.apiSchema.getQueryType()?.getFields() ?? {})).toContain('noticeOfTheDay');
  for (const { name } of readSubgraphEntries()) {
    const types = join('subgraphs', name, 'generated/resolvers.ts');
    expect(await readFile(join(checkout.path, types), 'utf8')).toBe(await readFile(projectPath(types), 'utf8'));
  }
});

it('has the types of its resolvers', async () => {
  const types = await readFile(join(checkout.path, 'subgraphs/notices/generated/resolvers.ts'), 'utf8');
  expect(types).toContain('export type NoticeBoardResolvers');
});

const query = '{ noticeOfTheDay viewer { tenant { name noticeBoard { headline goals } goals { totalCount } } } }';

async function expectBoards(asked: TestGateway): Promise<void> {
  for (const [tenant, goals] of [
    [mine, 2],
    [theirs, 0],
  ] as const) {
    const { data, errors, fetches } = await asked.query(claimsOf(tenant), query);
    expect({ data, errors }).toEqual({
      data: {
        noticeOfTheDay: 'Smile',
        viewer: {
          tenant: {
            name: tenant.name,
            noticeBoard: { headline: `The board of ${tenant.refId}`, goals },
            goals: { totalCount: goals },
          },
        },
      },
      errors: [],
    });
    expect([...new Set(fetches.map(({ service }) => service))].sort()).toEqual(['notices', 'strategy', 'tenancy']);
  }
}

it('adds to a tenant what another subgraph owns, each tenant its own', () => expectBoards(graph));

it('is a service of its own as the seven are', async () => {
  await checkout.npmRun('build');
  const { ENCRYPTION_KEYS, GATEWAY_SECRET: secret } = madeUpSecrets;
  const env = {
    DATABASE_URL: appUrl(),
    DATA_DIR: join(checkout.path, '.data'),
    ENCRYPTION_KEYS,
    GATEWAY_SECRET: secret,
  };
  const service = startProgram('subgraphs/main.js', env, ['notices'], checkout.path);
  await service.until(/The subgraph notices is at http/, 60_000);
  const url = `http://127.0.0.1:${port}/graphql`;
  const remote = remoteSource({
    name: 'notices',
    url,
    secret: Buffer.from(secret),
    timeoutMs: 10_000,
    answerLimitBytes: 1_000_000,
    report: graph.runtime.reportFault,
  });
  const apart = await start({ sources: (local) => new Map([...local, ['notices', remote]]) });
  await expectBoards(apart);
  await apart.close();
}, 180_000);

it('resolves no tenant that the viewer may not see', async () => {
  const answers = await graph.entities(claimsOf(mine), new Map([['Tenant', theirs.refId]]));
  expect(answers.filter(({ subgraph }) => subgraph === 'notices')).toEqual([
    { subgraph: 'notices', model: 'Tenant', entity: null },
  ]);
});

it('answers many tenants with one statement', async () => {
  const query = `query ($slugs: [String!]) { tenants(filter: { slugs: $slugs }, orderBy: { field: CREATED_AT, direction: ASC }) {
    nodes { slug noticeBoard { goals } } } }`;
  const platform = claimsOf(await platformTenant(), 'super_admin');
  const { data, fetches } = await graph.query(platform, query, { slugs: [mine.slug, theirs.slug] });
  expect(data).toEqual({
    tenants: {
      nodes: expect.arrayContaining([
        { slug: mine.slug, noticeBoard: { goals: 2 } },
        { slug: theirs.slug, noticeBoard: { goals: 0 } },
      ]),
    },
  });
  const texts = fetches.filter(({ service }) => service === 'notices').flatMap(({ statements }) => statements);
  expect(texts.filter(({ text }) => text.includes('JOIN goals'))).toHaveLength(1);
});
