import { tables, type ActivityRow, type BlogRequestRow } from '../../platform/database/tables.ts';
import { window } from './activities.ts';
import { addDays, latest } from './calendar.ts';
import { articleOf, blogUnits, requestStatusOf, stepsDone, titleOfUnit, type BlogUnit } from './blog-units.ts';
import type { Channels } from './channels.ts';
import type { Draft } from './insert-rows.ts';
import { slugOf } from './profiles.ts';
import { at, type Random } from './random.ts';
import { bornIn, changed, type AgentRole, type Stage } from './stage.ts';
import type { StrategyPlan } from './strategy.ts';
import { addActivity, addApproval, type Place } from './work.ts';

/** One unit with everything that was decided about it. */
interface Unit extends BlogUnit {
  readonly random: Random;
  readonly index: number;
  readonly title: string;
  readonly keyword: string;
  readonly place: Place | null;
  readonly reviewer: string;
  /** Requested, decided, then the end of each step: rising instants, none after now. */
  readonly moments: readonly Date[];
  readonly requestedBy: { readonly agent: AgentRole } | { readonly person: string };
}

/** Requests, their gates, the steps of their pipelines and their posts (docs/data-model.md#blog_requests). */
export function addBlog(stage: Stage, plan: StrategyPlan, channels: Channels): void {
  blogUnits.forEach((one, index) => {
    const unit = unitOf(stage, plan, one, index);
    const request = addRequest(stage, unit, channels);
    if (unit.state === 'draft_request') return;
    const gate = addGate(stage, unit, request);
    if (unit.state === 'pending_request' || unit.state === 'rejected_request') return;
    addPost(stage, { ...unit, state: unit.state }, request, gate, channels);
  });
}

function unitOf(stage: Stage, plan: StrategyPlan, one: BlogUnit, index: number): Unit {
  const { calendar, profile, people } = stage;
  const random = stage.random(`blog ${index}`);
  const place = one.month === null ? null : plan.placeOf('blog', one.month);
  let [from, to] = place === null ? [calendar.daysAgo(9), calendar.now] : window(stage, place, one.month ?? 0);
  // Recent states are reached in the last days, so that lists of what is new have something new.
  if (one.month === 0) from = latest(from, calendar.daysAgo(one.state === 'pending_request' ? 2 : 9));
  if (one.state === 'pending_request' && place === null) [from, to] = [calendar.daysAgo(9), calendar.daysAgo(8)];
  return {
    ...one,
    ...titleOfUnit(profile.themes, index),
    random,
    index,
    place,
    reviewer: at(people.reviewers, index),
    moments: random.moments(6, from, to),
    requestedBy: at([{ agent: 'seo_specialist' }, { agent: 'strategist' }, { person: people.member }] as const, index),
  };
}

function addRequest(stage: Stage, unit: Unit, channels: Channels): Draft<BlogRequestRow> {
  const { batch, people, profile } = stage;
  const { random, moments, requestedBy, place, keyword } = unit;
  const byAgent = 'agent' in requestedBy;
  const status = requestStatusOf(unit.state);
  const decided = status === 'draft' || status === 'pending_approval' ? {} : changed(at(moments, 1), unit.reviewer);
  return batch.add(tables.blogRequest, {
    ...bornIn(stage, random, at(moments, 0), byAgent ? people.agents[requestedBy.agent] : requestedBy.person),
    ...decided,
    deliverableId: place?.deliverable.id ?? null,
    deliverablePeriodId: place?.period.id ?? null,
    requestedByType: byAgent ? 'agent' : 'human',
    requestedByUserId: byAgent ? null : requestedBy.person,
    requestedByAgentRole: byAgent ? requestedBy.agent : null,
    title: unit.title,
    topicBrief: `Answer what ${profile.audience} search for about ${keyword}; name prices and limits.`,
    targetKeyword: keyword,
    secondaryKeywords: [`best ${keyword}`, `${keyword} price`],
    searchIntent: random.pick(['informational', 'commercial', 'navigational', 'transactional'] as const),
    targetAudience: profile.audience,
    targetChannelId: channels.get('wordpress')?.id ?? null,
    targetWordCount: random.pick([900, 1_200, 1_500]),
    notes: 'No superlatives; quote at least two sources.',
    priority: at(['normal', 'high', 'normal', 'urgent'] as const, unit.index),
    status,
    rejectionNotes: status === 'rejected' ? 'We wrote about this in spring; find another angle.' : null,
  });
}

/** The approval of the request: also the unit's top-level work, which is finished when the post is published. */
function addGate(stage: Stage, unit: Unit, request: Draft<BlogRequestRow>): Draft<ActivityRow> {
  const { moments, reviewer, place } = unit;
  const [requestedAt, decidedAt] = [at(moments, 0), at(moments, 1)];
  const pending = unit.state === 'pending_request';
  const rejected = unit.state === 'rejected_request';
  const published = unit.state === 'published';
  const subject = { type: 'BlogRequest', refId: request.refId };
  const gate = addActivity(stage, {
    title: `Blog post: ${unit.title}`,
    type: 'approve',
    by: { person: reviewer },
    status: pending ? 'awaiting_approval' : rejected ? 'rejected' : published ? 'completed' : 'approved',
    createdAt: requestedAt,
    completedAt: pending || rejected ? undefined : published ? at(moments, 5) : decidedAt,
    changedAt: rejected ? decidedAt : undefined,
    place,
    subject,
    more: {
      pipelineStep: 'request',
      isApprovalGate: true,
      priority: at(['normal', 'high', 'normal', 'urgent'] as const, unit.index),
      rejectionNote: rejected ? (request.rejectionNotes ?? null) : null,
    },
  });
  request.approvalActivityId = gate.id;
  addApproval(stage, {
    subject,
    activity: gate,
    status: pending ? 'pending' : rejected ? 'rejected' : 'approved',
    requestedBy: unit.requestedBy,
    requestedAt,
    ...(pending ? {} : { decidedAt, decidedBy: reviewer }),
    ...(rejected ? { note: request.rejectionNotes ?? '' } : {}),
  });
  return gate;
}

type PostState = Exclude<Unit['state'], 'pending_request' | 'rejected_request' | 'draft_request'>;

function addPost(
  stage: Stage,
  unit: Unit & { state: PostState },
  request: Draft<BlogRequestRow>,
  gate: Draft<ActivityRow>,
  channels: Channels,
): void {
  const { batch, people, profile, tenant, calendar } = stage;
  const { random, moments, state, title, keyword } = unit;
  const done = stepsDone[state];
  const published = state === 'published' ? at(moments, 5) : null;
  const slug = slugOf(title);
  const post = batch.add(tables.blogPost, {
    ...bornIn(stage, random, at(moments, 1), unit.reviewer),
    ...(done > 0 ? changed(at(moments, Math.min(5, 1 + done)), people.agents.copywriter) : {}),
    requestId: request.id,
    channelId: channels.get('wordpress')?.id ?? null,
    title,
    slug,
    metaDescription: `${title}: what it takes, what it costs, and where to begin.`.slice(0, 160),
    focusKeyword: keyword,
    status: state,
    scheduledFor: state === 'scheduled' ? addDays(calendar.now, 2 + unit.index * 1.5).toISOString() : null,
    publishedAt: published?.toISOString() ?? null,
    publishedUrl: published === null ? null : `https://www.${profile.slug}.example/blog/${slug}`,
    cmsPostId: published === null ? null : String(4_000 + unit.index),
  });
  if (state !== 'draft') {
    const markdown = articleOf(title, keyword, profile.audience);
    post.wordCount = markdown.split(/\s+/).length;
    batch.addDocument('post_contents', tenant.id, { markdown }, (id) => (post.contentRef = id));
  }
  addSteps(stage, unit, gate, { type: 'BlogPost', refId: post.refId });
}

/** Research, write, review and publish, each as far as the post is. */
function addSteps(
  stage: Stage,
  unit: Unit & { state: PostState },
  gate: Draft<ActivityRow>,
  subject: { type: string; refId: string },
): void {
  const { calendar } = stage;
  const { moments, title, state, reviewer, place } = unit;
  const done = stepsDone[state];
  const [decidedAt, researchedAt, writtenAt, reviewedAt] = [
    at(moments, 1),
    at(moments, 2),
    at(moments, 3),
    at(moments, 4),
  ];
  const base = { createdAt: decidedAt, parent: gate, place };
  const finished = (step: number) =>
    ({ status: 'completed', startedAt: at(moments, 1 + step), completedAt: at(moments, 2 + step) }) as const;
  const writing = { status: 'in_progress', startedAt: latest(researchedAt, calendar.hoursAgo(4)) } as const;
  addActivity(stage, {
    ...base,
    title: `Research: ${title}`,
    type: 'research',
    by: { agent: 'seo_specialist' },
    ...(done > 0 ? finished(0) : { status: 'assigned' }),
    more: { pipelineStep: 'research' },
  });
  const rejected = state === 'rejected';
  addActivity(stage, {
    ...base,
    title: `Write: ${title}`,
    type: 'write',
    by: { agent: 'copywriter' },
    ...(done > 1 && !rejected
      ? finished(1)
      : rejected
        ? { status: 'assigned', startedAt: researchedAt, changedAt: reviewedAt }
        : done === 1
          ? writing
          : { status: 'created' }),
    more: { pipelineStep: 'write', revisionNote: rejected ? 'Shorten the second half and name two sources.' : null },
  });
  const inReview = state === 'review';
  const review = addActivity(stage, {
    ...base,
    title: `Review: ${title}`,
    type: 'review',
    by: { person: reviewer },
    status: done > 2 ? 'approved' : rejected ? 'rejected' : inReview ? 'awaiting_approval' : 'created',
    completedAt: done > 2 ? reviewedAt : undefined,
    changedAt: rejected ? reviewedAt : inReview ? writtenAt : undefined,
    subject,
    more: {
      pipelineStep: 'review',
      isApprovalGate: true,
      rejectionNote: rejected ? 'Too long, and without sources.' : null,
    },
  });
  if (done >= 2) {
    addApproval(stage, {
      subject,
      activity: review,
      status: done > 2 ? 'approved' : rejected ? 'rejected' : 'pending',
      requestedBy: { agent: 'copywriter' },
      requestedAt: writtenAt,
      ...(inReview ? {} : { decidedAt: reviewedAt, decidedBy: reviewer }),
      ...(rejected ? { note: 'Too long, and without sources.' } : {}),
    });
  }
  addActivity(stage, {
    ...base,
    title: `Publish: ${title}`,
    type: 'publish',
    by: { agent: 'copywriter' },
    ...(done > 3
      ? { status: 'completed', startedAt: reviewedAt, completedAt: at(moments, 5) }
      : { status: done > 2 ? 'assigned' : 'created' }),
    more: { pipelineStep: 'publish' },
  });
}
