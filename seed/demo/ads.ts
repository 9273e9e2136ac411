import { tables, type AdCampaignRow, type AdEntityStatus, type AdPlatform } from '../../platform/database/tables.ts';
import type { Channels } from './channels.ts';
import { dayOf } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { at } from './random.ts';
import { bornIn, changed, type Stage } from './stage.ts';

/** Campaigns of a tenant: two platforms, three currencies (docs/api-contract.md#116-time-and-money: sums never mix them). */
const plans: readonly {
  platform: AdPlatform;
  name: string;
  type: string;
  status: AdEntityStatus;
  currency: string;
  budget: string | null;
  spend: number;
}[] = [
  {
    platform: 'google_ads',
    name: 'Search, core terms',
    type: 'SEARCH',
    status: 'active',
    currency: 'INR',
    budget: '4500.00',
    spend: 412_300,
  },
  {
    platform: 'google_ads',
    name: 'Search, competitors',
    type: 'SEARCH',
    status: 'active',
    currency: 'INR',
    budget: '2000.00',
    spend: 128_750,
  },
  {
    platform: 'google_ads',
    name: 'Display, remarketing',
    type: 'DISPLAY',
    status: 'paused',
    currency: 'EUR',
    budget: '35.00',
    spend: 1_940,
  },
  {
    platform: 'meta_ads',
    name: 'Lead forms, managers',
    type: 'CONVERSIONS',
    status: 'active',
    currency: 'USD',
    budget: '60.00',
    spend: 3_120,
  },
  {
    platform: 'meta_ads',
    name: 'Awareness, video',
    type: 'AWARENESS',
    status: 'active',
    currency: 'USD',
    budget: null,
    spend: 870,
  },
  {
    platform: 'meta_ads',
    name: 'Spring fair',
    type: 'CONVERSIONS',
    status: 'removed',
    currency: 'USD',
    budget: '40.00',
    spend: 1_415,
  },
];

/** Campaigns as the last sync brought them, and the keywords of the search campaigns. */
export function addCampaigns(stage: Stage, channels: Channels): Draft<AdCampaignRow>[] {
  return plans.flatMap((plan, index) => {
    const channel = channels.get(plan.platform);
    return channel === undefined ? [] : [addCampaign(stage, channel.id, plan, index)];
  });
}

function addCampaign(
  stage: Stage,
  channelId: string,
  plan: (typeof plans)[number],
  index: number,
): Draft<AdCampaignRow> {
  const { batch, people, profile, calendar } = stage;
  const random = stage.random(`campaign ${index}`);
  const syncedAt = calendar.hoursAgo(1 + random.fraction());
  const clicks = random.integer(700, 4_200);
  const impressions = clicks * random.integer(18, 45);
  const conversions = random.integer(12, 90);
  const campaign = batch.add(tables.adCampaign, {
    ...bornIn(stage, random, calendar.daysAgo(240 - index * 20), people.service),
    ...(index < 2 ? changed(calendar.daysAgo(6.5 + index), people.service) : {}),
    channelId,
    platform: plan.platform,
    externalCampaignId: String(random.integer(1_000_000_000, 9_999_999_999)),
    name: `${profile.name} – ${plan.name}`,
    status: plan.status,
    campaignType: plan.type,
    budgetAmount: plan.budget,
    budgetCurrency: plan.currency,
    totalSpend: plan.spend.toFixed(2),
    performanceSnapshot: {
      impressions,
      clicks,
      ctr: ratio(clicks, impressions, 4),
      cpc: ratio(plan.spend, clicks, 2),
      conversions,
      roas: random.integer(12, 48) / 10,
      spend: plan.spend,
    },
    lastSyncedAt: syncedAt.toISOString(),
  });
  if (plan.type === 'SEARCH') addKeywords(stage, campaign, syncedAt);
  return campaign;
}

function addKeywords(stage: Stage, campaign: Draft<AdCampaignRow>, syncedAt: Date): void {
  const { batch, people, profile, calendar } = stage;
  const random = stage.random(`keywords ${campaign.refId}`);
  profile.themes.forEach((theme, index) => {
    const clicks = random.integer(20, 420);
    const impressions = clicks * random.integer(9, 30);
    batch.add(tables.adKeyword, {
      ...bornIn(stage, random, calendar.daysAgo(200 - index), people.service),
      channelId: campaign.channelId,
      campaignId: campaign.id,
      externalAdGroupId: groupOf(index),
      externalKeywordId: String(300_000 + index),
      text: theme,
      matchType: at(['exact', 'phrase', 'broad'] as const, index),
      status: at(['active', 'active', 'active', 'paused', 'removed'] as const, index),
      bidAmount: `${random.integer(18, 95)}.${random.integer(10, 99)}00`,
      performanceSnapshot: {
        impressions,
        clicks,
        ctr: ratio(clicks, impressions, 4),
        cpc: random.integer(1_800, 6_400) / 100,
        conversions: random.integer(0, 14),
        quality_score: random.integer(3, 10),
      },
      lastSyncedAt: syncedAt.toISOString(),
    });
  });
}

/** Search terms of the last two months, in ranges that overlap, as the platform reports them; none for what is paused. */
export function addSearchTerms(stage: Stage, campaigns: readonly Draft<AdCampaignRow>[]): void {
  for (const campaign of campaigns.filter(
    ({ campaignType, status }) => campaignType === 'SEARCH' && status === 'active',
  )) {
    addRange(stage, campaign, 45, 16);
    addRange(stage, campaign, 30, 1);
  }
}

function addRange(stage: Stage, campaign: Draft<AdCampaignRow>, fromDaysAgo: number, toDaysAgo: number): void {
  const { batch, people, profile, calendar } = stage;
  const random = stage.random(`terms ${campaign.refId} ${fromDaysAgo}`);
  const syncedAt = calendar.daysAgo(toDaysAgo - 0.7);
  const phrases = [
    '{} supplier',
    'best {}',
    '{} price',
    'what is {}',
    '{} jobs',
    'free {} template',
    '{} near me',
    '{} training',
  ];
  profile.themes.slice(0, 6).forEach((theme, themeIndex) =>
    phrases.forEach((phrase, index) => {
      const clicks = random.integer(0, 60);
      const impressions = clicks * random.integer(8, 20) + random.integer(1, 90);
      const converts = index < 3 && random.chance(0.6);
      batch.add(tables.searchTermReport, {
        ...bornIn(stage, random, syncedAt, people.service),
        channelId: campaign.channelId,
        campaignId: campaign.id,
        externalAdGroupId: groupOf(themeIndex),
        searchTerm: phrase.replace('{}', theme),
        impressions,
        clicks,
        conversions: converts ? `${random.integer(1, 4)}.00` : '0.00',
        cost: ((clicks * random.integer(1_400, 5_200)) / 100).toFixed(4),
        ctr: (clicks / impressions).toFixed(4),
        dateFrom: dayOf(calendar.daysAgo(fromDaysAgo)),
        dateTo: dayOf(calendar.daysAgo(toDaysAgo)),
        syncedAt: syncedAt.toISOString(),
      });
    }),
  );
}

function groupOf(index: number): string {
  return String(70_001 + (index % 3));
}

function ratio(part: number, whole: number, digits: number): number {
  return Number((part / whole).toFixed(digits));
}
