import { expect, it } from '@jest/globals';
import { sql } from '../platform/database/sql.ts';
import { loadersClass } from '../platform/batching/loaders.ts';
import { loaders } from '../subgraphs/ads/loaders.ts';
import { adTotals } from '../domain/ads/ad-totals.ts';
import { makeTenant } from './support/make.ts';
import { factoryPool } from './support/make/pool.ts';
import { fetchAs, select, viewerOf } from './support/reading.ts';

it('explains', async () => {
  const t = await makeTenant();
  const campaigns = await t.makeMany.adCampaign(20);
  const c = campaigns[0]!;
  const act = await t.make.activity();
  const p = factoryPool();
  for (const [i, k] of campaigns.entries()) {
    const n = i === 0 ? 100000 : 5000;
    await p.query(`insert into search_term_reports (ref_id, tenant_id, channel_id, ad_campaign_id, external_ad_group_id, search_term, impressions, clicks, conversions, cost, date_from, date_to, synced_on, created_by, created_on)
      select left($7, 10) || lpad(upper(to_hex(g + $5::int*1000000)), 16, '0'), $1, $2, $3, 'g', 't'||g, 10, g % 50, g % 3, g % 977, date '2026-01-01' + (g % 60), date '2026-01-01' + (g % 60) + 30, now(), $4, $8::timestamptz from generate_series(1, $6::int) g`, [t.id, k.channelId, k.id, t.admin.id, i, n, c.refId, c.createdAt]);
  }
  await p.query(`insert into search_term_classifications (ref_id, tenant_id, search_term_report_id, ad_campaign_id, activity_id, classification, status, created_by, created_on)
    select ref_id, tenant_id, id, ad_campaign_id, $2, 'keyword', (case when clicks = 7 and cost < 40 then 'pending_review' else 'pushed' end)::classification_status, created_by, created_on from search_term_reports where tenant_id = $1 and conversions <> 2`, [t.id, act.id]);
  await p.query('analyze search_term_reports, search_term_classifications, ad_campaigns');
  const L = loadersClass(loaders);
  const run = async (name: string, use: (l: any, parent: any) => Promise<unknown>) =>
    fetchAs(viewerOf(t), async ({ source }) => {
      const db = source.db;
      const spy: any = { query: async (s: any) => {
        const start = performance.now();
        const rows = await db.query(s);
        const ms = performance.now() - start;
        const plan = await db.query<any>(sql`EXPLAIN (ANALYZE, TIMING OFF, COSTS OFF) ${s}`);
        console.log(name, ms.toFixed(1), 'ms\n' + plan.map((r: any) => r['QUERY PLAN']).join('\n'));
        return rows; } };
      await use(new L({ ...source, db: spy }) as any, viewerOf(t).tenant);
    });
  const info = select('{ nodes { id cost { amount } } }');
  const total = select('{ nodes { id } totalCount }');
  await run('pending', (l, p2) => l.reportsOfTenant.load(p2, { filter: { campaignId: c.refId, classificationStatus: ['pending_review'] } }, info));
  await run('pending under campaign', (l) => l.reportsOfCampaign.load(c, { filter: { classificationStatus: ['pending_review'] } }, total));
  await run('pushed', (l) => l.reportsOfCampaign.load(c, { filter: { classificationStatus: ['pushed'] } }, info));
  await run('unclassified', (l) => l.reportsOfCampaign.load(c, { filter: { unclassified: true } }, info));
  await run('cost', (l, p2) => l.reportsOfTenant.load(p2, { filter: { campaignId: c.refId }, orderBy: { field: 'COST', direction: 'DESC' } }, info));
  await run('cls status', (l, p2) => l.classificationsOfTenant.load(p2, { filter: { status: ['pending_review', 'approved'] } }, info));
  await run('cls campaign', (l, p2) => l.classificationsOfTenant.load(p2, { filter: { campaignId: c.refId, status: ['pending_review'] } }, info));
  await run('external', (l) => l.campaignByExternalId.load({ id: c.externalCampaignId, tenantId: t.id }, select('{ id }'), { platform: 'google_ads' }));
  await run('totals', (l, p2) => l.totalsOfTenant.load(p2, { platform: null }));
  expect(1).toBe(1);
}, 120000);
