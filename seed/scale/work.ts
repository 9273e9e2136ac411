import type { ActivityStatus, ActivityType } from '../../platform/database/tables.ts';
import { Identities } from './identities.ts';
import type { ScalePlan, ScaleTenant } from './plan.ts';

export const activityIds = new Identities('activities');

/** What an activity is about; content, backlinks and ads hang on those of their kind. */
export type WorkKind = 'step' | 'alert' | 'blog gate' | 'social gate' | 'outreach' | 'term review' | 'ad audit';

/** One activity in short: what rows of every other table follow from. */
export interface Work {
  readonly number: number;
  readonly tenant: ScaleTenant;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Which planned month it falls into. */
  readonly month: number;
  readonly kind: WorkKind;
  readonly type: ActivityType;
  readonly status: ActivityStatus;
  /** Number of the deliverable that it advances; null for what stands beside the plan. */
  readonly deliverable: number | null;
  /** Number of the activity that it is a part of. */
  readonly parent: number | null;
  /** People's work; else an agent's. */
  readonly human: boolean;
  /** What an alert is about: the activity that its blog request or backlink came from, or null for a channel. */
  readonly about: { readonly kind: 'blog gate' | 'outreach'; readonly number: number; readonly at: number } | null;
}

const kinds: readonly (readonly [WorkKind, ActivityType, share: number])[] = [
  ['alert', 'other', 0.04],
  ['blog gate', 'approve', 0.03],
  ['social gate', 'approve', 0.03],
  ['outreach', 'outreach', 0.05],
  ['term review', 'review', 0.02],
  ['ad audit', 'audit', 0.02],
];
const steps: readonly ActivityType[] = ['research', 'write', 'review', 'publish', 'report'];

/** Of the last 20 days' work this is how it stands; what is older is finished but for a few. */
const recent: readonly ActivityStatus[] = [
  'created',
  'created',
  'assigned',
  'in_progress',
  'awaiting_approval',
  'completed',
  'completed',
  'completed',
  'failed',
  'cancelled',
];
const recentMs = 20 * 86_400_000;

/** What a tenant has done so far that later work points at. */
interface Memory {
  top: { readonly number: number; readonly deliverable: number; readonly month: number } | null;
  about: Work['about'];
}

/** The activities in the order of their time. Each walk over them is the same, so every table makes its own. */
export function* workOf(plan: ScalePlan): Generator<Work> {
  const memories: Memory[] = plan.tenants.map(() => ({ top: null, about: null }));
  for (let number = 0; number < plan.activities; number += 1) {
    const at = plan.instant(number, plan.activities);
    const tenant = plan.tenantAt(activityIds.fraction(number, 0));
    const memory = memories[tenant.number] ?? { top: null, about: null };
    const [kind, type] = kindOf(number);
    const part = kind === 'step' && memory.top !== null && activityIds.fraction(number, 2) < 0.25 ? memory.top : null;
    const planned = kind !== 'alert' && activityIds.fraction(number, 3) < 0.8;
    const deliverable =
      part?.deliverable ??
      (planned ? tenant.deliverables.first + activityIds.below(tenant.deliverables.count, number, 4) : null);
    const month = part?.month ?? plan.monthOf(at);
    yield {
      number,
      tenant,
      at,
      month,
      kind,
      type,
      status: statusOf(number, plan.to - at < recentMs),
      deliverable,
      parent: part?.number ?? null,
      human: kind === 'step' ? activityIds.fraction(number, 5) < 0.25 : kind !== 'term review' && kind !== 'ad audit',
      about: kind === 'alert' && activityIds.fraction(number, 6) < 0.5 ? memory.about : null,
    };
    if (kind === 'step' && part === null && deliverable !== null) memory.top = { number, deliverable, month };
    if (kind === 'blog gate' || kind === 'outreach') memory.about = { kind, number, at };
  }
}

function kindOf(number: number): readonly [WorkKind, ActivityType] {
  let left = activityIds.fraction(number, 1);
  for (const [kind, type, share] of kinds) {
    left -= share;
    if (left < 0) return [kind, type];
  }
  return ['step', activityIds.pick(steps, number, 7)];
}

function statusOf(number: number, isRecent: boolean): ActivityStatus {
  if (isRecent) return activityIds.pick(recent, number, 8);
  const chance = activityIds.fraction(number, 8);
  if (chance < 0.002) return 'in_progress';
  if (chance < 0.003) return 'awaiting_approval';
  if (chance < 0.04) return 'failed';
  if (chance < 0.07) return 'cancelled';
  return chance < 0.09 ? 'rejected' : 'completed';
}
