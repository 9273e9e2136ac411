import { afterAll, beforeAll, it } from '@jest/globals';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { readSubgraphEntries } from '../gateway/supergraph.ts';
import { makeTenant, type CustomerTenant } from './support/make.ts';

let graph: TestGateway;
let t: CustomerTenant;
beforeAll(async () => {
  graph = await startGateway({ entries: [...readSubgraphEntries().filter(({ name }) => name !== 'content'), { name: 'content', routingUrl: 'http://127.0.0.1:4104/graphql', schemaFile: './subgraphs/content/schema.graphql' }] });
  t = await makeTenant();
});
afterAll(async () => { await graph.close(); });
const as = (role: any, user: any, tenant: any = t) => ({ userRefId: user.refId, tenantRefId: tenant.refId, role, scopes: role === 'partner' ? ['content:read'] : [] });

it('all', async () => {
  const period = await t.make.deliverablePeriod();
  const gate = await t.make.activity({ isApprovalGate: true, status: 'awaiting_approval' });
  const li = await t.make.channel({ platform: 'linkedin', metadata: { followersCount: 12, avatarUrl: 'https://x.example/a.png' }, score: 70, scorePrevious: 64, scoreBreakdown: { engagement: 45, activity: { value: 60, max: 80 } }, accessToken: 'SECRET' });
  const wp = await t.make.channel({ platform: 'wordpress' });
  await t.make.channelScore({ channelId: li.id, breakdown: { completeness: { value: 1, max: 2 } } });
  const br = await t.make.blogRequest({ deliverablePeriodId: period.id, approvalActivityId: gate.id, targetChannelId: wp.id });
  const content = await graph.runtime.documents.put('post_contents', t.id, { markdown: '# Hi' });
  const bp = await t.make.blogPost({ requestId: br.id, channelId: wp.id, contentRef: content, status: 'scheduled', scheduledFor: '2026-04-30T23:30:00.000Z' });
  const sr = await t.make.socialMediaRequest({ topic: 'Spring', deliverablePeriodId: period.id, requestedByAgentRole: 'copywriter' });
  await t.make.socialMediaRequestChannel({ requestId: sr.id, channelId: li.id });
  await t.make.socialMediaRequestChannel({ requestId: sr.id, channelId: wp.id });
  const sp = await t.make.socialPost({ requestId: sr.id, channelId: li.id, status: 'published', publishedAt: '2026-05-01T00:00:00.000Z', engagementSnapshot: { likes: 3 }, lastEngagementAt: '2026-05-02T00:00:00.000Z' });
  const big = `{
    channels { totalCount nodes { id label stateLabel tenant { slug } platform channelType followersCount avatarUrl metadata score scoreDelta scoreBreakdown { name value max } scores { nodes { period breakdown { name value max } channel { name } tenant { id } } } blogPosts { totalCount nodes { id } } socialPosts { nodes { id } } createdBy { name } revision } }
    blogRequests { nodes { id label stateLabel deliverable { name } deliverablePeriod { label blogRequests { totalCount } } approvalActivity { title blogRequest { id } socialMediaRequest { id } } requestedBy { __typename ... on User { name } ... on AgentActor { role } } targetChannel { name } blogPost { id title content { markdown html hashtags updatedAt } } secondaryKeywords priority } }
    socialMediaRequests { nodes { id label requestedBy { __typename ... on User { name } ... on AgentActor { role } } targetChannels { platform } posts { id label engagement { likes shares fetchedAt } channel { name } request { topic } } deliverable { blogRequests { totalCount } socialMediaRequests { nodes { topic } } } } }
    viewer { tenant { contentCalendar(range: { from: "2026-04-01", to: "2026-05-31" }) { date items { __typename ...C } } c2: contentCalendar(range: { from: "2026-05-01", to: "2026-05-01" }) { items { ... on Node { id } } } } }
  }
  fragment C on CalendarItem { ... on Summarized { id label stateLabel } ... on BlogPost { bs: status title request { title } channel { name } content { markdown } } ... on SocialPost { ss: status platform publishedAt } }`;
  const a = await graph.query(as('admin', t.admin), big);
  console.log(a.status, JSON.stringify(a.errors, null, 1), JSON.stringify(a.data, null, 1), a.statements);
  console.log(a.fetches.map((f) => `${f.service} ${f.path} ${f.statements.length}\n${f.statements.map((s) => '   ' + s.text).join('\n')}`).join('\n'));
  for (const q of [
    `query ($f: BlogPostFilter) { blogPosts(filter: $f) { nodes { id } edges { cursor } } }`,
  ]) {
    const r = await graph.query(as('admin', t.admin), q, { f: { updatedAt: { from: '2020-01-01T00:00:00Z' }, publishedAt: { from: '2020-01-01T00:00:00Z' }, scheduledFor: { from: '2020-01-01T00:00:00Z' } } });
    console.log(JSON.stringify(r.data), JSON.stringify(r.errors), r.fetches.map((f) => f.statements.map((s) => s.text).join('\n')).join('\n'));
  }
  for (const q of [
    'blogPosts(filter: { scheduledFor: { from: "2020-01-01T00:00:00Z" } }) { totalCount }',
    `blogPosts(filter: { status: [SCHEDULED], scheduledFor: { from: "2020-01-01T00:00:00Z" } }) { totalCount nodes { id } }`,
    `blogPosts(filter: { status: [SCHEDULED, PUBLISHED] }, orderBy: { field: PUBLISHED_AT }) { totalCount nodes { id } pageInfo { endCursor } }`,
    `socialPosts(filter: { platform: [LINKEDIN] }) { totalCount nodes { id } }`,
    `channelScores(channelId: "${li.refId.toLowerCase()}") { totalCount nodes { period } }`,
    `channelScores(channelId: "nope") { totalCount nodes { period } }`,
    `channelScores(channelId: "01JZX3V6E8Q4T5Y7W9A1C2D3F4") { totalCount nodes { period } }`,
    `viewer { tenant { contentCalendar(range: { from: "2026-05-01" }) { date } } }`,
    `viewer { tenant { contentCalendar(range: { from: "2026-05-01", to: "2026-07-01" }) { date } } }`,
    `viewer { tenant { contentCalendar(range: { from: "2026-05-01", to: "2026-07-02" }) { date } } }`,
  ]) {
    const r = await graph.query(as('admin', t.admin), `{ ${q} }`);
    console.log(q.slice(0, 110), '=>', r.statements, JSON.stringify(r.data), JSON.stringify(r.errors.map((e) => [e.extensions.code, e.message])));
  }
});
