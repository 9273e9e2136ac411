import { tables, type BacklinkRow, type OutreachStatus } from '../../platform/database/tables.ts';
import { addDays } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { slugOf } from './profiles.ts';
import { at } from './random.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import { addActivity } from './work.ts';

const sites = [
  'factorypress.example',
  'tradeweekly.example',
  'buyersdesk.example',
  'supplychainnotes.example',
  'the-operator.example',
  'regional-business.example',
];

/** How many backlinks are that far; of the published ones some are lost and one was never checked. */
const counts: Readonly<Record<OutreachStatus, number>> = {
  prospecting: 6,
  outreach_sent: 7,
  responded: 4,
  agreed: 3,
  published: 16,
  rejected: 3,
  no_response: 3,
};

/**
 * Backlinks in every status, under the work and the deliverable that won them; a lost link raises an alert
 * (docs/data-model.md#backlinks).
 */
export function addBacklinks(stage: Stage): void {
  const work = stage.batch
    .rowsOf(tables.activity)
    .filter(({ type, deliverableId }) => type === 'outreach' && deliverableId != null);
  let index = 0;
  for (const [status, count] of Object.entries(counts)) {
    for (let nth = 0; nth < count; nth += 1, index += 1) {
      const backlink = addBacklink(stage, index, nth, status as OutreachStatus, at(work, index)); // the keys of `counts`
      if (backlink.isLive === false) addAlert(stage, backlink);
    }
  }
}

function addBacklink(
  stage: Stage,
  index: number,
  nth: number,
  status: OutreachStatus,
  work: { readonly id: string; readonly deliverableId?: string | null },
): Draft<BacklinkRow> {
  const { batch, people, profile, calendar } = stage;
  const random = stage.random(`backlink ${index}`);
  const foundAt = calendar.daysAgo(20 + index * 3 + random.fraction());
  const sentAt = addDays(foundAt, 2 + random.fraction());
  const published = status === 'published';
  const publishedAt = published ? addDays(sentAt, 9) : null;
  const checked = published && nth > 0;
  const lost = checked && nth <= 3;
  const checkedAt = checked ? calendar.hoursAgo(3 + random.fraction() * 20) : null;
  const theme = at(profile.themes, index);
  const linkingUrl = `https://www.${at(sites, index)}/articles/${slugOf(theme)}-${index + 1}`;
  const httpStatus = lost ? (nth === 1 ? 404 : 200) : 200;
  return batch.add(tables.backlink, {
    ...bornIn(stage, random, foundAt, people.agents.seo_specialist),
    ...(status === 'prospecting' ? {} : changed(publishedAt ?? sentAt, at(people.reviewers, index))),
    activityId: work.id,
    deliverableId: work.deliverableId ?? null,
    linkingUrl,
    linkedUrl: `https://www.${profile.slug}.example/guides/${slugOf(theme)}`,
    anchorText: random.pick([theme, profile.name, `guide to ${theme}`]),
    domainAuthority: random.integer(18, 78),
    domainAuthoritySource: 'moz',
    linkType: random.pick(['dofollow', 'dofollow', 'nofollow', 'ugc', 'sponsored'] as const),
    outreachStatus: status,
    outreachSentAt: status === 'prospecting' ? null : sentAt.toISOString(),
    linkPublishedAt: publishedAt?.toISOString() ?? null,
    lastCheckedAt: checkedAt?.toISOString() ?? null,
    isLive: checked ? !lost : null,
    isIndexed: checked ? !lost && nth % 4 !== 0 : null,
    dataforseoCheckResult: checked
      ? {
          httpStatus,
          raw: {
            status_code: 20_000,
            items: [
              { url_from: linkingUrl, is_lost: lost, page_from_status_code: httpStatus, rank: random.integer(80, 640) },
            ],
          },
        }
      : null,
    notes: status === 'rejected' ? 'Asks to be paid; we do not buy links.' : null,
  });
}

function addAlert(stage: Stage, backlink: Draft<BacklinkRow>): void {
  const { people, calendar } = stage;
  addActivity(stage, {
    title: `Lost link: ${new URL(backlink.linkingUrl).hostname}`,
    type: 'other',
    by: { person: people.reviewers[0] },
    status: 'created',
    createdAt: new Date(backlink.lastCheckedAt ?? calendar.now),
    subject: { type: 'Backlink', refId: backlink.refId },
    more: { priority: 'high' },
  });
}
