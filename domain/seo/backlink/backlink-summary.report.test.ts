import { expect, it } from '@jest/globals';
import type { BacklinkRow } from '../../../platform/database/tables.ts';
import { makeTenant, platformTenant, twoTenants } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { backlinkSummary, type BacklinkSummary } from './backlink-summary.report.ts';

const ofTenant = backlinkSummary('tenantId');
const ofDeliverable = backlinkSummary('deliverableId');
const none: BacklinkSummary = {
  total: 0,
  published: 0,
  live: 0,
  lost: 0,
  indexed: 0,
  dofollow: 0,
  averageDomainAuthority: null,
  byStatus: [],
  lastCheckedAt: null,
};

/** Status, live, indexed, authority, link type and day of the last check of each. */
type Facts = [
  BacklinkRow['outreachStatus'],
  boolean | null,
  boolean | null,
  number | null,
  BacklinkRow['linkType'],
  number,
];
const backlinks: Facts[] = [
  ['published', true, true, 40, 'dofollow', 2],
  ['published', false, false, 41, 'nofollow', 4],
  ['published', null, null, null, 'dofollow', 0],
  ['agreed', true, true, 41, null, 3],
  ['prospecting', false, null, null, 'dofollow', 1],
  ['agreed', null, null, null, 'ugc', 0],
];

function backlinkAt(index: number): Partial<BacklinkRow> {
  const [outreachStatus, isLive, isIndexed, domainAuthority, linkType, day] = backlinks[index] ?? backlinks[0] ?? [];
  const lastCheckedAt = day === 0 ? null : `2026-03-0${day}T06:00:00.000Z`;
  return { outreachStatus, isLive, isIndexed, domainAuthority, linkType, lastCheckedAt } as Partial<BacklinkRow>;
}

it('counts live, indexed and dofollow links in any state, and as lost those that are published and not found', async () => {
  const tenant = await makeTenant();
  await tenant.makeMany.backlink(backlinks.length, backlinkAt);
  const removed = { deletedAt: new Date().toISOString(), deletedById: tenant.admin.id };
  await tenant.make.backlink({ ...backlinkAt(1), ...removed, lastCheckedAt: '2026-04-01T00:00:00.000Z' });
  await fetchAs(viewerOf(tenant), async ({ source, log }) => {
    expect(await ofTenant.read(source, null, [tenant])).toEqual([
      {
        total: 6,
        published: 3,
        live: 2,
        lost: 1,
        indexed: 2,
        dofollow: 3,
        averageDomainAuthority: '40.7',
        byStatus: [
          { status: 'prospecting', count: 1 },
          { status: 'agreed', count: 2 },
          { status: 'published', count: 3 },
        ],
        lastCheckedAt: '2026-03-04T06:00:00.000Z',
      },
    ]);
    expect(log.count).toBe(1);
  });
});

it('is told of many deliverables by one statement, in their order', async () => {
  const tenant = await makeTenant();
  const deliverables = await tenant.makeMany.deliverable(3);
  await tenant.makeMany.backlink(3, (index) => ({ deliverableId: deliverables[index === 0 ? 0 : 2]?.id ?? null }));
  await tenant.make.backlink();
  await fetchAs(viewerOf(tenant), async ({ source, log }) => {
    const summaries = await ofDeliverable.read(source, null, deliverables);
    expect(summaries.map(({ total }) => total)).toEqual([1, 0, 2]);
    expect(summaries[1]).toEqual(none);
    expect(log.count).toBe(1);
  });
});

it('is told a super admin of each tenant apart', async () => {
  const [one, other] = await twoTenants();
  await one.make.backlink();
  await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
    const summaries = await ofTenant.read(source, null, [other, one]);
    expect(summaries.map(({ total }) => total)).toEqual([0, 1]);
    expect(log.count).toBe(1);
  });
});

it.each([true, false])('is zeros of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
  const [mine, theirs] = await twoTenants();
  const deliverable = await theirs.make.deliverable();
  await theirs.make.backlink({ deliverableId: deliverable.id });
  const read = fetchAs(viewerOf(mine), ({ source }) => ofDeliverable.read(source, null, [deliverable]), {
    tenantFilter,
  });
  expect(await read).toEqual([none]);
});
