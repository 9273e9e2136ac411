import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSubgraphEntries } from '../../gateway/supergraph.ts';
import { createMongoDocumentStore } from '../../platform/documents/mongo.ts';
import { claimsOf } from '../../tests/support/claims.ts';
import { startGateway, type TestGateway } from '../../tests/support/gateway.ts';
import { makeTenant } from '../../tests/support/make.ts';

const content = {
  name: 'content',
  routingUrl: 'http://127.0.0.1:4104/graphql',
  schemaFile: './subgraphs/content/schema.graphql',
};
const entries = [...readSubgraphEntries().filter(({ name }) => name !== 'content'), content];
let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway({ entries });
});
afterAll(() => graph.close());

interface Page {
  readonly nodes: readonly object[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const may = (day: number) => `2026-05-0${day}T00:00:00.000Z`;

it.each(['', 'publishedAt: {}', 'updatedAt: { from: null }', 'scheduledFor: { from: null, to: null }'])(
  'a social post is not looked for by its platform alone { %s }, and the backed filters are named',
  async (emptyRange) => {
    const tenant = await makeTenant();
    const query = `{ socialPosts(filter: { platform: [LINKEDIN] ${emptyRange} }) { nodes { id } } }`;
    const { data, errors } = await graph.query(claimsOf(tenant), query);
    expect(data).toEqual({ socialPosts: null });
    expect(errors).toMatchObject([{ path: ['socialPosts'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0]?.message).toContain('status, channelId, scheduledFor, publishedAt, updatedAt');
  },
);

describe.each([
  ['blogPost', 'blogPosts'],
  ['socialPost', 'socialPosts'],
] as const)('%s', (one, many) => {
  /** Four posts, newest last; the first two for one channel. Only the middle two are published. */
  async function makePosts() {
    const tenant = await makeTenant();
    const channel = await tenant.make.channel({ platform: 'linkedin' });
    const make = tenant.make[one];
    const posts = [
      await make({
        channelId: channel.id,
        status: 'scheduled',
        scheduledFor: may(9),
        updatedAt: may(1),
        createdAt: may(1),
      }),
      await make({
        channelId: channel.id,
        status: 'published',
        publishedAt: may(4),
        updatedAt: may(5),
        createdAt: may(2),
      }),
      await make({
        status: 'published',
        publishedAt: may(3),
        scheduledFor: may(3),
        updatedAt: may(6),
        createdAt: may(3),
      }),
      await make({ status: 'draft', createdAt: may(4) }),
    ];
    const nodes = (...indexes: number[]) => ({ nodes: indexes.map((index) => ({ id: posts[index]?.refId })) });
    return { tenant, channel, nodes };
  }

  it('is found by each backed filter alone, and by a residual one beside it', async () => {
    const { tenant, channel, nodes } = await makePosts();
    const from = (day: number) => `{ from: "${may(day)}" }`;
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ all: ${many} { nodes { id } }
         inStatus: ${many}(filter: { status: [DRAFT, PUBLISHED] }) { nodes { id } }
         ofChannel: ${many}(filter: { channelId: "${channel.refId}" }) { nodes { id } }
         unknown: ${many}(filter: { channelId: "${tenant.refId}" }) { nodes { id } }
         published: ${many}(filter: { publishedAt: ${from(3)} }) { nodes { id } }
         changed: ${many}(filter: { updatedAt: { from: "${may(4)}", to: "${may(6)}" } }) { nodes { id } }
         scheduled: ${many}(filter: { status: [SCHEDULED], scheduledFor: ${from(1)} }) { nodes { id } }
         planned: ${many}(filter: { scheduledFor: ${from(1)} }) { nodes { id } }
         due: ${many}(filter: { channelId: "${channel.refId}", scheduledFor: { to: "${may(9)}" } }) { nodes { id } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      all: nodes(3, 2, 1, 0),
      inStatus: nodes(3, 2, 1),
      ofChannel: nodes(1, 0),
      unknown: nodes(),
      published: nodes(1, 2),
      changed: nodes(1, 3),
      scheduled: nodes(0),
      planned: nodes(0, 2),
      due: nodes(),
    });
  });

  it('is ordered by the first of several ranges, however the client writes them', async () => {
    const { tenant, nodes } = await makePosts();
    const query = `query ($filter: ${one === 'blogPost' ? 'BlogPostFilter' : 'SocialPostFilter'}) {
      asked: ${many}(filter: $filter) { nodes { id } }
      written: ${many}(filter: { updatedAt: { from: "${may(1)}" }, publishedAt: { from: "${may(1)}" } }) { nodes { id } }
    }`;
    const filter = { updatedAt: { from: may(1) }, publishedAt: { from: may(1) } };
    const { data, errors } = await graph.query(claimsOf(tenant), query, { filter });
    expect(errors).toEqual([]);
    expect(data).toEqual({ asked: nodes(1, 2), written: nodes(1, 2) });
  });

  it.each([
    ['CREATED_AT', 'DESC', [3, 2, 1, 0]],
    ['CREATED_AT', 'ASC', [0, 1, 2, 3]],
    ['PUBLISHED_AT', 'DESC', [3, 0, 1, 2]],
    ['PUBLISHED_AT', 'ASC', [2, 1, 0, 3]],
  ] as const)('is ordered by %s %s, page by page', async (field, direction, expected) => {
    const { tenant, nodes } = await makePosts();
    const read: unknown[] = [];
    for (let after: string | null = null; ;) {
      const query = `query ($after: String) { ${many}(first: 1, after: $after, orderBy: { field: ${field}, direction: ${direction} }) {
        nodes { id } pageInfo { hasNextPage endCursor } } }`;
      const { data } = await graph.query(claimsOf(tenant), query, { after });
      const { [many]: page } = data as Record<string, Page>;
      read.push(...(page?.nodes ?? []));
      if (page?.pageInfo.hasNextPage !== true) break;
      after = page.pageInfo.endCursor;
    }
    expect({ nodes: read }).toEqual(nodes(...expected));
  });

  it('has its text from the document store, null until it is written', async () => {
    const tenant = await makeTenant();
    const contentRef = await graph.runtime.documents.put('post_contents', tenant.id, {
      markdown: '# Hi',
      hashtags: ['#b2b'],
    });
    const written = await tenant.make[one]({ contentRef });
    const bare = await tenant.make[one]();
    const query = `{ ${many} { nodes { id content { markdown html hashtags updatedAt } } } }`;
    const { data, errors } = await graph.query(claimsOf(tenant), query);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      [many]: {
        nodes: [
          { id: bare.refId, content: null },
          { id: written.refId, content: { markdown: '# Hi', html: null, hashtags: ['#b2b'], updatedAt: null } },
        ],
      },
    });
  });

  it('has null for its text and an error while the store is away, and the rest stands', async () => {
    // Nobody listens on port 1.
    const away = createMongoDocumentStore({ url: 'mongodb://127.0.0.1:1/documents', serverSelectionTimeoutMs: 200 });
    const dark = await startGateway({ entries, documents: away, faultsExpected: true });
    try {
      const tenant = await makeTenant();
      const post = await tenant.make[one]({ contentRef: 'a'.repeat(24) });
      const { data, errors } = await dark.query(claimsOf(tenant), `{ ${many} { nodes { id content { markdown } } } }`);
      expect(data).toEqual({ [many]: { nodes: [{ id: post.refId, content: null }] } });
      expect(errors).toMatchObject([
        { path: [many, 'nodes', 0, 'content'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'documents' } },
      ]);
    } finally {
      await dark.close();
    }
  });
});

it('tells how people responded to a social post', async () => {
  const tenant = await makeTenant();
  await tenant.make.socialPost();
  await tenant.make.socialPost({ engagementSnapshot: { likes: 12, shares: 0 }, lastEngagementAt: may(2) });
  const { data } = await graph.query(
    claimsOf(tenant),
    '{ socialPosts { nodes { engagement { likes comments shares impressions fetchedAt } } } }',
  );
  expect(data).toEqual({
    socialPosts: {
      nodes: [
        { engagement: { likes: 12, comments: null, shares: 0, impressions: null, fetchedAt: may(2) } },
        { engagement: null },
      ],
    },
  });
});
