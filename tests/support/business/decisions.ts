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

/** The approvals of content and ads, asked for after those of the reviewer's own work: each activity's newest. */
export async function makeDecisions(
  { makeMany }: CustomerTenant,
  { reviewer, content, social, ads }: Decided,
): Promise<void> {
  const subjects = [
    ...subjectsOf('BlogRequest', content.blogRequests),
    ...subjectsOf('SocialMediaRequest', social.requests),
    ...subjectsOf('SearchTermClassification', ads.classifications.slice(0, 5)),
    ...subjectsOf('AdOptimizationRecommendation', ads.recommendations),
  ];
  const asked = Date.now() - 240 * minute;
  await makeMany.approval(subjects.length, (index) => {
    const { subject, subjectType } = subjects[index] ?? {};
    const status = decisions[subject?.status ?? ''] ?? 'pending';
    return {
      subjectType: subjectType ?? '',
      subjectRefId: subject?.refId ?? '',
      activityId: subject?.approvalActivityId ?? null,
      status,
      createdAt: new Date(asked + index * 1_000).toISOString(),
      expiresAt: new Date(asked + (1 + (index % 4)) * 1_440 * minute).toISOString(),
      ...(subjectType === 'BlogRequest' ? {} : { requestedByAgentRole: 'copywriter' }),
      ...(status === 'pending' ? {} : { decidedAt: new Date(asked + 3 * minute + index * 2_500).toISOString() }),
      ...(status === 'approved' || status === 'rejected' ? { decidedById: reviewer.id, note: `Note ${index}` } : {}),
    };
  });
}

/** Those of the rows that a decision is or was due on. */
function subjectsOf(subjectType: string, rows: readonly Gated[]) {
  return rows.filter(({ status }) => status in decisions).map((subject) => ({ subjectType, subject }));
}
