import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

describe('a campaign', () => {
  it('tells its amounts in its currency and its figures digit by digit', async () => {
    const tenant = await makeTenant();
    const campaign = await tenant.make.adCampaign({
      budgetAmount: null,
      budgetCurrency: 'EUR',
      totalSpend: '1940.10',
      performanceSnapshot: {
        impressions: 900,
        clicks: 31,
        ctr: 0.0344,
        cpc: '62.580',
        conversions: 0.5,
        spend: 1940.1,
      },
    });
    const { data, statements } = await ask(
      viewerOf(tenant),
      `query ($id: ID!) { adCampaign(id: $id) { budget { amount } totalSpend { amount currency } status platform channel { id }
        performance { impressions clicks ctr cpc { amount currency } conversions roas spend { amount currency } qualityScore } } }`,
      { id: campaign.refId.toLowerCase() },
    );
    expect(data).toEqual({
      adCampaign: {
        budget: null,
        totalSpend: { amount: '1940.10', currency: 'EUR' },
        status: 'ACTIVE',
        platform: 'GOOGLE_ADS',
        channel: { id: expect.stringMatching(/^[0-9A-Z]{26}$/) },
        performance: {
          impressions: 900,
          clicks: 31,
          ctr: '0.0344',
          cpc: { amount: '62.580', currency: 'EUR' },
          conversions: '0.5',
          roas: null,
          spend: { amount: '1940.1', currency: 'EUR' },
          qualityScore: null,
        },
      },
    });
    expect(statements.count).toBe(2); // the campaign, then the id of its channel
  });

  it('is found by the id that its platform gave it, inside the tenant', async () => {
    const [mine, theirs] = await twoTenants();
    const onGoogle = await mine.make.adCampaign({ externalCampaignId: '4711', platform: 'google_ads' });
    await mine.make.adCampaign({ externalCampaignId: '4711', platform: 'meta_ads' });
    await theirs.make.adCampaign({ externalCampaignId: '4712', platform: 'google_ads' });
    const query =
      'query ($external: String!) { adCampaign(externalCampaignId: $external, platform: GOOGLE_ADS) { id } }';
    expect((await ask(viewerOf(mine), query, { external: '4711' })).data).toEqual({
      adCampaign: { id: onGoogle.refId },
    });
    expect((await ask(viewerOf(mine), query, { external: '4712' })).data).toEqual({ adCampaign: null });
  });

  it.each([
    '',
    '(id: null)',
    '(externalCampaignId: "1")',
    '(platform: GOOGLE_ADS)',
    '(id: "01JZX3V6E8Q4T5Y7W9A1C2D3F4", platform: GOOGLE_ADS)',
    '(id: "01JZX3V6E8Q4T5Y7W9A1C2D3F4", externalCampaignId: "1", platform: GOOGLE_ADS)',
  ])('is refused with the key %s', async (key) => {
    const { data, errors } = await ask(viewerOf(await makeTenant()), `{ adCampaign${key} { id } }`);
    expect(data).toEqual({ adCampaign: null });
    expect(errors).toMatchObject([
      {
        message: 'expected either "id" or "externalCampaignId" and "platform" together',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

describe('a list of campaigns', () => {
  let tenant: CustomerTenant;
  let ids: string[];
  let channels: string[];

  /** Campaigns in this order, and how many they are. */
  const listed = (places: readonly number[]) => ({
    nodes: places.map((place) => ({ id: ids[place] })),
    totalCount: places.length,
  });

  beforeAll(async () => {
    tenant = await makeTenant();
    const google = await tenant.make.channel({ platform: 'google_ads' });
    const meta = await tenant.make.channel({ platform: 'meta_ads' });
    const at = (day: number): string => `2026-04-0${day}T00:00:00.000Z`;
    const made = await tenant.makeMany.adCampaign(4, (index) => ({
      createdAt: at(index + 1),
      channelId: (index < 3 ? google : meta).id,
      platform: index < 3 ? 'google_ads' : 'meta_ads',
      name: ['b', 'B', 'a', 'c'][index] ?? '',
      status: (['active', 'paused', 'removed', 'active'] as const)[index] ?? 'active',
      totalSpend: ['5.00', '40.00', null, '7.00'][index] ?? null,
      ...(index === 0 ? { updatedAt: at(9), updatedById: tenant.admin.id } : {}),
    }));
    ids = made.map(({ refId }) => refId);
    channels = [google.refId, meta.refId];
  });

  it.each([
    ['', [3, 2, 1, 0]],
    ['(orderBy: { field: CREATED_AT, direction: ASC })', [0, 1, 2, 3]],
    ['(orderBy: { field: NAME, direction: ASC })', [1, 2, 0, 3]],
    ['(orderBy: { field: TOTAL_SPEND })', [2, 1, 3, 0]],
    ['(orderBy: { field: TOTAL_SPEND, direction: ASC })', [0, 3, 1, 2]],
    ['(filter: { status: [PAUSED, REMOVED] })', [2, 1]],
    ['(filter: { platform: [META_ADS] })', [3]],
    ['(filter: { status: [] })', []],
    ['(filter: { updatedAt: { from: "2026-04-02T00:00:00Z" } })', [0, 3, 2, 1]],
    ['(filter: { updatedAt: { from: "2026-04-02T00:00:00Z", to: "2026-04-04T00:00:00Z" } })', [2, 1]],
    [
      '(filter: { updatedAt: { from: "2026-04-02T00:00:00Z" } }, orderBy: { field: NAME, direction: ASC })',
      [1, 2, 0, 3],
    ],
  ])('%s stands as it should', async (args, expected) => {
    const { data, errors } = await ask(viewerOf(tenant), `{ adCampaigns${args} { nodes { id } totalCount } }`);
    expect([data, errors]).toEqual([{ adCampaigns: listed(expected) }, []]);
  });

  it('is of one channel where one is named', async () => {
    const query = 'query ($id: ID!) { adCampaigns(filter: { channelId: $id }) { nodes { id } totalCount } }';
    const { data } = await ask(viewerOf(tenant), query, { id: channels[1] });
    expect(data).toEqual({ adCampaigns: listed([3]) });
  });

  it('goes on after a cursor of the last change', async () => {
    const filter = 'filter: { updatedAt: { from: "2026-04-02T00:00:00Z" } }, first: 2';
    const query = `query ($after: String) { adCampaigns(${filter}, after: $after) { nodes { id } pageInfo { endCursor } } }`;
    type Page = { adCampaigns: { nodes: unknown; pageInfo: { endCursor: string } } };
    const first = await ask<Page>(viewerOf(tenant), query);
    const second = await ask<Page>(viewerOf(tenant), query, { after: first.data.adCampaigns.pageInfo.endCursor });
    expect(second.data.adCampaigns.nodes).toEqual([{ id: ids[2] }, { id: ids[1] }]);
  });

  it('stands under its channel, one statement for all channels', async () => {
    const { data, statements } = await ask(
      viewerOf(tenant),
      'query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Channel { adCampaigns { nodes { id } } } } }',
      { keys: channels.map((id) => ({ __typename: 'Channel', id })) },
    );
    expect(data).toEqual({
      _entities: [
        { adCampaigns: { nodes: [{ id: ids[2] }, { id: ids[1] }, { id: ids[0] }] } },
        { adCampaigns: { nodes: [{ id: ids[3] }] } },
      ],
    });
    expect(statements.count).toBe(2);
  });
});

it('adds up the campaigns of a tenant for the graph', async () => {
  const tenant = await makeTenant();
  await tenant.make.adCampaign({
    totalSpend: '12.50',
    performanceSnapshot: { impressions: 7, clicks: 2, conversions: 1 },
  });
  await tenant.make.adCampaign({ totalSpend: '2.00', platform: 'meta_ads' });
  const { data, statements } = await ask(
    viewerOf(tenant),
    `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Tenant { adTotals(platform: GOOGLE_ADS) {
      currency spend { amount currency } impressions clicks conversions campaigns wastedSpend { amount currency } } } } }`,
    { keys: [{ __typename: 'Tenant', id: tenant.refId }] },
  );
  expect(data).toEqual({
    _entities: [
      {
        adTotals: [
          {
            currency: 'INR',
            spend: { amount: '12.50', currency: 'INR' },
            impressions: '7',
            clicks: '2',
            conversions: '1',
            campaigns: 1,
            wastedSpend: { amount: '0.0000', currency: 'INR' },
          },
        ],
      },
    ],
  });
  expect(statements.count).toBe(1);
});
