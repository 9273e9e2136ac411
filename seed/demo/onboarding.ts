import { tables } from '../../platform/database/tables.ts';
import { addDays } from './calendar.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import type { StrategyPlan } from './strategy.ts';
import { addActivity, addApproval } from './work.ts';

/** The onboarding run, what its agent did and the gate behind it: long decided, or waiting where the tenant is starting. */
export function addOnboarding(stage: Stage): void {
  const { batch, people, tenant, profile, calendar } = stage;
  const random = stage.random('onboarding');
  const joined = new Date(tenant.createdAt);
  const finished = profile.extent === 'full';
  const readAt = addDays(joined, 0.3);
  const writtenAt = finished ? addDays(joined, 1.4) : calendar.hoursAgo(20);
  const decidedAt = finished ? addDays(joined, 2.6) : undefined;
  const run = batch.add(tables.onboardingRun, {
    ...bornIn(stage, random, addDays(joined, 0.2), people.service),
    ...changed(decidedAt ?? writtenAt, decidedAt === undefined ? people.agents.onboarding : people.admin),
    status: finished ? 'completed' : 'review',
    researchOutput: `${profile.name} sells to ${profile.audience}. Its site answers questions about ${profile.themes.slice(0, 3).join(', ')}.`,
    reviewedById: decidedAt === undefined ? null : people.admin,
    reviewedAt: decidedAt?.toISOString() ?? null,
  });
  batch.addDocument(
    'context_files',
    tenant.id,
    {
      name: `${profile.slug}-context.md`,
      markdown: `# ${profile.name}\n\n- Industry: ${profile.industry}\n- Audience: ${profile.audience}\n- Themes: ${profile.themes.join(', ')}\n`,
    },
    (id) => (run.contextFileId = id),
  );
  const subject = { type: 'OnboardingRun', refId: run.refId };
  addActivity(stage, {
    title: `Research ${profile.name}`,
    type: 'research',
    by: { agent: 'onboarding' },
    status: 'completed',
    createdAt: addDays(joined, 0.25),
    startedAt: finished ? readAt : calendar.hoursAgo(22),
    completedAt: writtenAt,
    subject,
  });
  const gate = addActivity(stage, {
    title: `Approve the context of ${profile.name}`,
    type: 'approve',
    by: { person: people.admin },
    status: finished ? 'approved' : 'awaiting_approval',
    createdAt: writtenAt,
    completedAt: decidedAt,
    subject,
    more: { isApprovalGate: true, priority: 'high' },
  });
  addApproval(stage, {
    subject,
    activity: gate,
    status: finished ? 'approved' : 'pending',
    requestedBy: { agent: 'onboarding' },
    requestedAt: writtenAt,
    decidedAt,
    ...(finished ? { decidedBy: people.admin, note: 'Complete.' } : {}),
  });
}

/** The gate of a strategy: decided where it was approved, waiting where it was only submitted. */
export function addStrategyGate(stage: Stage, { strategy }: StrategyPlan): void {
  const { people } = stage;
  const approvedAt = strategy.approvedAt ?? null;
  const requestedAt = addDays(new Date(strategy.createdAt), 1.1);
  const decidedAt = approvedAt === null ? undefined : new Date(approvedAt);
  const subject = { type: 'Strategy', refId: strategy.refId };
  const activity = addActivity(stage, {
    title: `Approve strategy v${strategy.version}`,
    type: 'approve',
    by: { person: people.admin },
    status: decidedAt === undefined ? 'awaiting_approval' : 'approved',
    createdAt: requestedAt,
    completedAt: decidedAt,
    subject,
    more: { isApprovalGate: true, priority: 'high' },
  });
  addApproval(stage, {
    subject,
    activity,
    status: decidedAt === undefined ? 'pending' : 'approved',
    requestedBy: { agent: 'strategist' },
    requestedAt,
    decidedAt,
    lastsDays: 14,
    ...(decidedAt === undefined ? {} : { decidedBy: people.admin, note: 'Go.' }),
  });
}
