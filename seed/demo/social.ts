import {
  tables,
  type ActivityRow,
  type ActivityStatus,
  type ApprovalStatus,
  type RequestStatus,
  type SocialMediaRequestRow,
  type SocialPostStatus,
} from '../../platform/database/tables.ts';
import { window } from './activities.ts';
import { addDays, latest } from './calendar.ts';
import type { Channels } from './channels.ts';
import type { Draft } from './insert-rows.ts';
import { capitalised } from './profiles.ts';
import { at, type Random } from './random.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import type { StrategyPlan } from './strategy.ts';
import { addActivity, addApproval, type Place } from './work.ts';

type State = SocialPostStatus | 'pending_request' | 'rejected_request' | 'draft_request';

/** Every state of requests and posts; without a month a request is ad hoc. */
const units: readonly { readonly state: State; readonly month: number | null }[] = [
  ...Array.from({ length: 2 }, () => ({ state: 'published', month: -2 }) as const),
  ...Array.from({ length: 2 }, () => ({ state: 'published', month: -1 }) as const),
  { state: 'published', month: 0 },
  { state: 'published', month: 0 },
  { state: 'scheduled', month: 0 },
  { state: 'review', month: 0 },
  { state: 'writing', month: 0 },
  { state: 'failed', month: 0 },
  { state: 'approved', month: null },
  { state: 'rejected', month: null },
  { state: 'draft', month: null },
  { state: 'pending_request', month: null },
  { state: 'rejected_request', month: null },
  { state: 'draft_request', month: null },
];

const requestStatuses: Readonly<Record<State, RequestStatus>> = {
  draft_request: 'draft',
  pending_request: 'pending_approval',
  rejected_request: 'rejected',
  draft: 'approved',
  writing: 'in_progress',
  review: 'in_progress',
  approved: 'in_progress',
  scheduled: 'in_progress',
  rejected: 'in_progress',
  failed: 'in_progress',
  published: 'completed',
};

/** What writing and publishing have come to when the posts are that far, and what was decided about the texts. */
const steps: Readonly<
  Record<SocialPostStatus, readonly [write: ActivityStatus, publish: ActivityStatus, decision: ApprovalStatus | null]>
> = {
  draft: ['assigned', 'created', null],
  writing: ['in_progress', 'created', null],
  review: ['awaiting_approval', 'created', 'pending'],
  rejected: ['rejected', 'created', 'rejected'],
  approved: ['completed', 'assigned', 'approved'],
  scheduled: ['completed', 'assigned', 'approved'],
  failed: ['completed', 'failed', 'approved'],
  published: ['completed', 'completed', 'approved'],
};

interface Unit {
  readonly state: State;
  readonly index: number;
  readonly random: Random;
  readonly place: Place | null;
  readonly reviewer: string;
  readonly topic: string;
  /** Requested, decided, written, reviewed, published: rising instants, none after now. */
  readonly moments: readonly Date[];
}

/**
 * Requests for social posts, their gates and steps, and one post for each of a request's channels
 * (docs/data-model.md#social_media_requests).
 */
export function addSocial(stage: Stage, plan: StrategyPlan, channels: Channels): void {
  const { calendar, people, profile } = stage;
  units.forEach(({ state, month }, index) => {
    const random = stage.random(`social ${index}`);
    const place = month === null ? null : plan.placeOf('social', month);
    const [begin, to] = place === null ? [calendar.daysAgo(6), calendar.now] : window(stage, place, month ?? 0);
    const from = month === 0 ? latest(begin, calendar.daysAgo(7)) : begin;
    const theme = at(profile.themes, index + 3);
    const topic = at(
      [
        `Three numbers about ${theme}`,
        `A customer's day with ${theme}`,
        `${capitalised(theme)}, explained in a minute`,
      ],
      index,
    );
    const unit: Unit = {
      state,
      index,
      random,
      place,
      topic,
      reviewer: at(people.reviewers, index + 1),
      moments: random.moments(5, from, to),
    };
    const request = addRequest(stage, unit);
    const targets = targetsOf(channels, index);
    targets.forEach(({ id }) =>
      stage.batch.add(tables.socialMediaRequestChannel, {
        ...bornIn(stage, random, at(unit.moments, 0), people.member),
        requestId: request.id,
        channelId: id,
      }),
    );
    if (state === 'draft_request') return;
    const gate = addGate(stage, unit, request);
    if (state === 'pending_request' || state === 'rejected_request') return;
    const write = addSteps(stage, unit, state, gate);
    for (const channel of targets) addPost(stage, unit, state, request, channel, write);
  });
}

function targetsOf(channels: Channels, index: number) {
  const platforms =
    index % 3 === 0
      ? (['linkedin', 'facebook', 'google_business_profile'] as const)
      : (['linkedin', 'facebook'] as const);
  return platforms.flatMap((platform) => channels.get(platform) ?? []);
}

function addRequest(
  stage: Stage,
  { state, random, moments, place, topic, index, reviewer }: Unit,
): Draft<SocialMediaRequestRow> {
  const { batch, people, calendar } = stage;
  const status = requestStatuses[state];
  const decided = status === 'draft' || status === 'pending_approval' ? {} : changed(at(moments, 1), reviewer);
  return batch.add(tables.socialMediaRequest, {
    ...bornIn(stage, random, at(moments, 0), people.member),
    ...decided,
    deliverableId: place?.deliverable.id ?? null,
    deliverablePeriodId: place?.period.id ?? null,
    requestedByType: 'human',
    requestedByUserId: people.member,
    topic,
    contentBrief: 'One number, one picture, one question at the end.',
    postType: at(['standard', 'carousel', 'reel', 'story', 'article', 'gbp_update'] as const, index),
    scheduledFor: state === 'scheduled' ? addDays(calendar.now, 3.5).toISOString() : null,
    notes: 'At most three hashtags.',
    priority: at(['normal', 'normal', 'high', 'urgent'] as const, index),
    status,
    rejectionNotes: status === 'rejected' ? 'The customer has not agreed to be named.' : null,
  });
}

function addGate(stage: Stage, unit: Unit, request: Draft<SocialMediaRequestRow>): Draft<ActivityRow> {
  const { state, moments, reviewer, place } = unit;
  const [requestedAt, decidedAt] = [at(moments, 0), at(moments, 1)];
  const pending = state === 'pending_request';
  const rejected = state === 'rejected_request';
  const subject = { type: 'SocialMediaRequest', refId: request.refId };
  const gate = addActivity(stage, {
    title: `Social posts: ${unit.topic}`,
    type: 'approve',
    by: { person: reviewer },
    status: pending ? 'awaiting_approval' : rejected ? 'rejected' : state === 'published' ? 'completed' : 'approved',
    createdAt: requestedAt,
    completedAt: pending || rejected ? undefined : state === 'published' ? at(moments, 4) : decidedAt,
    changedAt: rejected ? decidedAt : undefined,
    place,
    subject,
    more: {
      pipelineStep: 'request',
      isApprovalGate: true,
      rejectionNote: rejected ? (request.rejectionNotes ?? null) : null,
    },
  });
  request.approvalActivityId = gate.id;
  addApproval(stage, {
    subject,
    activity: gate,
    status: pending ? 'pending' : rejected ? 'rejected' : 'approved',
    requestedBy: { person: stage.people.member },
    requestedAt,
    ...(pending ? {} : { decidedAt, decidedBy: reviewer }),
  });
  return gate;
}

function addSteps(
  stage: Stage,
  { moments, topic, place }: Unit,
  state: SocialPostStatus,
  gate: Draft<ActivityRow>,
): Draft<ActivityRow> {
  const { calendar } = stage;
  const [decidedAt, writtenAt, reviewedAt, publishedAt] = [
    at(moments, 1),
    at(moments, 2),
    at(moments, 3),
    at(moments, 4),
  ];
  const [writing, publishing] = steps[state];
  const base = { createdAt: decidedAt, parent: gate, place, by: { agent: 'social_media_manager' } } as const;
  const running = writing === 'in_progress';
  const write = addActivity(stage, {
    ...base,
    title: `Write posts: ${topic}`,
    type: 'write',
    status: writing,
    startedAt: writing === 'assigned' ? undefined : running ? latest(decidedAt, calendar.hoursAgo(3)) : decidedAt,
    completedAt: writing === 'completed' ? reviewedAt : undefined,
    changedAt: writing === 'rejected' ? reviewedAt : writing === 'awaiting_approval' ? writtenAt : undefined,
    more: { pipelineStep: 'write', rejectionNote: writing === 'rejected' ? 'Sounds like an advertisement.' : null },
  });
  const tried = publishing === 'completed' || publishing === 'failed';
  addActivity(stage, {
    ...base,
    title: `Publish posts: ${topic}`,
    type: 'publish',
    status: publishing,
    startedAt: tried ? reviewedAt : undefined,
    completedAt: publishing === 'completed' ? publishedAt : undefined,
    changedAt: publishing === 'failed' ? publishedAt : undefined,
    more: { pipelineStep: 'publish' },
  });
  return write;
}

function addPost(
  stage: Stage,
  unit: Unit,
  state: SocialPostStatus,
  request: Draft<SocialMediaRequestRow>,
  channel: ReturnType<typeof targetsOf>[number],
  write: Draft<ActivityRow>,
): void {
  const { batch, people, tenant, calendar } = stage;
  const { random, moments, reviewer, topic } = unit;
  const [decidedAt, writtenAt, reviewedAt, publishedAt] = [
    at(moments, 1),
    at(moments, 2),
    at(moments, 3),
    at(moments, 4),
  ];
  const published = state === 'published';
  const platformPostId = random.hex(16);
  const post = batch.add(tables.socialPost, {
    ...bornIn(stage, random, decidedAt, reviewer),
    ...(state === 'draft'
      ? {}
      : changed(published || state === 'failed' ? publishedAt : reviewedAt, people.agents.social_media_manager)),
    requestId: request.id,
    channelId: channel.id,
    platform: channel.platform,
    status: state,
    scheduledFor: state === 'scheduled' ? (request.scheduledFor ?? null) : null,
    publishedAt: published ? publishedAt.toISOString() : null,
    publishedUrl: published && channel.externalUrl != null ? `${channel.externalUrl}/posts/${platformPostId}` : null,
    platformPostId: published ? platformPostId : null,
    engagementSnapshot: published
      ? {
          likes: random.integer(12, 240),
          comments: random.integer(0, 30),
          shares: random.integer(0, 25),
          impressions: random.integer(900, 9_000),
        }
      : null,
    lastEngagementAt: published ? random.between(publishedAt, calendar.now).toISOString() : null,
  });
  if (state !== 'draft') {
    const hashtags = ['#B2B', `#${tenant.name.replaceAll(' ', '')}`];
    const markdown = `${topic}. The short version: measure first, buy second.\n\nWhat would you measure?\n\n${hashtags.join(' ')}`;
    post.charCount = markdown.length;
    batch.addDocument('post_contents', tenant.id, { markdown, hashtags }, (id) => (post.contentRef = id));
  }
  const [, , decision] = steps[state];
  if (decision === null) return;
  addApproval(stage, {
    subject: { type: 'SocialPost', refId: post.refId },
    activity: write,
    status: decision,
    requestedBy: { agent: 'social_media_manager' },
    requestedAt: writtenAt,
    ...(decision === 'pending' ? {} : { decidedAt: reviewedAt, decidedBy: reviewer }),
    ...(decision === 'rejected' ? { note: 'Sounds like an advertisement.' } : {}),
  });
}
