import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeSupergraph, readSubgraphEntries, readSupergraph, type SubgraphEntry } from '../gateway/supergraph.ts';
import { projectPath } from '../platform/config/paths.ts';
import { claimsOf } from './support/claims.ts';
import { temporaryFolder } from './support/folder.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, platformTenant, twoTenants, type CustomerTenant } from './support/make.ts';

/** The one entry that the recipe in CONTRIBUTING asks for. */
const entry = `  notices:
    routing_url: http://127.0.0.1:4108/graphql
    schema:
      file: ./tests/fixtures/subgraphs/notices/schema.graphql
`;

let entries: readonly SubgraphEntry[];
let graph: TestGateway;
let mine: CustomerTenant;
let theirs: CustomerTenant;

beforeAll(async () => {
  const folder = await temporaryFolder();
  const file = join(folder.path, 'supergraph.yaml');
  await writeFile(file, readFileSync(projectPath('supergraph.yaml'), 'utf8') + entry);
  entries = readSubgraphEntries(file);
  await folder.remove();
  graph = await startGateway({
    entries,
    folderOf: (name) => (name === 'notices' ? `../tests/fixtures/subgraphs/${name}` : `../subgraphs/${name}`),
  });
  [mine, theirs] = await twoTenants();
  await mine.makeMany.goal(2);
  await mine.make.goal({ deletedAt: new Date().toISOString() });
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

it('composes with the seven, which stay as they are', () => {
  expect(entries.map(({ name }) => name)).toEqual([...readSubgraphEntries().map(({ name }) => name), 'notices']);
  const supergraph = composeSupergraph(entries);
  expect(supergraph).toContain('NOTICES @join__graph(name: "notices", url: "http://127.0.0.1:4108/graphql")');
  expect(readSupergraph()).not.toContain('NOTICES');
  expect(graph.apiSchema.getType('NoticeBoard')).toBeDefined();
  expect(Object.keys(graph.apiSchema.getQueryType()?.getFields() ?? {})).toContain('noticeOfTheDay');
});

it('adds to a tenant what another subgraph owns, each tenant its own', async () => {
  const query = '{ noticeOfTheDay viewer { tenant { name noticeBoard { headline goals } goals { totalCount } } } }';
  for (const [tenant, goals] of [
    [mine, 2],
    [theirs, 0],
  ] as const) {
    const { data, errors, fetches } = await graph.query(claimsOf(tenant), query);
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
});

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
