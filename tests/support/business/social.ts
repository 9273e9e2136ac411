import type { SocialMediaRequestRow, SocialPostRow } from '../../../platform/database/tables.ts';
import type { DocumentStore } from '../../../platform/documents/store.ts';
import type { CustomerTenant } from '../make.ts';
import type { Content, ContentSize } from './content.ts';

/** What goes to social networks. */
export interface Social {
  /** Four, over and over: waiting for a decision, published on both networks, approved (one post failed), rejected. */
  readonly requests: readonly SocialMediaRequestRow[];
  readonly posts: readonly SocialPostRow[];
}

/** Which of the reviewer's activities decided: see `reviewersStatuses`. */
const shapes = [
  { status: 'pending_approval', gate: 6 },
  { status: 'completed', gate: 9 },
  { status: 'approved', gate: null },
  { status: 'rejected', gate: null },
] as const;
const day = 86_400_000;

/** Requests for two networks each, and their posts. */
export async function makeSocial(
  { makeMany, id: tenantId }: CustomerTenant,
  documents: DocumentStore,
  { scale, factor, begun, plan, work, content }: ContentSize & { readonly content: Content },
): Promise<Social> {
  const requests = await makeMany.socialMediaRequest(4 * scale, (index) => {
    const { status, gate } = shapes[index % 4] ?? { status: 'draft', gate: null };
    return {
      createdAt: begun,
      status,
      topic: `Whiter teeth ${index}`,
      approvalActivityId: gate === null ? null : (work.reviewers[Math.floor(index / 4) * 10 + gate]?.id ?? null),
      deliverablePeriodId: plan.periods[index % plan.periods.length]?.id ?? null,
    };
  });
  const networks = content.channels.slice(1, 3);
  await makeMany.socialMediaRequestChannel(2 * requests.length, (index) => ({
    requestId: requests[Math.floor(index / 2)]?.id ?? '',
    channelId: networks[index % 2]?.id ?? '',
  }));
  const approved = requests.filter(({ status }) => status === 'completed' || status === 'approved');
  const text = await documents.put('post_contents', tenantId, { markdown: 'Smile', hashtags: ['smile', 'teeth'] });
  const posts = await makeMany.socialPost(2 * approved.length, (index) => {
    const request = approved[Math.floor(index / 2)];
    return {
      createdAt: begun,
      requestId: request?.id ?? '',
      channelId: networks[index % 2]?.id ?? '',
      contentRef: text,
      ...(request?.status === 'completed'
        ? {
            status: 'published',
            publishedAt: new Date(Date.now() - (index + 1) * day).toISOString(),
            publishedUrl: `https://social.example.test/${index}`,
            platformPostId: `social-${index}`,
            engagementSnapshot: { likes: 7 * factor + index, comments: 2, shares: null, impressions: 900 * factor },
            lastEngagementAt: begun,
          }
        : { status: index % 2 === 0 ? 'draft' : 'failed' }),
    };
  });
  return { requests, posts };
}
