import {
  tables,
  type ActivityRow,
  type AdCampaignRow,
  type ClassificationStatus,
  type RecommendationStatus,
  type RecommendationType,
  type SearchTermClass,
  type SearchTermClassificationRow,
  type SearchTermReportRow,
} from '../../platform/database/tables.ts';
import { addDays, addMinutes } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { at, type Random } from './random.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import { addActivity, addApproval } from './work.ts';

/** What an agent makes of a term, by the words in it. */
function classOf(term: string): SearchTermClass {
  if (/jobs|free|training/.test(term)) return 'negative_keyword';
  if (/supplier|price/.test(term)) return 'keyword';
  return /what is/.test(term) ? 'skip' : 'watch';
}

/** States in turn; null is a term that nobody has classified yet. */
const reviewStates: readonly (ClassificationStatus | null)[] = [
  'pending_review',
  'approved',
  'rejected',
  'pushed',
  null,
  'pending_review',
  'pushed',
];

/** Classifications of search terms: of one campaign under the agent's finished work, of the next under a gate that waits. */
export function addClassifications(stage: Stage, campaigns: readonly Draft<AdCampaignRow>[]): void {
  const { batch, calendar, people } = stage;
  const reports = batch.rowsOf(tables.searchTermReport);
  const searched = campaigns.filter(({ id }) => reports.some(({ campaignId }) => campaignId === id));
  const classifiedAt = calendar.daysAgo(2);
  searched.forEach((campaign, nth) => {
    const byAgent = addActivity(stage, {
      title: `Classify search terms: ${campaign.name}`,
      type: 'other',
      by: { agent: 'ads_optimizer' },
      status: 'completed',
      createdAt: calendar.daysAgo(2.5),
      startedAt: calendar.daysAgo(2.2),
      completedAt: classifiedAt,
    });
    const review = addActivity(stage, {
      title: `Review search terms: ${campaign.name}`,
      type: 'review',
      by: { person: people.reviewers[0] },
      status: nth === 0 ? 'created' : 'awaiting_approval',
      createdAt: classifiedAt,
      more: { priority: 'high', isApprovalGate: nth > 0 },
    });
    const work = nth === 0 ? byAgent : review;
    const classified = reports
      .filter(({ campaignId }) => campaignId === campaign.id)
      .flatMap((report, index) => {
        const status = at(reviewStates, index);
        return status === null
          ? []
          : [addClassification(stage, { report, index, status, activityId: work.id, classifiedAt })];
      });
    addClassificationApproval(stage, work, classified, nth === 0 ? 'approved' : 'pending');
  });
}

interface Classified {
  readonly report: Draft<SearchTermReportRow>;
  readonly index: number;
  readonly status: ClassificationStatus;
  readonly activityId: string;
  readonly classifiedAt: Date;
}

function addClassification(stage: Stage, { report, index, status, activityId, classifiedAt }: Classified) {
  const { batch, people } = stage;
  const random = stage.random(`classification ${report.refId}`);
  const classification = classOf(report.searchTerm);
  const reviewer = people.reviewers[0];
  const reviewedAt = addDays(classifiedAt, 0.2 + random.fraction());
  const reviewed = status !== 'pending_review';
  const pushedAt = status === 'pushed' ? addDays(reviewedAt, 0.1) : null;
  const matched = classification === 'keyword' || classification === 'negative_keyword';
  return batch.add(tables.searchTermClassification, {
    ...bornIn(stage, random, random.between(addMinutes(classifiedAt, -9), classifiedAt), people.agents.ads_optimizer),
    ...(reviewed ? changed(pushedAt ?? reviewedAt, reviewer) : {}),
    reportId: report.id,
    campaignId: report.campaignId,
    activityId,
    classification,
    recommendedMatchType: matched ? random.pick(['exact', 'phrase', 'broad'] as const) : null,
    agentReasoning: `${report.clicks} clicks, ${report.conversions} conversions: ${classification.replace('_', ' ')}.`,
    status,
    overrideClassification: reviewed && index % 9 === 1 ? 'watch' : null,
    reviewedById: reviewed ? reviewer : null,
    reviewedAt: reviewed ? reviewedAt.toISOString() : null,
    pushedAt: pushedAt?.toISOString() ?? null,
    pushResult: pushedAt === null ? null : { resourceName: `customers/1/criteria/${random.integer(1_000, 9_999)}` },
  });
}

/** One term so dear that it has an approval of its own. */
function addClassificationApproval(
  stage: Stage,
  activity: Draft<ActivityRow>,
  classified: readonly Draft<SearchTermClassificationRow>[],
  status: 'approved' | 'pending',
): void {
  const found = classified.find((one) => one.status === (status === 'pending' ? 'pending_review' : status));
  if (found === undefined) return;
  const decided = found.reviewedAt ?? null;
  addApproval(stage, {
    subject: { type: 'SearchTermClassification', refId: found.refId },
    activity,
    status,
    requestedBy: { agent: 'ads_optimizer' },
    requestedAt: new Date(found.createdAt),
    ...(decided === null ? {} : { decidedAt: new Date(decided), decidedBy: stage.people.reviewers[0] }),
  });
}

interface Proposal {
  readonly type: RecommendationType;
  readonly title: string;
  readonly status: RecommendationStatus;
  readonly change: Readonly<Record<string, unknown>>;
}

const proposals: readonly Proposal[] = [
  {
    type: 'bid_adjustment',
    title: 'Raise the bid of the three best keywords by 15%',
    status: 'pending_review',
    change: { bid_modifier: 1.15 },
  },
  {
    type: 'budget_change',
    title: 'Move a fifth of the budget to weekdays',
    status: 'approved',
    change: { weekday_share: 0.9 },
  },
  {
    type: 'pause_keyword',
    title: 'Pause a keyword without conversions in 60 days',
    status: 'pushed',
    change: { status: 'PAUSED' },
  },
  {
    type: 'enable_keyword',
    title: 'Enable a keyword that competitors left',
    status: 'rejected',
    change: { status: 'ENABLED' },
  },
  { type: 'pause_ad', title: 'Pause the ad with the old price', status: 'failed', change: { status: 'PAUSED' } },
  {
    type: 'audience_update',
    title: 'Leave out existing customers',
    status: 'snoozed',
    change: { exclude_list: 'customers' },
  },
  {
    type: 'creative_refresh',
    title: 'Replace a picture that is shown too often',
    status: 'pending_review',
    change: { creative: 'b' },
  },
  { type: 'add_keyword', title: 'Add a term that converted twice', status: 'pushed', change: { match_type: 'PHRASE' } },
  {
    type: 'add_negative',
    title: 'Shut out searches for jobs',
    status: 'pending_review',
    change: { text: 'jobs', match_type: 'PHRASE' },
  },
];

/** Recommendations of every type and status. The first six have a gate of their own, the rest came out of one pass. */
export function addRecommendations(stage: Stage, campaigns: readonly Draft<AdCampaignRow>[]): void {
  const { calendar } = stage;
  const random = stage.random('recommendations');
  const pass = addActivity(stage, {
    title: 'Look for waste in the ad accounts',
    type: 'audit',
    by: { agent: 'ads_optimizer' },
    status: 'completed',
    createdAt: calendar.daysAgo(4.5),
    startedAt: calendar.daysAgo(4.2),
    completedAt: calendar.daysAgo(4),
  });
  proposals.forEach((proposal, index) =>
    addRecommendation(stage, random, proposal, at(campaigns, index), index, index < 6 ? null : pass),
  );
}

function addRecommendation(
  stage: Stage,
  random: Random,
  { type, title, status, change }: Proposal,
  campaign: Draft<AdCampaignRow>,
  index: number,
  pass: Draft<ActivityRow> | null,
): void {
  const { batch, calendar, people } = stage;
  const madeAt = calendar.daysAgo(4 - index * 0.1);
  const reviewedAt = addDays(madeAt, 0.5 + random.fraction());
  const reviewer = at(people.reviewers, index);
  const reviewed = status !== 'pending_review';
  const pushedAt = status === 'pushed' || status === 'failed' ? addDays(reviewedAt, 0.2) : null;
  const recommendation = batch.add(tables.adOptimizationRecommendation, {
    ...bornIn(stage, random, madeAt, people.agents.ads_optimizer),
    ...(reviewed ? changed(pushedAt ?? reviewedAt, reviewer) : {}),
    channelId: campaign.channelId,
    campaignId: campaign.id,
    platform: campaign.platform,
    activityId: pass?.id ?? null,
    type,
    title,
    reasoning: 'The last thirty days against the thirty before, at the same budget.',
    impactEstimate: {
      impressions_delta: random.integer(-900, 4_000),
      spend_delta: random.integer(-900, 600),
      conv_delta: random.integer(0, 9),
    },
    changePayload: { campaign: campaign.externalCampaignId, ...change },
    priority: at(['high', 'medium', 'low'] as const, index),
    status,
    snoozeUntil: status === 'snoozed' ? calendar.daysAgo(-6).toISOString() : null,
    reviewedById: reviewed ? reviewer : null,
    reviewedAt: reviewed ? reviewedAt.toISOString() : null,
    pushedAt: status === 'pushed' ? (pushedAt?.toISOString() ?? null) : null,
    pushResult:
      pushedAt === null
        ? null
        : status === 'failed'
          ? { error: 'RESOURCE_NOT_FOUND' }
          : { resourceName: `customers/1/ads/${random.integer(1_000, 9_999)}` },
  });
  if (pass !== null) return;
  const outcome = outcomes[status];
  const subject = { type: 'AdOptimizationRecommendation', refId: recommendation.refId };
  const gate = addActivity(stage, {
    title: `Decide: ${title}`,
    type: 'approve',
    by: { person: reviewer },
    status: outcome.activity,
    createdAt: madeAt,
    completedAt: outcome.activity === 'approved' ? reviewedAt : undefined,
    changedAt: reviewed ? reviewedAt : undefined,
    subject,
    more: {
      isApprovalGate: true,
      rejectionNote: outcome.approval === 'rejected' ? 'We left that term on purpose.' : null,
    },
  });
  recommendation.activityId = gate.id;
  addApproval(stage, {
    subject,
    activity: gate,
    status: outcome.approval,
    requestedBy: { agent: 'ads_optimizer' },
    requestedAt: madeAt,
    ...(reviewed ? { decidedAt: reviewedAt } : {}),
    ...(outcome.approval === 'approved' || outcome.approval === 'rejected' ? { decidedBy: reviewer } : {}),
  });
}

/** How gate and approval stand when the recommendation stands so (docs/api-contract.md#i-58); a snoozed one was taken back. */
const outcomes = {
  pending_review: { activity: 'awaiting_approval', approval: 'pending' },
  approved: { activity: 'approved', approval: 'approved' },
  pushed: { activity: 'approved', approval: 'approved' },
  failed: { activity: 'approved', approval: 'approved' },
  rejected: { activity: 'rejected', approval: 'rejected' },
  snoozed: { activity: 'cancelled', approval: 'withdrawn' },
} as const satisfies Record<RecommendationStatus, unknown>;
