import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { readSubgraphEntries } from '../gateway/supergraph.ts';
import { makeTenant, platformTenant, closeFactories, type CustomerTenant } from './support/make.ts';
import { claimsOf } from './support/claims.ts';
import { fetchAs, viewerOf } from './support/reading.ts';
import { askSubgraph } from './support/subgraph.ts';
import { subgraph as crm } from '../subgraphs/crm/index.ts';
import { subgraph as seo } from '../subgraphs/seo/index.ts';
import pg from 'pg';
import { adminUrl, appUrl, onDatabase } from './support/database.ts';

let graph: TestGateway;
let t: CustomerTenant;
beforeAll(async () => {
  const extra = ['crm', 'seo', 'content', 'ads'].map((name) => ({ name, routingUrl: `http://127.0.0.1:41${name.length}0/graphql`, schemaFile: `./subgraphs/${name}/schema.graphql` }));
  graph = await startGateway({ entries: [...readSubgraphEntries().filter((e) => !extra.some((x) => x.name === e.name)), ...extra] });
  t = await makeTenant();
});
afterAll(async () => { await graph.close(); await closeFactories(); });

it('works through the gateway', async () => {
  const ch = await t.make.channel({ platform: 'google_ads' });
  const c = await t.make.adCampaign({ channelId: ch.id });
  const lead = await t.make.lead({ sourceCampaignId: c.id, sourceChannelId: ch.id, assignedToId: t.admin.id });
  await t.make.leadActivity({ leadId: lead.id });
  const act = await t.make.activity();
  await t.make.backlink({ activityId: act.id, outreachStatus: 'published', isLive: false });
  const a = await graph.query(claimsOf(t), `{
    leads { nodes { label sourceChannel { id name } sourceCampaign { id name leadFunnel { total } } assignedTo { name assignedLeads { totalCount } } createdBy { name } timeline { nodes { actor { __typename ... on User { name } } } } } }
    backlinks { nodes { label activity { title backlinks { totalCount } } deliverable { name } } }
    viewer { tenant { backlinkSummary { live lost indexed } leadFunnel { total conversionRate byStatus { status count } medianHoursToFirstContact } leads { totalCount } } }
    adCampaigns { nodes { name leads { totalCount } leadFunnel(createdAt: {from: "2020-01-01T00:00:00Z"}) { total } channel { leads { totalCount } } } }
  }`);
  console.log(a.status, a.statements, JSON.stringify(a.errors), JSON.stringify(a.data, null, 1), a.plan);
  const p = await platformTenant();
  const sa = await graph.query(claimsOf(p, 'super_admin'), `{ tenants(first: 5) { nodes { slug backlinkSummary { lost } leadFunnel(createdAt: { from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z" }) { total } } } }`);
  console.log(sa.statements, JSON.stringify(sa.errors), JSON.stringify(sa.data));
});

it('explains', async () => {
  const many = await makeTenant({ createdAt: '2024-01-01T00:00:00.000Z' });
  const other = await makeTenant();
  const c = await many.make.adCampaign();
  const n = 20000;
  const start = Date.parse('2024-02-01T00:00:00Z');
  for (const tt of [many, other]) {
    const leads = await tt.makeMany.lead(n, (i) => ({ ...(tt === many ? { createdAt: new Date(start + i * 60000).toISOString() } : {}), status: i % 10 === 0 ? 'converted' : 'new', source: i % 3 ? 'import' : 'manual', sourceCampaignId: tt === many && i % 100 === 0 ? c.id : null }));
    if (tt === many) await tt.makeMany.leadActivity(n / 2, (i) => ({ leadId: leads[i * 2]?.id ?? '', createdAt: new Date(start + i * 120000 + 3600000).toISOString(), type: 'status_change', metadata: { toStatus: 'contacted' } }));
    await tt.makeMany.backlink(n, (i) => ({ outreachStatus: i % 3 ? 'published' : 'agreed', isLive: i % 500 !== 0, lastCheckedAt: new Date(start + i * 60000).toISOString() }));
  }
  const admin = new pg.Client({ connectionString: adminUrl().replace(/\/[^/]*$/, new URL(appUrl()).pathname) });
  await admin.connect();
  await admin.query('ANALYZE leads; ANALYZE backlinks; ANALYZE lead_activities');
  await admin.end();
  const { default: pool } = { default: new pg.Pool({ connectionString: appUrl(), max: 1 }) };
  const q = async (def: typeof crm, query: string, variables = {}) => {
    const t0 = performance.now();
    const ask = askSubgraph(def);
    const { statements, errors } = await ask(viewerOf(many), query, variables);
    expect(errors).toEqual([]);
    const t1 = performance.now();
    await ask(viewerOf(many), query, variables);
    console.log(query.slice(0, 120), 'ms', (performance.now() - t1).toFixed(1), statements.log.map((s: any) => JSON.stringify(s).slice(0, 0) + (s.ms ?? '')).join());
  };
  const lead = (f: string) => `{ leads(first: 20, ${f}) { nodes { id } } }`;
  await q(crm, lead('filter: { status: [CONVERTED, QUALIFIED] }'));
  await q(crm, lead('filter: { email: "x@y.z" }'));
  await q(crm, lead(`filter: { campaignId: "${c.refId}" }`));
  await q(crm, lead('orderBy: { field: UPDATED_AT }'));
  await q(crm, lead('filter: { source: [FACEBOOK_LEAD_AD] }'));
  await q(crm, lead('filter: { updatedAt: { from: "2025-01-01T00:00:00Z" } }'));
  const keys = [{ __typename: 'Tenant', id: many.refId }];
  const of = (s: string) => `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Tenant { ${s} } } }`;
  await q(crm, of('leadFunnel { total }'), { keys });
  await q(crm, of('leadFunnel { total medianHoursToFirstContact }'), { keys });
  await q(crm, of('leadBreakdown(createdAt: { from: "2020-01-01T00:00:00Z", to: "2040-01-01T00:00:00Z" }, groupBy: [SOURCE, STATUS]) { count }'), { keys });
  await q(seo, of('backlinkSummary { total }'), { keys });
  const b = (f: string) => `{ backlinks(first: 20, ${f}) { nodes { id } } }`;
  await q(seo, b('filter: { isLive: false }'));
  await q(seo, b('filter: { isLive: true }'));
  await q(seo, b('filter: { outreachStatus: [PUBLISHED] }, orderBy: { field: LAST_CHECKED_AT, direction: DESC }'));
  await q(seo, b('filter: { outreachStatus: [REJECTED] }'));
  await q(seo, b('filter: { updatedAt: { from: "2025-01-01T00:00:00Z" } }'));
  // explain
  const client = await pool.connect();
  await client.query('BEGIN');
  await client.query("SELECT set_config('app.tenant_id', $1, true)", [many.id]);
  const explain = async (name: string, text: string, values: unknown[]) => {
    const r = await client.query({ text: `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${text}`, values: values as any[] });
    console.log(name + '\n' + r.rows.map((x: any) => x['QUERY PLAN']).join('\n'));
  };
  const ask = askSubgraph(seo);
  const real = async (query: string, values: unknown[]) => {
    const { statements } = await ask(viewerOf(many), query);
    const text = (statements.log[0] as any).text;
    console.log(text);
    await explain(query, text, values);
  };
  await real(b('filter: { outreachStatus: [REJECTED] }'), [[many.id], [many.id], 'rejected', 21]);
  await real(b('filter: { updatedAt: { from: "2025-01-01T00:00:00Z" } }'), [[many.id], [many.id], '2099-01-01T00:00:00Z', 21]);
  await client.query('COMMIT');
  const ddl = new pg.Client({ connectionString: adminUrl().replace(/\/[^/]*$/, new URL(appUrl()).pathname) });
  await ddl.connect();
  await ddl.query('CREATE INDEX x_greatest ON backlinks (tenant_id, greatest(updated_on, created_on), ref_id); ANALYZE backlinks');
  await ddl.query('CREATE INDEX x_case ON backlinks (tenant_id, (CASE WHEN updated_on IS NULL THEN created_on ELSE updated_on END), ref_id); ANALYZE backlinks');
  await client.query('BEGIN');
  await client.query("SELECT set_config('app.tenant_id', $1, true)", [many.id]);
  for (const e of ['coalesce(t.updated_on, t.created_on)', 'greatest(t.updated_on, t.created_on)', '(CASE WHEN t.updated_on IS NULL THEN t.created_on ELSE t.updated_on END)'])
    await explain(e, `SELECT id FROM backlinks t WHERE t.tenant_id = $1::uuid AND ${e} >= '2099-01-01' AND t.deleted_on IS NULL ORDER BY ${e} DESC, t.ref_id DESC LIMIT 20`, [many.id]);
  await client.query('COMMIT');
  await ddl.query('DROP INDEX x_greatest; DROP INDEX x_case');
  await ddl.end();
  await client.query('BEGIN');
  await client.query('COMMIT'); client.release(); await pool.end();
}, 120000);
