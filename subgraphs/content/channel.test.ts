import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSubgraphEntries } from '../../gateway/supergraph.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { claimsOf } from '../../tests/support/claims.ts';
import { startGateway, type TestGateway } from '../../tests/support/gateway.ts';
import { makeTenant, twoTenants } from '../../tests/support/make.ts';

const content = {
  name: 'content',
  routingUrl: 'http://127.0.0.1:4104/graphql',
  schemaFile: './subgraphs/content/schema.graphql',
};
let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway({ entries: [...readSubgraphEntries().filter(({ name }) => name !== 'content'), content] });
});
afterAll(() => graph.close());

describe('a channel', () => {
  const query = `{ channels { nodes {
    label stateLabel tenant { id } createdBy { id } followersCount avatarUrl metadata
    score scoreDelta scoreBreakdown { name value max } scoreCalculatedAt
  } } }`;

  it('tells what its platform told and how well it is kept, and its tokens are not even read', async () => {
    const tenant = await makeTenant();
    const metadata = { pageId: '7', followersCount: 5_120, avatarUrl: 'https://assets.example/a.png' };
    await tenant.make.channel({
      name: 'Acme Page',
      status: 'expired',
      accessToken: 'sealed',
      refreshToken: 'sealed',
      metadata,
      score: 70,
      scorePrevious: 64,
      scoreBreakdown: { engagement: 45, activity: { value: 60, max: 80 } },
      scoreCalculatedAt: '2026-04-02T09:30:00.000Z',
    });
    const { data, errors, fetches } = await graph.query(claimsOf(tenant), query);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      channels: {
        nodes: [
          {
            label: 'Acme Page',
            stateLabel: 'Expired',
            tenant: { id: tenant.refId },
            createdBy: { id: tenant.admin.refId },
            followersCount: 5_120,
            avatarUrl: 'https://assets.example/a.png',
            metadata,
            score: 70,
            scoreDelta: 6,
            scoreBreakdown: [
              { name: 'activity', value: 60, max: 80 },
              { name: 'engagement', value: 45, max: null },
            ],
            scoreCalculatedAt: '2026-04-02T09:30:00.000Z',
          },
        ],
      },
    });
    const texts = fetches.flatMap(({ statements }) => statements.map(({ text }) => text));
    expect(texts.filter((text) => /access_token|refresh_token/.test(text))).toEqual([]);
  });

  it('has no score until it is calculated', async () => {
    const tenant = await makeTenant();
    await tenant.make.channel();
    const { data } = await graph.query(claimsOf(tenant), query);
    expect(data).toMatchObject({
      channels: {
        nodes: [
          {
            followersCount: null,
            avatarUrl: null,
            metadata: null,
            score: null,
            scoreDelta: null,
            scoreBreakdown: null,
          },
        ],
      },
    });
  });

  it.each([
    ['platform: [LINKEDIN, WORDPRESS]', [1, 0]],
    ['channelType: [CMS]', [1]],
    ['status: [REVOKED, ERROR]', [2]],
    ['tokenExpiresBefore: "2026-04-03T00:00:00Z"', [0]],
    ['platform: [LINKEDIN], status: [REVOKED]', []],
  ])('is found by { %s }', async (filter, expected) => {
    const tenant = await makeTenant();
    const made = [
      await tenant.make.channel({ platform: 'linkedin', tokenExpiresAt: '2026-04-02T23:59:59.999Z' }),
      await tenant.make.channel({ platform: 'wordpress', tokenExpiresAt: null }),
      await tenant.make.channel({
        platform: 'mailchimp',
        status: 'revoked',
        tokenExpiresAt: '2026-04-03T00:00:00.000Z',
      }),
    ];
    const { data } = await graph.query(claimsOf(tenant), `{ channels(filter: { ${filter} }) { nodes { id } } }`);
    expect(data).toEqual({ channels: { nodes: expected.map((index) => ({ id: made[index]?.refId })) } });
  });

  it('takes a residual filter alone over its own posts', async () => {
    const tenant = await makeTenant();
    const channel = await tenant.make.channel({ platform: 'linkedin' });
    const social = await tenant.make.socialPost({ channelId: channel.id });
    const blog = await tenant.make.blogPost({ channelId: channel.id, scheduledFor: '2026-04-02T00:00:00.000Z' });
    await tenant.make.blogPost({ channelId: channel.id, scheduledFor: '2026-04-01T00:00:00.000Z' });
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ channel(id: "${channel.refId}") {
           socialPosts(filter: { platform: [LINKEDIN], status: [DRAFT, WRITING] }) { nodes { id } }
           none: socialPosts(filter: { platform: [TIKTOK] }) { nodes { id } }
           blogPosts(filter: { scheduledFor: { from: "2026-04-02T00:00:00Z" } }) { nodes { id } totalCount }
         } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      channel: {
        socialPosts: { nodes: [{ id: social.refId }] },
        none: { nodes: [] },
        blogPosts: { nodes: [{ id: blog.refId }], totalCount: 1 },
      },
    });
  });
});

describe('monthly scores', () => {
  it('stand under their channel, newest first, with their parts', async () => {
    const tenant = await makeTenant();
    const channel = await tenant.make.channel({ status: 'revoked' });
    await tenant.make.channelScore({ channelId: channel.id, period: '2026-03', breakdown: null });
    await tenant.make.channelScore({
      channelId: channel.id,
      period: '2026-04',
      breakdown: { reach: { value: 7, max: 9 } },
    });
    await tenant.make.channelScore();
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ channel(id: "${channel.refId}") { scores { nodes { period breakdown { name value max } channel { stateLabel } } } }
         channelScores(channelId: "${channel.refId.toLowerCase()}", filter: { period: ["2026-03"] }) { nodes { period } totalCount } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      channel: {
        scores: {
          nodes: [
            { period: '2026-04', breakdown: [{ name: 'reach', value: 7, max: 9 }], channel: { stateLabel: 'Revoked' } },
            { period: '2026-03', breakdown: [], channel: { stateLabel: 'Revoked' } },
          ],
        },
      },
      channelScores: { nodes: [{ period: '2026-03' }], totalCount: 1 },
    });
  });

  it("are none for another tenant's channel, as for an unknown one", async () => {
    const [mine, theirs] = await twoTenants();
    const channel = await theirs.make.channel();
    await theirs.make.channelScore({ channelId: channel.id });
    for (const id of [channel.refId, mintUlid()]) {
      const { data, errors } = await graph.query(
        claimsOf(mine),
        `{ channelScores(channelId: "${id}") { nodes { id } totalCount } }`,
      );
      expect({ data, errors }).toEqual({ data: { channelScores: { nodes: [], totalCount: 0 } }, errors: [] });
    }
  });

  it('want a ULID for their channel', async () => {
    const tenant = await makeTenant();
    const { data, errors } = await graph.query(claimsOf(tenant), '{ channelScores(channelId: "7") { nodes { id } } }');
    expect(data).toEqual({ channelScores: null });
    expect(errors).toMatchObject([{ path: ['channelScores'], extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
