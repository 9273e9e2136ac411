import {
  tables,
  type AdCampaignRow,
  type AdKeywordRow,
  type AdOptimizationRecommendationRow,
  type SearchTermClassificationRow,
  type SearchTermReportRow,
} from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { campaignIds } from './content-ids.ts';
import { channelOf } from './content.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf } from './people.ts';
import type { ScalePlan, ScaleTenant, Span } from './plan.ts';
import { activityIds, workOf } from './work.ts';

const keywordIds = new Identities('ad keywords');
const reportIds = new Identities('search term reports');
const verdictIds = new Identities('search term classifications');
const adviceIds = new Identities('ad optimization recommendations');

const day = 86_400_000;
const verdictsPerReview = 3;
/** The connected ad account: see `content.ts`. */
const adAccount = 2;

/** Campaigns with keywords and weekly search term reports, what agents made of the terms, and what they recommend. */
export function ads(plan: ScalePlan): Load[] {
  const total = (kind: 'campaigns' | 'keywords' | 'reports'): number =>
    plan.tenants.reduce((sum, tenant) => sum + tenant[kind].count, 0);
  return [
    { table: tables.adCampaign, count: total('campaigns'), rows: () => campaigns(plan) },
    { table: tables.adKeyword, count: total('keywords'), rows: () => keywords(plan) },
    { table: tables.searchTermReport, count: total('reports'), rows: () => reports(plan) },
    { table: tables.searchTermClassification, count: plan.activities * 0.06, rows: () => verdicts(plan) },
    { table: tables.adOptimizationRecommendation, count: plan.activities * 0.02, rows: () => advice(plan) },
  ];
}

/** UUID of one of a tenant's campaigns. @param choice any whole number: counted round them */
export function campaignOf({ campaigns: { first, count } }: ScaleTenant, choice: number): string {
  return campaignIds.uuid(first + (choice % count));
}

function* numbersOf({ first, count }: Span): Generator<number> {
  for (let number = first; number < first + count; number += 1) yield number;
}

function* campaigns(plan: ScalePlan): Generator<Draft<AdCampaignRow>> {
  for (const tenant of plan.tenants) {
    for (const number of numbersOf(tenant.campaigns)) {
      yield {
        ...born(campaignIds, number, plan.beginning + 1_000_000 + number, peopleOf.service(tenant)),
        tenantId: tenant.id,
        channelId: channelOf(tenant, adAccount),
        platform: 'google_ads',
        externalCampaignId: `c-${number}`,
        name: `Campaign ${number}`,
        status: number % 7 === 3 ? 'paused' : 'active',
        campaignType: 'SEARCH',
        budgetAmount: '500.00',
        budgetCurrency: 'INR',
        totalSpend: `${campaignIds.below(100_000, number, 0)}.00`,
        performanceSnapshot: { impressions: 1_000, clicks: 100, conversions: 3, spend: 500 },
      };
    }
  }
}

function* keywords(plan: ScalePlan): Generator<Draft<AdKeywordRow>> {
  for (const tenant of plan.tenants) {
    for (const number of numbersOf(tenant.keywords)) {
      yield {
        ...born(keywordIds, number, plan.beginning + 2_000_000 + (number % 1_000_000), peopleOf.service(tenant)),
        tenantId: tenant.id,
        channelId: channelOf(tenant, adAccount),
        campaignId: campaignOf(tenant, number - tenant.keywords.first),
        externalAdGroupId: 'g-1',
        externalKeywordId: `k-${number}`,
        text: `keyword ${number}`,
        matchType: keywordIds.pick(['exact', 'phrase', 'broad'] as const, number, 0),
        status: number % 5 === 0 ? 'paused' : 'active',
        bidAmount: '12.5000',
      };
    }
  }
}

/** The report that stands in that place of the tenant's: its campaign, and the week it is of. */
function* reports(plan: ScalePlan): Generator<Draft<SearchTermReportRow>> {
  for (const tenant of plan.tenants) {
    for (const number of numbersOf(tenant.reports)) {
      const place = number - tenant.reports.first;
      const at = plan.instant(place, tenant.reports.count);
      const week = Math.floor(at / (7 * day)) * 7 * day;
      const base = born(reportIds, number, at, peopleOf.service(tenant));
      yield {
        ...base,
        tenantId: tenant.id,
        channelId: channelOf(tenant, adAccount),
        campaignId: campaignOf(tenant, place),
        externalAdGroupId: 'g-1',
        searchTerm: `term ${number}`,
        impressions: 100 + reportIds.below(900, number, 0),
        clicks: reportIds.below(100, number, 1),
        conversions: number % 4 === 0 ? '1.00' : '0.00',
        cost: `${reportIds.below(500, number, 2)}.2500`,
        ctr: '0.1000',
        dateFrom: new Date(week).toISOString().slice(0, 10),
        dateTo: new Date(week + 6 * day).toISOString().slice(0, 10),
        syncedAt: base.createdAt,
      };
    }
  }
}

/** Each review classifies the tenant's next few reports, while there are some. */
function* verdicts(plan: ScalePlan): Generator<Draft<SearchTermClassificationRow>> {
  const next = plan.tenants.map(() => 0);
  for (const { number, tenant, at, kind, status } of workOf(plan)) {
    if (kind !== 'term review') continue;
    for (let count = 0; count < verdictsPerReview; count += 1) {
      const place = next[tenant.number] ?? 0;
      if (place >= tenant.reports.count) break;
      next[tenant.number] = place + 1;
      const report = tenant.reports.first + place;
      const reviewed = status === 'completed' && report % 4 !== 0;
      yield {
        ...born(verdictIds, report, Math.max(at, plan.instant(place, tenant.reports.count)), peopleOf.agent(tenant, 5)),
        tenantId: tenant.id,
        reportId: reportIds.uuid(report),
        campaignId: campaignOf(tenant, place),
        activityId: activityIds.uuid(number),
        classification: verdictIds.pick(['keyword', 'negative_keyword', 'watch', 'skip'] as const, report, 0),
        status: reviewed ? verdictIds.pick(['approved', 'pushed', 'rejected'] as const, report, 1) : 'pending_review',
        reviewedById: reviewed ? peopleOf.reviewer(tenant, 0) : null,
        reviewedAt: reviewed ? new Date(at + 7_200_000).toISOString() : null,
      };
    }
  }
}

function* advice(plan: ScalePlan): Generator<Draft<AdOptimizationRecommendationRow>> {
  for (const { number, tenant, at, kind, status } of workOf(plan)) {
    if (kind !== 'ad audit') continue;
    yield {
      ...born(adviceIds, number, at, peopleOf.agent(tenant, 5)),
      tenantId: tenant.id,
      channelId: channelOf(tenant, adAccount),
      campaignId: campaignOf(tenant, number),
      platform: 'google_ads',
      activityId: activityIds.uuid(number),
      type: adviceIds.pick(['bid_adjustment', 'budget_change', 'pause_keyword'] as const, number, 0),
      title: `Advice ${number}`,
      changePayload: {},
      priority: adviceIds.pick(['low', 'medium', 'high'] as const, number, 1),
      status:
        status === 'completed'
          ? adviceIds.pick(['approved', 'pushed', 'rejected'] as const, number, 2)
          : 'pending_review',
    };
  }
}
