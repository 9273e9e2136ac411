import type { BacklinkRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import type { Plan } from './plan.ts';
import type { Work } from './work.ts';

/** Every state of outreach; of those published one is up and found, one up and not found by search engines, one lost. */
const shapes = [
  { outreachStatus: 'published', isLive: true, isIndexed: true, linkType: 'dofollow' },
  { outreachStatus: 'published', isLive: false, isIndexed: false, linkType: 'dofollow' },
  { outreachStatus: 'published', isLive: true, isIndexed: false, linkType: 'nofollow' },
  { outreachStatus: 'prospecting' },
  { outreachStatus: 'outreach_sent' },
  { outreachStatus: 'responded' },
  { outreachStatus: 'agreed' },
  { outreachStatus: 'rejected' },
  { outreachStatus: 'no_response' },
] as const;

/** Links from other sites, and one that was removed. @returns those that stand, nine over and over */
export async function makeBacklinks(
  { make, makeMany }: CustomerTenant,
  { scale, factor, begun, plan, work }: { scale: number; factor: number; begun: string; plan: Plan; work: Work },
): Promise<readonly BacklinkRow[]> {
  const checked = new Date(Date.now() - 3_600_000).toISOString();
  const placeAt = (index: number) => ({
    deliverableId: plan.deliverables[Math.floor(index / 2) % plan.deliverables.length]?.id ?? null,
    activityId: work.agents[index % work.agents.length]?.id ?? null,
  });
  await make.backlink({ ...shapes[0], ...placeAt(0), lastCheckedAt: checked, deletedAt: checked });
  return makeMany.backlink(9 * scale * factor, (index) => ({
    createdAt: begun,
    linkingUrl: `https://www.blog-${index}.example.net/post`,
    domainAuthority: 20 + (index % 60),
    lastCheckedAt: shapes[index % 9]?.outreachStatus === 'published' ? checked : null,
    ...placeAt(index),
    ...shapes[index % 9],
  }));
}
