import { describe, expect, it } from '@jest/globals';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { adTotals, type AdTotals } from './ad-totals.report.ts';

const none = { spend: '0.00', impressions: '0', clicks: '0', conversions: '0', wastedSpend: '0.0000' };

async function totalsOf(
  tenant: CustomerTenant,
  platform: 'google_ads' | 'meta_ads' | null = null,
): Promise<AdTotals[]> {
  const totals = await fetchAs(viewerOf(tenant), ({ source }) => adTotals.read(source, { platform }, [tenant]));
  return totals[0] ?? [];
}

describe('the totals of campaigns', () => {
  it('stand apart by currency, in the order of the codes, whatever the status', async () => {
    const tenant = await makeTenant();
    const told = { clicks: 10, impressions: 400, conversions: 1.25, roas: 3 };
    await tenant.make.adCampaign({ budgetCurrency: 'USD', totalSpend: '0.10', performanceSnapshot: told });
    await tenant.make.adCampaign({
      budgetCurrency: 'INR',
      totalSpend: '9999999999.99',
      status: 'paused',
      performanceSnapshot: told,
    });
    await tenant.make.adCampaign({
      budgetCurrency: 'USD',
      totalSpend: '0.20',
      status: 'removed',
      performanceSnapshot: told,
    });
    expect(await totalsOf(tenant)).toEqual([
      {
        ...none,
        currency: 'INR',
        campaigns: 1,
        spend: '9999999999.99',
        impressions: '400',
        clicks: '10',
        conversions: '1.25',
      },
      { ...none, currency: 'USD', campaigns: 2, spend: '0.30', impressions: '800', clicks: '20', conversions: '2.50' },
    ]);
  });

  it('count what was never told, and what is no number, as nothing', async () => {
    const tenant = await makeTenant();
    await tenant.make.adCampaign({ totalSpend: null, performanceSnapshot: null });
    await tenant.make.adCampaign({
      totalSpend: null,
      performanceSnapshot: { clicks: 'many', impressions: 1.5, conversions: null },
    });
    await tenant.make.adCampaign({ totalSpend: null, performanceSnapshot: [1] });
    expect(await totalsOf(tenant)).toEqual([{ ...none, currency: 'INR', campaigns: 3 }]);
  });

  it('pass 32 bits, and read the strings that platforms write', async () => {
    const tenant = await makeTenant();
    await tenant.makeMany.adCampaign(2, () => ({ performanceSnapshot: { impressions: 2_147_483_647, clicks: '3' } }));
    expect(await totalsOf(tenant)).toMatchObject([{ impressions: '4294967294', clicks: '6' }]);
  });

  it('are of one platform where one is named', async () => {
    const tenant = await makeTenant();
    await tenant.make.adCampaign({ platform: 'google_ads', totalSpend: '1.00' });
    await tenant.make.adCampaign({ platform: 'meta_ads', totalSpend: '2.00' });
    expect(await totalsOf(tenant, 'meta_ads')).toMatchObject([{ campaigns: 1, spend: '2.00' }]);
  });

  it('are none without campaigns', async () => {
    expect(await totalsOf(await makeTenant())).toEqual([]);
  });
});

describe('wasted spend', () => {
  it("is what terms without conversions cost in each campaign's newest range", async () => {
    const tenant = await makeTenant();
    const campaigns = await tenant.makeMany.adCampaign(2);
    const report = (campaign: number, dateFrom: string, dateTo: string, cost: string, conversions = '0.00') =>
      tenant.make.searchTermReport({ campaignId: campaigns[campaign]?.id ?? '', dateFrom, dateTo, cost, conversions });
    await report(0, '2026-03-01', '2026-03-31', '1000.0000'); // ends earlier
    await report(0, '2026-03-01', '2026-04-15', '500.0000'); // ends as late, begins earlier
    await report(0, '2026-04-01', '2026-04-15', '1.2345');
    await report(0, '2026-04-01', '2026-04-15', '2.0000');
    await report(0, '2026-04-01', '2026-04-15', '70.0000', '0.50');
    await report(1, '2026-02-01', '2026-02-28', '0.1000'); // the other campaign's newest range is its own
    expect(await totalsOf(tenant)).toMatchObject([{ campaigns: 2, wastedSpend: '3.3345' }]);
  });

  it('is nothing where the newest range has conversions only', async () => {
    const tenant = await makeTenant();
    const { id: campaignId } = await tenant.make.adCampaign();
    await tenant.make.searchTermReport({
      campaignId,
      dateFrom: '2026-03-01',
      dateTo: '2026-03-31',
      conversions: '0.00',
    });
    await tenant.make.searchTermReport({
      campaignId,
      dateFrom: '2026-04-01',
      dateTo: '2026-04-30',
      conversions: '1.00',
    });
    expect(await totalsOf(tenant)).toMatchObject([{ wastedSpend: '0.0000' }]);
  });
});

describe('totals of many tenants', () => {
  it('are one statement, in the order of the tenants', async () => {
    const [one, other] = await twoTenants();
    await one.make.adCampaign({ totalSpend: '1.00' });
    await other.make.adCampaign({ totalSpend: '2.00', budgetCurrency: 'EUR' });
    const empty = await makeTenant();
    await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
      expect(await adTotals.read(source, { platform: null }, [other, empty, one])).toMatchObject([
        [{ currency: 'EUR', spend: '2.00' }],
        [],
        [{ currency: 'INR', spend: '1.00' }],
      ]);
      expect(log.count).toBe(1);
    });
  });

  it.each([true, false])('hold nothing of another tenant (tenant named in the statement: %s)', async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    const { id: campaignId } = await theirs.make.adCampaign();
    await theirs.make.searchTermReport({ campaignId });
    const totals = await fetchAs(viewerOf(mine), ({ source }) => adTotals.read(source, { platform: null }, [theirs]), {
      tenantFilter,
    });
    expect(totals).toEqual([[]]);
  });
});
