import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

let tenant: CustomerTenant;
let campaign: string;
let activity: string;
let ids: string[];

beforeAll(async () => {
  tenant = await makeTenant();
  const parent = await tenant.make.adCampaign({ platform: 'meta_ads' });
  const work = await tenant.make.activity();
  [campaign, activity] = [parent.refId, work.refId];
  const made = await tenant.makeMany.adOptimizationRecommendation(4, (index) => ({
    campaignId: index === 3 ? null : parent.id,
    activityId: index < 2 ? work.id : null,
    title: `Change ${index}`,
    priority: (['medium', 'high', 'low', 'high'] as const)[index] ?? 'low',
    status: (['pending_review', 'snoozed', 'failed', 'pending_review'] as const)[index] ?? 'pushed',
    type: index === 0 ? 'pause_ad' : 'budget_change',
    changePayload: { index, ids: ['23851234567890123'] },
    impactEstimate: index === 0 ? { impressions_delta: -900, spend_delta: '12.50', conv_delta: 0.5 } : null,
    pushResult: index === 2 ? { error: 'RESOURCE_NOT_FOUND' } : null,
  }));
  ids = made.map(({ refId }) => refId);
});

describe('recommendations', () => {
  it.each([
    ['', [3, 2, 1, 0]],
    ['(filter: { status: [PENDING_REVIEW, FAILED] })', [3, 2, 0]],
    ['(filter: { status: [PENDING_REVIEW, FAILED] }, orderBy: { field: PRIORITY })', [3, 0, 2]],
    ['(orderBy: { field: PRIORITY })', [3, 1, 0, 2]],
    ['(filter: {}, orderBy: { field: PRIORITY, direction: ASC })', [2, 0, 1, 3]],
    ['(filter: { campaignId: $campaign }, orderBy: { field: PRIORITY, direction: ASC })', [2, 0, 1]],
    ['(filter: { activityId: $activity, type: [PAUSE_AD, ADD_KEYWORD] })', [0]],
    ['(filter: { status: [PENDING_REVIEW], platform: [GOOGLE_ADS] })', [3]],
    ['(orderBy: { field: CREATED_AT, direction: ASC })', [0, 1, 2, 3]],
  ])('%s stand as they should', async (args, expected) => {
    const { data, errors } = await ask(
      viewerOf(tenant),
      `query ($campaign: ID, $activity: ID) { adRecommendations${args} { nodes { id } totalCount }
        both: adRecommendations(filter: { campaignId: $campaign, activityId: $activity }) { totalCount } }`,
      { campaign, activity },
    );
    const adRecommendations = { nodes: expected.map((place) => ({ id: ids[place] })), totalCount: expected.length };
    expect([data, errors]).toEqual([{ adRecommendations, both: { totalCount: 2 } }, []]);
  });

  it.each([
    '(filter: { type: [PAUSE_AD] })',
    '(filter: { platform: [META_ADS] })',
    '(filter: { type: [PAUSE_AD] }, orderBy: { field: PRIORITY })',
  ])('%s want a backed filter beside it', async (args) => {
    const { data, errors } = await ask(viewerOf(tenant), `{ adRecommendations${args} { nodes { id } } }`);
    expect(data).toEqual({ adRecommendations: null });
    expect(errors).toMatchObject([
      { message: expect.stringMatching(/: status, campaignId, activityId$/), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('under a campaign and an activity may be asked for anything', async () => {
    const { data } = await ask(
      viewerOf(tenant),
      `query ($keys: [_Any!]!) { _entities(representations: $keys) {
        ... on AdCampaign { recommendations(orderBy: { field: PRIORITY }, filter: { platform: [META_ADS], status: [SNOOZED, FAILED] }) { nodes { id } } }
        ... on Activity { adRecommendations(filter: { type: [BUDGET_CHANGE] }) { nodes { id } } } } }`,
      {
        keys: [
          { __typename: 'AdCampaign', id: campaign },
          { __typename: 'Activity', id: activity },
        ],
      },
    );
    expect(data).toEqual({
      _entities: [
        { recommendations: { nodes: [{ id: ids[1] }, { id: ids[2] }] } },
        { adRecommendations: { nodes: [{ id: ids[1] }] } },
      ],
    });
  });

  it('tell what they expect and what they would send', async () => {
    const { data } = await ask(
      viewerOf(tenant),
      `query ($first: ID!, $third: ID!, $account: ID!) {
        first: adRecommendation(id: $first) { label stateLabel type platform campaign { id } activity { id }
          impact { impressionsDelta spendDelta conversionsDelta } changePayload pushResult }
        third: adRecommendation(id: $third) { impact { spendDelta } pushResult status }
        account: adRecommendation(id: $account) { campaign { id } activity { id } channel { id } } }`,
      { first: ids[0], third: ids[2], account: ids[3] },
    );
    expect(data).toEqual({
      first: {
        label: 'Change 0',
        stateLabel: 'Pending review',
        type: 'PAUSE_AD',
        platform: 'META_ADS',
        campaign: { id: campaign },
        activity: { id: activity },
        impact: { impressionsDelta: '-900', spendDelta: '12.50', conversionsDelta: '0.5' },
        changePayload: { index: 0, ids: ['23851234567890123'] },
        pushResult: null,
      },
      third: { impact: null, pushResult: { error: 'RESOURCE_NOT_FOUND' }, status: 'FAILED' },
      account: { campaign: null, activity: null, channel: { id: expect.stringMatching(/^[0-9A-Z]{26}$/) } },
    });
  });
});
