import type { UserRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import type { Plan } from './plan.ts';
import type { Work } from './work.ts';

interface ApprovalSize {
  readonly scale: number;
  readonly plan: Plan;
  readonly work: Work;
  readonly reviewer: UserRow;
}

const hour = 3_600_000;

/** Decisions of every kind: made by a person, run out of time, still to be made; asked for by people, agents and the platform. */
export async function makeApprovals(
  { makeMany, make, admin }: CustomerTenant,
  { scale, plan, work, reviewer }: ApprovalSize,
): Promise<void> {
  const asked = Date.now() - 5 * hour;
  await makeMany.approval(6 * scale, (index) => {
    const status =
      (['pending', 'approved', 'rejected', 'expired', 'pending', 'approved'] as const)[index % 6] ?? 'pending';
    const createdAt = new Date(asked - index * 1_000).toISOString();
    return {
      status,
      createdAt,
      subjectType: 'Activity',
      subjectRefId: work.reviewers[index]?.refId ?? '',
      activityId: work.reviewers[index]?.id ?? null,
      expiresAt: new Date(asked + (index % 5) * 2 * hour).toISOString(),
      ...(index % 3 === 1 ? { requestedByAgentRole: 'copywriter' } : {}),
      ...(index % 3 === 2 ? { requestedByType: 'system' as const } : {}),
      ...(status === 'pending' ? {} : { decidedAt: new Date(asked + hour + index * 1_500).toISOString() }),
      ...(status === 'approved' || status === 'rejected'
        ? { decidedById: reviewer.id, note: `Decision ${index}` }
        : {}),
    };
  });
  await make.approval({
    status: 'approved',
    subjectType: 'Strategy',
    subjectRefId: plan.strategy.refId,
    createdAt: new Date(asked).toISOString(),
    decidedById: admin.id,
    decidedAt: new Date(asked + 90_500).toISOString(),
    note: 'Go',
  });
}
