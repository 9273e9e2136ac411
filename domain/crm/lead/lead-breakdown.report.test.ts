import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LeadRow } from '../../../platform/database/tables.ts';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { leadBreakdown, type BreakdownQuestion } from './lead-breakdown.report.ts';

const march: BreakdownQuestion = {
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  groupBy: [],
  limit: 100,
};

/** Source, status, utm_source and day of each lead; the last two lie outside of March. */
const leads: [LeadRow['source'], LeadRow['status'], string | null, string][] = [
  ['import', 'new', null, '2026-03-01T00:00:00.000Z'],
  ['website_form', 'qualified', 'google', '2026-03-02T00:00:00.000Z'],
  ['website_form', 'converted', 'Google', '2026-03-03T00:00:00.000Z'],
  ['website_form', 'converted', 'google', '2026-03-31T23:59:59.999Z'],
  ['import', 'disqualified', null, '2026-03-04T00:00:00.000Z'],
  ['import', 'new', null, '2026-02-28T23:59:59.999Z'],
  ['import', 'new', null, '2026-04-01T00:00:00.000Z'],
];

describe('the breakdown', () => {
  let tenant: CustomerTenant;

  beforeAll(async () => {
    tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
    await tenant.makeMany.lead(leads.length, (index) => {
      const [source, status, utmSource, createdAt] = leads[index] ?? ['other', 'new', null, ''];
      return { source, status, utmSource, createdAt };
    });
    const createdAt = '2026-03-05T00:00:00.000Z';
    await tenant.make.lead({ createdAt, source: 'other', deletedAt: createdAt, deletedById: tenant.admin.id });
  });

  async function rowsOf(question: Partial<BreakdownQuestion>) {
    return fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const [rows] = await leadBreakdown.read(source, { ...march, ...question }, [tenant]);
      expect(log.count).toBe(1);
      return rows;
    });
  }

  it('is one row for all leads where nothing splits it', async () => {
    expect(await rowsOf({})).toEqual([expect.objectContaining({ count: 5, qualified: 3, converted: 2 })]);
  });

  it('is one row even where there are no leads, and none where there is something to split them by', async () => {
    const empty = { from: '2025-01-01T00:00:00.000Z', to: '2025-02-01T00:00:00.000Z' };
    expect(await rowsOf(empty)).toEqual([{ count: 0, qualified: 0, converted: 0 }]);
    expect(await rowsOf({ ...empty, groupBy: ['STATUS'] })).toEqual([]);
  });

  it('has most leads first', async () => {
    expect((await rowsOf({ groupBy: ['SOURCE'] }))?.map(({ source, ...counts }) => ({ source, ...counts }))).toEqual([
      expect.objectContaining({ source: 'website_form', count: 3, qualified: 3, converted: 2 }),
      expect.objectContaining({ source: 'import', count: 2, qualified: 0, converted: 0 }),
    ]);
  });

  it('tells utm sources apart exactly as they came, none included', async () => {
    const rows = await rowsOf({ groupBy: ['UTM_SOURCE'] });
    expect(rows?.map(({ utmSource, count }) => [utmSource, count])).toEqual([
      ['google', 2],
      [null, 2],
      ['Google', 1],
    ]);
  });

  it('takes every dimension, and one twice for once', async () => {
    const rows = await rowsOf({ groupBy: ['SOURCE', 'STATUS', 'STATUS', 'CAMPAIGN', 'CHANNEL', 'UTM_SOURCE'] });
    expect(rows).toHaveLength(5);
    expect(rows?.[0]).toMatchObject({ source: 'website_form', status: 'qualified', sourceCampaignId: null, count: 1 });
  });

  it('cuts rows off at the limit', async () => {
    expect((await rowsOf({ groupBy: ['STATUS'], limit: 1 }))?.map(({ status }) => status)).toEqual(['converted']);
  });
});

it('tells a super admin of many tenants by one statement, each under its own limit', async () => {
  const [one, other] = await twoTenants();
  const question: BreakdownQuestion = { ...march, to: '2999-01-01T00:00:00.000Z', groupBy: ['SOURCE'], limit: 2 };
  await one.makeMany.lead(3, (index) => ({ source: (['manual', 'import', 'other'] as const)[index] ?? 'other' }));
  await other.make.lead({ source: 'import' });
  await fetchAs(viewerOf(await platformTenant(), 'super_admin'), async ({ source, log }) => {
    const answers = await leadBreakdown.read(source, question, [other, one]);
    expect(answers.map((rows) => rows.map((row) => row.source))).toEqual([['import'], ['manual', 'import']]);
    expect(log.count).toBe(1);
  });
});

it('tells a reviewer of leads assigned to them, and nobody of another tenant', async () => {
  const [mine, theirs] = await twoTenants();
  const user = await mine.make.user({ role: 'reviewer' });
  await mine.makeMany.lead(3, (index) => ({ assignedToId: index === 0 ? user.id : null }));
  const question = { ...march, to: '2999-01-01T00:00:00.000Z' };
  const ask = (viewer: ReturnType<typeof viewerOf>) =>
    fetchAs(viewer, async ({ source }) => (await leadBreakdown.read(source, question, [mine]))[0]?.[0]?.count);
  expect(await ask(viewerOf(mine))).toBe(3);
  expect(await ask(viewerOf(mine, 'reviewer', { user }))).toBe(1);
  expect(await ask(viewerOf(theirs))).toBe(0);
});
