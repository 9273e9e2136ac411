import type { ApprovalRow, UserRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import type { Ads } from './ads.ts';
import type { Content } from './content.ts';
import type { Social } from './social.ts';

interface Decided {
  readonly reviewer: UserRow;
  readonly content: Content;
  readonly social: Social;
  readonly ads: Ads;
}

interface Gated {
  readonly refId: string;
  readonly status: string;
  readonly approvalActivityId?: string | null;
}

/** How the state of what was to be decided is reflected in its approval; what is not here needed none. */
const decisions: Readonly<Record<string, ApprovalRow['status']>> = {
  pending_approval: 'pending',
  pending_review: 'pending',
  completed: 'approved',
  approved: 'approved',
  rejected: 'rejected',
  snoozed: 'expired',
};
const minute = 60_000;

/**
 * The approvals of content and ads, asked for after those of the reviewer's own work: each activity's newest. The first of
 * each kind runs out first, so that a page of open ones shows every kind however many there are.
 */
export async function makeDecisions(
  { makeMany }: CustomerTenant,
  { reviewer, content, social, ads }: Decided,
): Promise<void> {
  const subjects = [
    ...subjectsOf('BlogRequest', content.blogRequests),
    ...subjectsOf('SocialMediaRequest', social.requests.slice(0, 4)),
    ...subjectsOf('SearchTermClassification', ads.classifications.slice(0, 5)),
    ...subjectsOf('AdOptimizationRecommendation', ads.recommendations.slice(0, 6)),
  ];
  const asked = Date.now() - 240 * minute;
  await makeMany.approval(subjects.length, (index) => {
    const { subject, subjectType, place = 0 } = subjects[index] ?? {};
    const status = decisions[subject?.status ?? ''] ?? 'pending';
    return {
      subjectType: subjectType ?? '',
      subjectRefId: subject?.refId ?? '',
      activityId: subject?.approvalActivityId ?? null,
      status,
      createdAt: new Date(asked + index * 1_000).toISOString(),
      expiresAt: new Date(asked + place * minute).toISOString(),
      ...(subjectType === 'BlogRequest' ? {} : { requestedByAgentRole: 'copywriter' }),
      ...(status === 'pending' ? {} : { decidedAt: new Date(asked + 3 * minute + index * 2_500).toISOString() }),
      ...(status === 'approved' || status === 'rejected' ? { decidedById: reviewer.id, note: `Note ${index}` } : {}),
    };
  });
}

/** Those of the rows that a decision is or was due on, with their place among their kind. */
function subjectsOf(subjectType: string, rows: readonly Gated[]) {
  return rows.filter(({ status }) => status in decisions).map((subject, place) => ({ subjectType, subject, place }));
}
