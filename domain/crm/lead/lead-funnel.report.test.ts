import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LeadStatus } from '../../../platform/database/tables.ts';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { leadFunnel, type FunnelQuestion } from './lead-funnel.report.ts';

const ofTenant = leadFunnel('tenantId');
const ofCampaign = leadFunnel('sourceCampaignId');
const always: FunnelQuestion = { from: null, to: null, firstContact: true };
const empty = { total: 0, byStatus: [], conversionRate: null, medianHoursToFirstContact: null };
const born = '2026-03-01T00:00:00.000Z';

function later(hours: number): string {
  return new Date(Date.parse(born) + hours * 3_600_000).toISOString();
}

/** A lead of 1 March in `status` that came to be contacted after so many hours each time. */
async function leadWith(tenant: CustomerTenant, status: LeadStatus, contactedAfter: readonly number[] = []) {
  const lead = await tenant.make.lead({ status, createdAt: born });
  for (const hours of contactedAfter) {
    const metadata = { fromStatus: 'new', toStatus: 'contacted' };
    await tenant.make.leadActivity({ leadId: lead.id, type: 'status_change', metadata, createdAt: later(hours) });
  }
  return lead;
}

async function funnelOf(tenant: CustomerTenant, question: Partial<FunnelQuestion> = {}) {
  const read = fetchAs(viewerOf(tenant), ({ source }) => ofTenant.read(source, { ...always, ...question }, [tenant]));
  return (await read)[0];
}

describe('the funnel', () => {
  let tenant: CustomerTenant;

  beforeAll(async () => {
    tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    await leadWith(tenant, 'converted', [2]);
    await leadWith(tenant, 'converted', [26.5, 1_000]);
    await leadWith(tenant, 'new', [0.25]);
    await leadWith(tenant, 'disqualified');
    await leadWith(tenant, 'disqualified', [70]);
    const talked = await leadWith(tenant, 'new');
    await tenant.make.leadActivity({ leadId: talked.id, type: 'call', createdAt: later(1) });
    const moved = { fromStatus: 'new', toStatus: 'disqualified' };
    await tenant.make.leadActivity({ leadId: talked.id, type: 'status_change', metadata: moved, createdAt: later(2) });
    const removed = { deletedAt: born, deletedById: tenant.admin.id };
    await tenant.make.lead({ ...removed, status: 'converted', createdAt: born });
  });

  it('counts the leads of each status today, in the order of the statuses, and how many became customers', async () => {
    expect(await funnelOf(tenant, { firstContact: false })).toEqual({
      total: 6,
      byStatus: [
        { status: 'new', count: 2 },
        { status: 'disqualified', count: 2 },
        { status: 'converted', count: 2 },
      ],
      conversionRate: '0.3333',
      medianHoursToFirstContact: null,
    });
  });

  it('has the median of the first contacts: of an even number, halfway between the middle two', async () => {
    expect((await funnelOf(tenant))?.medianHoursToFirstContact).toBe('14.25');
  });

  it('has the middle one of an odd number, to two decimals, and none where nobody was contacted', async () => {
    const other = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    await leadWith(other, 'new');
    expect((await funnelOf(other))?.medianHoursToFirstContact).toBeNull();
    for (const hours of [400, 1 / 3, 1.125 + 1 / 3_600]) await leadWith(other, 'contacted', [hours]);
    expect((await funnelOf(other))?.medianHoursToFirstContact).toBe('1.13');
  });

  it('tells of leads created in the range: its start belongs to it, its end does not', async () => {
    expect((await funnelOf(tenant, { from: born }))?.total).toBe(6);
    expect((await funnelOf(tenant, { from: later(-1), to: later(1) }))?.total).toBe(6);
    expect(await funnelOf(tenant, { to: born })).toEqual(empty);
    expect(await funnelOf(tenant, { from: later(1) })).toEqual(empty);
  });
});

it('tells of many campaigns by one statement, in their order', async () => {
  const tenant = await makeTenant();
  const campaigns = await tenant.makeMany.adCampaign(3);
  const [first, , last] = campaigns;
  await tenant.makeMany.lead(4, (index) => ({
    sourceCampaignId: (index === 0 ? first : last)?.id ?? null,
    status: index === 3 ? 'converted' : 'new',
  }));
  await tenant.make.lead();
  await fetchAs(viewerOf(tenant), async ({ source, log }) => {
    const funnels = await ofCampaign.read(source, always, campaigns);
    expect(funnels.map(({ total, conversionRate }) => [total, conversionRate])).toEqual([
      [1, '0.0000'],
      [0, null],
      [3, '0.3333'],
    ]);
    expect(log.count).toBe(1);
  });
});

it('is told a super admin of each tenant apart', async () => {
  const [one, other] = await twoTenants();
  await one.make.lead();
  await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
    const funnels = await ofTenant.read(source, always, [other, one]);
    expect(funnels.map(({ total }) => total)).toEqual([0, 1]);
    expect(log.count).toBe(1);
  });
});

it('tells a reviewer of leads assigned to them', async () => {
  const tenant = await makeTenant();
  const user = await tenant.make.user({ role: 'reviewer' });
  await tenant.makeMany.lead(3, (index) => ({ assignedToId: index === 0 ? user.id : null }));
  const viewer = viewerOf(tenant, 'reviewer', { user });
  expect(await fetchAs(viewer, ({ source }) => ofTenant.read(source, always, [tenant]))).toMatchObject([{ total: 1 }]);
});

it.each([true, false])('is empty of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
  const [mine, theirs] = await twoTenants();
  const campaign = await theirs.make.adCampaign();
  await theirs.make.lead({ sourceCampaignId: campaign.id });
  const read = (parentless: typeof ofTenant) =>
    fetchAs(viewerOf(mine), ({ source }) => parentless.read(source, always, [campaign]), { tenantFilter });
  expect(await read(ofCampaign)).toEqual([empty]);
});
