import { describe, expect, it } from '@jest/globals';
import { makeTenant, platformTenant, twoTenants } from '../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../tests/support/reading.ts';
import { monthSpend } from './month-spend.report.ts';

const early = { createdAt: '2026-01-10T00:00:00.000Z' };
const now = new Date('2026-03-31T23:59:59.999Z');

describe("a month's spend", () => {
  it('is the sum of its calls, from its first instant on, whatever the copy on the tenant says', async () => {
    const tenant = await makeTenant({ ...early, currentMonthSpendUsd: '99.000000' });
    for (const createdAt of ['2026-02-28T23:59:59.999Z', '2026-03-01T00:00:00.000Z', '2026-03-31T23:59:59.999Z'])
      await tenant.make.llmCall({ costUsd: '0.000001', createdAt });
    await tenant.make.llmCall({ costUsd: '5.000000', createdAt: '2026-04-01T00:00:00.000Z' });
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      expect(await monthSpend.read({ ...source, now }, null, [tenant])).toEqual(['0.000002']);
      const april = new Date('2026-04-01T00:00:00.000Z');
      expect(await monthSpend.read({ ...source, now: april }, null, [tenant])).toEqual(['5.000000']);
      const may = new Date('2026-05-01T00:00:00.000Z');
      expect(await monthSpend.read({ ...source, now: may }, null, [tenant])).toEqual(['0.000000']);
    });
  });

  it('is read for many tenants by one statement, in their order', async () => {
    const [idle, busy] = await Promise.all([makeTenant(early), makeTenant(early)]);
    await busy.makeMany.llmCall(3, () => ({ costUsd: '1.250000', createdAt: '2026-03-15T00:00:00.000Z' }));
    await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
      expect(await monthSpend.read({ ...source, now }, null, [busy, idle])).toEqual(['3.750000', '0.000000']);
      expect(log.count).toBe(1);
    });
  });

  it('is nothing of another tenant where row-level security stands alone', async () => {
    const [mine, theirs] = await twoTenants();
    await theirs.make.llmCall();
    const spent = await fetchAs(viewerOf(mine), ({ source }) => monthSpend.read(source, null, [theirs]), {
      tenantFilter: false,
    });
    expect(spent).toEqual(['0.000000']);
  });
});
