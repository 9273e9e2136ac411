import type { BlogPostRow, BlogRequestRow, ChannelRow } from '../../../platform/database/tables.ts';
import type { DocumentStore } from '../../../platform/documents/store.ts';
import type { CustomerTenant } from '../make.ts';
import type { Plan } from './plan.ts';
import type { Work } from './work.ts';

/** Where content goes, what is asked for and what came of it. */
export interface Content {
  /** Six, over and over: a site, two networks (the second expired), two ad accounts, a revoked one for figures. */
  readonly channels: readonly ChannelRow[];
  /** Six, over and over: waiting for a decision, two published, being written, a draft, rejected. */
  readonly blogRequests: readonly BlogRequestRow[];
  /** Of the requests that are or were worked on. */
  readonly blogPosts: readonly BlogPostRow[];
}

export interface ContentSize {
  readonly scale: number;
  readonly factor: number;
  readonly begun: string;
  readonly plan: Plan;
  readonly work: Work;
}

const channelShapes = [
  { platform: 'wordpress', status: 'connected', score: 70, scorePrevious: 64 },
  { platform: 'linkedin', status: 'connected', score: 55, scorePrevious: null },
  { platform: 'facebook', status: 'expired', errorMessage: 'the token could not be renewed' },
  { platform: 'google_ads', status: 'connected', score: 40, scorePrevious: 52 },
  { platform: 'meta_ads', status: 'connected' },
  { platform: 'google_analytics', status: 'revoked' },
] as const;

/** Which of the reviewer's activities decided: see `reviewersStatuses`. */
const blogShapes = [
  { status: 'pending_approval', gate: 1 },
  { status: 'completed', gate: 4 },
  { status: 'completed', gate: null, requestedByAgentRole: 'copywriter' },
  { status: 'in_progress', gate: null, requestedByType: 'system' },
  { status: 'draft', gate: null },
  { status: 'rejected', gate: null },
] as const;
const priorities = ['normal', 'high', 'urgent'] as const;
const day = 86_400_000;

/** Channels, blog requests and posts; articles lie in the document store. */
export async function makeContent(
  { make, makeMany, id: tenantId }: CustomerTenant,
  documents: DocumentStore,
  { scale, begun, plan, work }: ContentSize,
): Promise<Content> {
  const channels = await makeMany.channel(6 * scale, (index) => ({
    createdAt: begun,
    externalUrl: `https://channel.example.test/${index}`,
    tokenExpiresAt: index % 6 === 2 ? begun : null,
    ...channelShapes[index % 6],
  }));
  await makeMany.channelScore(channels.length, (index) => ({ channelId: channels[index]?.id ?? '' }));
  const blogRequests = await makeMany.blogRequest(6 * scale, (index) => {
    const { gate, ...shape } = blogShapes[index % 6] ?? blogShapes[4];
    return {
      createdAt: begun,
      title: `Article ${index}`,
      targetKeyword: `implants ${index}`,
      searchIntent: 'informational',
      priority: priorities[index % 3] ?? 'normal',
      targetChannelId: channels[0]?.id ?? null,
      approvalActivityId: gate === null ? null : (work.reviewers[Math.floor(index / 6) * 10 + gate]?.id ?? null),
      deliverablePeriodId: index % 6 === 4 ? null : (plan.periods[index % plan.periods.length]?.id ?? null),
      ...shape,
    };
  });
  const written = blogRequests.filter(({ status }) => status === 'completed' || status === 'in_progress');
  const articles = await Promise.all(
    written.map(({ title }) =>
      documents.put('post_contents', tenantId, { markdown: `# ${title}`, html: `<h1>${title}</h1>` }),
    ),
  );
  const blogPosts = await makeMany.blogPost(written.length, (index) => ({
    createdAt: begun,
    requestId: written[index]?.id ?? '',
    channelId: channels[(Math.floor(index / 3) * 6) % channels.length]?.id ?? null,
    contentRef: articles[index] ?? null,
    slug: `article-${index}`,
    wordCount: 800 + index,
    ...(written[index]?.status === 'completed' ? publication(index) : { status: 'writing' as const }),
  }));
  await make.blogPost({
    createdAt: begun,
    status: 'scheduled',
    scheduledFor: new Date(Date.now() + day).toISOString(),
  });
  return { channels, blogRequests, blogPosts };
}

/** The two posts of three that are out came out in the same instant: pages have to tell them apart by their ids. */
function publication(index: number): Partial<BlogPostRow> {
  return {
    status: 'published',
    publishedAt: new Date(startOfToday() - (Math.floor(index / 3) + 2) * day).toISOString(),
    publishedUrl: `https://www.example.test/article-${index}`,
    cmsPostId: `post-${index}`,
  };
}

function startOfToday(): number {
  return Math.floor(Date.now() / day) * day;
}
