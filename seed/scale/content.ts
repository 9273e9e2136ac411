import {
  tables,
  type BacklinkRow,
  type BlogPostRow,
  type BlogRequestRow,
  type ChannelPlatform,
  type ChannelRow,
  type ChannelScoreRow,
  type ChannelType,
  type RequestStatus,
  type SocialMediaRequestRow,
  type SocialPostRow,
} from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { agentRoles } from '../demo/stage.ts';
import { backlinkIds, blogRequestIds, channelIds, socialRequestIds } from './content-ids.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf } from './people.ts';
import { monthsPlanned, type ScalePlan, type ScaleTenant } from './plan.ts';
import { planOf } from './strategy.ts';
import { activityIds, workOf, type Work, type WorkKind } from './work.ts';

const scoreIds = new Identities('channel scores');
const blogPostIds = new Identities('blog posts');
const targetIds = new Identities('social media request channels');
const socialPostIds = new Identities('social posts');

const day = 86_400_000;

/** What channels are, counted round; the first four stand for every tenant. */
const platforms: readonly (readonly [ChannelPlatform, ChannelType])[] = [
  ['wordpress', 'cms'],
  ['linkedin', 'social'],
  ['google_ads', 'ads'],
  ['facebook', 'social'],
  ['instagram', 'social'],
  ['meta_ads', 'ads'],
  ['mailchimp', 'email'],
];

/** Channels with a year of scores, and what the gates and the outreach of the work were about. */
export function content(plan: ScalePlan): Load[] {
  const channels = plan.tenants.reduce((sum, tenant) => sum + tenant.channels.count, 0);
  const gates = plan.activities * 0.03;
  return [
    { table: tables.channel, count: channels, rows: () => channelRows(plan) },
    { table: tables.channelScore, count: channels * monthsPlanned, rows: () => scores(plan) },
    { table: tables.blogRequest, count: gates, rows: () => blogRequests(plan) },
    { table: tables.blogPost, count: gates, rows: () => blogPosts(plan) },
    { table: tables.socialMediaRequest, count: gates, rows: () => socialRequests(plan) },
    { table: tables.socialMediaRequestChannel, count: gates, rows: () => targets(plan) },
    { table: tables.socialPost, count: gates, rows: () => socialPosts(plan) },
    { table: tables.backlink, count: plan.activities * 0.05, rows: () => backlinks(plan) },
  ];
}

/** UUID of one of a tenant's channels. @param choice any whole number: counted round them */
export function channelOf({ channels }: ScaleTenant, choice: number): string {
  return channelIds.uuid(channels.first + (choice % channels.count));
}

function* channelRows(plan: ScalePlan): Generator<Draft<ChannelRow>> {
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.channels.count; place += 1) {
      const number = tenant.channels.first + place;
      const [platform, channelType] = platforms[place % platforms.length] ?? (['wordpress', 'cms'] as const);
      yield {
        ...born(channelIds, number, plan.beginning, peopleOf.admin(tenant)),
        tenantId: tenant.id,
        platform,
        channelType,
        name: `${platform} ${place + 1}`,
        externalId: `account-${place}`,
        scopes: ['read'],
        tokenExpiresAt: new Date(plan.to + place * 7 * day).toISOString(),
        status: place % 6 === 5 ? 'expired' : 'connected',
        score: 40 + channelIds.below(60, number, 0),
      };
    }
  }
}

function* scores(plan: ScalePlan): Generator<Draft<ChannelScoreRow>> {
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.channels.count; place += 1) {
      for (let month = 0; month < monthsPlanned; month += 1) {
        const channel = tenant.channels.first + place;
        const at = (plan.months[month] ?? 0) + 6 * 3_600_000;
        const base = born(scoreIds, channel * monthsPlanned + month, at, peopleOf.service(tenant));
        yield {
          ...base,
          tenantId: tenant.id,
          channelId: channelIds.uuid(channel),
          score: 40 + scoreIds.below(60, channel * monthsPlanned + month, 0),
          scoredAt: base.createdAt,
          period: base.createdAt.slice(0, 7),
        };
      }
    }
  }
}

function* workOfKind(plan: ScalePlan, kind: WorkKind): Generator<Work> {
  for (const work of workOf(plan)) if (work.kind === kind) yield work;
}

/** How a request stands whose gate stands so. */
function requestStatusOf({ status, number }: Work): RequestStatus {
  if (status === 'completed') return number % 8 === 0 ? 'in_progress' : 'completed';
  return status === 'rejected' || status === 'failed' || status === 'cancelled' ? 'rejected' : 'pending_approval';
}

function requestOf(ids: Identities, work: Work) {
  const { number, tenant, at, month, deliverable } = work;
  return {
    ...born(ids, number, at, peopleOf.agent(tenant, 3)),
    tenantId: tenant.id,
    deliverableId: deliverable === null ? null : planOf.deliverable(deliverable),
    deliverablePeriodId: deliverable === null ? null : planOf.period(deliverable, month),
    approvalActivityId: activityIds.uuid(number),
    requestedByType: 'agent' as const,
    requestedByAgentRole: agentRoles[3],
    priority: ids.pick(['normal', 'normal', 'high', 'urgent'] as const, number, 0),
    status: requestStatusOf(work),
    updatedAt: new Date(at + 7_200_000).toISOString(),
    updatedById: peopleOf.admin(tenant),
  };
}

function* blogRequests(plan: ScalePlan): Generator<Draft<BlogRequestRow>> {
  for (const work of workOfKind(plan, 'blog gate')) {
    yield {
      ...requestOf(blogRequestIds, work),
      title: `How to ${work.number}`,
      secondaryKeywords: [],
      targetChannelId: channelOf(work.tenant, 0),
    };
  }
}

/** When a post is, or is to be, out: old ones are, of the newest some are scheduled. */
function publicationOf(plan: ScalePlan, { number, at, status }: Work) {
  if (status !== 'completed') return { status: 'draft' as const };
  const due = at + 3 * day;
  if (due > plan.to || number % 40 === 0)
    return {
      status: 'scheduled' as const,
      scheduledFor: new Date(Math.max(due, plan.to + (number % 30) * day)).toISOString(),
    };
  return {
    status: 'published' as const,
    publishedAt: new Date(due).toISOString(),
    publishedUrl: `https://example.com/${number}`,
  };
}

function* blogPosts(plan: ScalePlan): Generator<Draft<BlogPostRow>> {
  for (const work of workOfKind(plan, 'blog gate')) {
    const { number, tenant, at } = work;
    yield {
      ...born(blogPostIds, number, at + 60_000, peopleOf.agent(tenant, 3)),
      tenantId: tenant.id,
      requestId: blogRequestIds.uuid(number),
      channelId: channelOf(tenant, 0),
      title: `How to ${number}`,
      wordCount: 1_200,
      updatedAt: new Date(at + 3 * day).toISOString(),
      updatedById: peopleOf.service(tenant),
      ...publicationOf(plan, work),
    };
  }
}

function* socialRequests(plan: ScalePlan): Generator<Draft<SocialMediaRequestRow>> {
  for (const work of workOfKind(plan, 'social gate')) {
    yield { ...requestOf(socialRequestIds, work), topic: `Launch ${work.number}`, postType: 'standard' };
  }
}

function* targets(plan: ScalePlan) {
  for (const { number, tenant, at } of workOfKind(plan, 'social gate')) {
    yield {
      ...born(targetIds, number, at, peopleOf.agent(tenant, 4)),
      tenantId: tenant.id,
      requestId: socialRequestIds.uuid(number),
      channelId: channelOf(tenant, 1),
    };
  }
}

function* socialPosts(plan: ScalePlan): Generator<Draft<SocialPostRow>> {
  for (const work of workOfKind(plan, 'social gate')) {
    const { number, tenant, at } = work;
    yield {
      ...born(socialPostIds, number, at + 60_000, peopleOf.agent(tenant, 4)),
      tenantId: tenant.id,
      requestId: socialRequestIds.uuid(number),
      channelId: channelOf(tenant, 1),
      platform: 'linkedin',
      charCount: 280,
      updatedAt: new Date(at + 3 * day).toISOString(),
      updatedById: peopleOf.service(tenant),
      ...publicationOf(plan, work),
    };
  }
}

function* backlinks(plan: ScalePlan): Generator<Draft<BacklinkRow>> {
  for (const { number, tenant, at, deliverable, status } of workOfKind(plan, 'outreach')) {
    const published = status === 'completed' && number % 3 !== 0;
    yield {
      ...born(backlinkIds, number, at, peopleOf.agent(tenant, 2)),
      tenantId: tenant.id,
      activityId: activityIds.uuid(number),
      deliverableId: deliverable === null ? null : planOf.deliverable(deliverable),
      linkingUrl: `https://blog-${number}.example/`,
      linkedUrl: 'https://client.example/',
      domainAuthority: 10 + backlinkIds.below(80, number, 0),
      linkType: 'dofollow',
      outreachStatus: published
        ? 'published'
        : backlinkIds.pick(
            ['prospecting', 'outreach_sent', 'responded', 'rejected', 'no_response'] as const,
            number,
            1,
          ),
      lastCheckedAt: published ? new Date(at + 9 * day).toISOString() : null,
      isLive: published ? number % 12 !== 1 : null,
      isIndexed: published ? number % 2 === 0 : null,
      updatedAt: new Date(at + 9 * day).toISOString(),
      updatedById: peopleOf.service(tenant),
    };
  }
}
