import type {
  AdCampaignRow,
  AdOptimizationRecommendationRow,
  SearchTermClassificationRow,
} from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import { monthStart } from '../make/values.ts';

import type { Content, ContentSize } from './content.ts';

/** Advertising in three currencies. */
export interface Ads {
  /** Five, over and over: two active ones at Google, one at Meta, a paused and a removed one at Google. */
  readonly campaigns: readonly AdCampaignRow[];
  readonly classifications: readonly SearchTermClassificationRow[];
  /** Six, over and over: one in each status. */
  readonly recommendations: readonly AdOptimizationRecommendationRow[];
}

const campaignShapes = [
  { platform: 'google_ads', status: 'active', budgetCurrency: 'INR' },
  { platform: 'google_ads', status: 'active', budgetCurrency: 'INR' },
  { platform: 'meta_ads', status: 'active', budgetCurrency: 'USD' },
  { platform: 'google_ads', status: 'paused', budgetCurrency: 'EUR' },
  { platform: 'google_ads', status: 'removed', budgetCurrency: 'INR' },
] as const;

/** Six terms a campaign: not yet classified, two waiting (one cost as much as the other), overruled, rejected, pushed. */
const termShapes = [
  null,
  { status: 'pending_review', classification: 'negative_keyword' },
  { status: 'pending_review', classification: 'keyword', recommendedMatchType: 'phrase' },
  { status: 'approved', classification: 'negative_keyword', overrideClassification: 'watch' },
  { status: 'rejected', classification: 'keyword' },
  { status: 'pushed', classification: 'skip' },
] as const;
const costs = [12.5, 40, 40, 7.25, 3, 55.125];
const recommendationStatuses = ['pending_review', 'approved', 'rejected', 'snoozed', 'pushed', 'failed'] as const;

/** Campaigns with keywords, search terms of two ranges that overlap, verdicts on them, and recommendations. */
export async function makeAds(
  { makeMany, admin }: CustomerTenant,
  { scale, factor, begun, work, content }: ContentSize & { readonly content: Content },
): Promise<Ads> {
  const [, , , google, meta] = content.channels;
  const campaigns = await makeMany.adCampaign(5 * scale, (index) => ({
    createdAt: begun,
    channelId: (index % 5 === 2 ? meta : google)?.id ?? '',
    name: `Campaign ${index}`,
    campaignType: 'SEARCH',
    totalSpend: (100.5 * factor + 10 * index).toFixed(2),
    performanceSnapshot: {
      impressions: 1_000 * factor + index,
      clicks: 50 * factor,
      ctr: 0.05,
      cpc: '2.01',
      conversions: 1.5,
      spend: 100.5,
    },
    lastSyncedAt: begun,
    ...campaignShapes[index % 5],
  }));
  const campaignAt = (index: number): string => campaigns[index]?.id ?? '';
  await makeMany.adKeyword(2 * campaigns.length, (index) => ({
    campaignId: campaignAt(Math.floor(index / 2)),
    status: index % 2 === 0 ? 'active' : 'paused',
    bidAmount: (1.5 * factor).toFixed(4),
    performanceSnapshot: { clicks: 9, quality_score: 7 },
  }));
  // The same terms of an older range, which overlaps: what was wasted is told by the newest range alone.
  await makeMany.searchTermReport(campaigns.length, (index) => ({
    campaignId: campaignAt(index),
    conversions: '0.00',
    cost: '999.0000',
    dateFrom: monthStart(2),
    dateTo: monthStart(1),
  }));
  const reports = await makeMany.searchTermReport(6 * campaigns.length, (index) => ({
    createdAt: begun,
    campaignId: campaignAt(Math.floor(index / 6)),
    searchTerm: `dentist ${index}`,
    clicks: 10 + index,
    ctr: '0.1250',
    conversions: index % 6 === 4 ? '1.50' : '0.00',
    cost: ((costs[index % 6] ?? 1) * factor).toFixed(4),
  }));
  const classified = reports.filter((_, index) => index % 6 !== 0);
  const classifications = await makeMany.searchTermClassification(classified.length, (index) => {
    const shape = termShapes[(index % 5) + 1] ?? null;
    const reviewed = shape !== null && shape.status !== 'pending_review';
    const [gate] = work.reviewers.filter(({ isApprovalGate }) => isApprovalGate);
    return {
      createdAt: begun,
      reportId: classified[index]?.id ?? '',
      activityId: (index % 5 === 0 ? gate : work.agents[index % work.agents.length])?.id ?? '',
      agentReasoning: `Reason ${index}`,
      ...(reviewed ? { reviewedById: admin.id, reviewedAt: hoursAfter(begun, 1) } : {}),
      ...(shape?.status === 'pushed' ? { pushedAt: hoursAfter(begun, 2) } : {}),
      ...shape,
    };
  });
  const recommendations = await makeMany.adOptimizationRecommendation(6 * scale, (index) => {
    const status = recommendationStatuses[index % 6] ?? 'pending_review';
    const gates = work.reviewers.filter((gate) =>
      status === 'pending_review' ? gate.isApprovalGate : gate.status === 'completed',
    );
    return {
      createdAt: begun,
      campaignId: campaignAt(index % 4),
      title: `Raise the budget ${index}`,
      activityId: gates[index % gates.length]?.id ?? null,
      impactEstimate: { impressions_delta: 100, spend_delta: 12.5 * factor, conv_delta: 1 },
      status,
      ...(status === 'pushed' ? { pushedAt: hoursAfter(begun, 3) } : {}),
    };
  });
  return { campaigns, classifications, recommendations };
}

function hoursAfter(instant: string, hours: number): string {
  return new Date(Date.parse(instant) + hours * 3_600_000).toISOString();
}
