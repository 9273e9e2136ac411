import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSubgraphEntries } from '../../gateway/supergraph.ts';
import { claimsOf } from '../../tests/support/claims.ts';
import { startGateway, type TestGateway } from '../../tests/support/gateway.ts';
import { makeTenant, platformTenant } from '../../tests/support/make.ts';

const content = {
  name: 'content',
  routingUrl: 'http://127.0.0.1:4104/graphql',
  schemaFile: './subgraphs/content/schema.graphql',
};
let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway({ entries: [...readSubgraphEntries().filter(({ name }) => name !== 'content'), content] });
});
afterAll(() => graph.close());

const idsOf = (rows: readonly { readonly refId: string }[], ...indexes: number[]) =>
  indexes.map((index) => ({ id: rows[index]?.refId }));

describe.each([
  ['blogRequest', 'blogRequests'],
  ['socialMediaRequest', 'socialMediaRequests'],
] as const)('%s', (one, many) => {
  /** Three requests: for another deliverable, for another period of the deliverable, and for the period. */
  async function makeRequests() {
    const tenant = await makeTenant();
    const deliverable = await tenant.make.deliverable();
    const period = await tenant.make.deliverablePeriod({ deliverableId: deliverable.id });
    const earlier = await tenant.make.deliverablePeriod({ deliverableId: deliverable.id });
    const other = await tenant.make.deliverablePeriod();
    const make = tenant.make[one];
    const requests = [
      await make({ deliverablePeriodId: other.id, status: 'draft', updatedAt: '2026-04-03T00:00:00.000Z' }),
      await make({ deliverablePeriodId: earlier.id, status: 'rejected', updatedAt: '2026-04-01T00:00:00.000Z' }),
      await make({ deliverablePeriodId: period.id, status: 'completed', createdAt: '2026-04-02T00:00:00.000Z' }),
    ];
    return { tenant, period, deliverable, requests };
  }

  it('is found by each filter alone', async () => {
    const { tenant, period, deliverable, requests } = await makeRequests();
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ all: ${many} { nodes { id } totalCount }
         inStatus: ${many}(filter: { status: [DRAFT, REJECTED] }) { nodes { id } totalCount }
         ofDeliverable: ${many}(filter: { deliverableId: "${deliverable.refId}" }) { nodes { id } }
         ofPeriod: ${many}(filter: { deliverablePeriodId: "${period.refId.toLowerCase()}" }) { nodes { id } }
         changed: ${many}(filter: { updatedAt: { from: "2026-04-01T00:00:00Z", to: "2026-04-03T00:00:00Z" } }) { nodes { id } }
         unknown: ${many}(filter: { deliverableId: "${period.refId}" }) { nodes { id } totalCount } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      // The last one was made for a day long past: newest first is by that day.
      all: { nodes: idsOf(requests, 1, 0, 2), totalCount: 3 },
      inStatus: { nodes: idsOf(requests, 1, 0), totalCount: 2 },
      ofDeliverable: { nodes: idsOf(requests, 1, 2) },
      ofPeriod: { nodes: idsOf(requests, 2) },
      changed: { nodes: idsOf(requests, 2, 1) },
      unknown: { nodes: [], totalCount: 0 },
    });
  });

  it('is paged in the order of its last change, where it was asked for by that', async () => {
    const { tenant, requests } = await makeRequests();
    const page = async (after: string | null) => {
      const query = `query ($after: String) {
        ${many}(filter: { updatedAt: { from: "2026-04-01T00:00:00Z" } }, first: 2, after: $after) { nodes { id } pageInfo { endCursor } }
      }`;
      const { data } = await graph.query(claimsOf(tenant), query, { after });
      return (data as Record<string, { nodes: unknown; pageInfo: { endCursor: string } }>)[many];
    };
    const first = await page(null);
    expect(first?.nodes).toEqual(idsOf(requests, 0, 2));
    expect((await page(first?.pageInfo.endCursor ?? ''))?.nodes).toEqual(idsOf(requests, 1));
  });

  it('stands under its deliverable and its period', async () => {
    const { tenant, period, deliverable, requests } = await makeRequests();
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ deliverable(id: "${deliverable.refId}") { ${many} { nodes { id } } open: ${many}(filter: { status: [REJECTED] }) { totalCount } }
         deliverablePeriod(id: "${period.refId}") { ${many} { nodes { id deliverable { id } deliverablePeriod { id } } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      deliverable: { [many]: { nodes: idsOf(requests, 1, 2) }, open: { totalCount: 1 } },
      deliverablePeriod: {
        [many]: {
          nodes: [
            { id: requests[2]?.refId, deliverable: { id: deliverable.refId }, deliverablePeriod: { id: period.refId } },
          ],
        },
      },
    });
  });

  it('tells who asked for it: a person, an agent or the platform; a platform principal is nobody', async () => {
    const tenant = await makeTenant();
    const { admin: stranger } = await platformTenant();
    const make = tenant.make[one];
    await make({ requestedByType: 'human', requestedByUserId: stranger.id });
    await make({ requestedByType: 'system', requestedByUserId: null, requestedByAgentRole: null });
    await make({ requestedByAgentRole: 'copywriter' });
    await make();
    const { data, errors } = await graph.query(
      claimsOf(tenant),
      `{ ${many} { nodes { requestedBy { __typename ... on User { name } ... on AgentActor { role } ... on SystemActor { name } } } } }`,
    );
    expect(errors).toEqual([]);
    const nodes = [
      { requestedBy: { __typename: 'User', name: tenant.admin.name } },
      { requestedBy: { __typename: 'AgentActor', role: 'copywriter' } },
      { requestedBy: { __typename: 'SystemActor', name: 'LeadMetrics' } },
      { requestedBy: null },
    ];
    expect(data).toEqual({ [many]: { nodes } });
  });

  it('and its approval gate name each other, to reviewers where the gate is theirs', async () => {
    const tenant = await makeTenant();
    const reviewer = await tenant.make.user({ role: 'reviewer' });
    const gate = await tenant.make.activity({ isApprovalGate: true, assigneeUserId: reviewer.id });
    const others = await tenant.make.activity({ isApprovalGate: true, assigneeUserId: tenant.admin.id });
    const mine = await tenant.make[one]({ approvalActivityId: gate.id });
    const theirs = await tenant.make[one]({ approvalActivityId: others.id });
    const other = one === 'blogRequest' ? 'socialMediaRequest' : 'blogRequest';
    const query = `{ ${many} { nodes { id approvalActivity { id ${one} { id } } } }
      activities { nodes { id ${one} { id } ${other} { id } } } }`;
    const asReviewer = await graph.query(claimsOf(tenant, 'reviewer', { user: reviewer }), query);
    expect(asReviewer.errors).toEqual([]);
    expect(asReviewer.data).toEqual({
      [many]: {
        nodes: [
          { id: theirs.refId, approvalActivity: null },
          { id: mine.refId, approvalActivity: { id: gate.refId, [one]: { id: mine.refId } } },
        ],
      },
      activities: { nodes: [{ id: gate.refId, [one]: { id: mine.refId }, [other]: null }] },
    });
    const asAdmin = await graph.query(claimsOf(tenant), query);
    const gates = [
      { id: others.refId, [one]: { id: theirs.refId }, [other]: null },
      { id: gate.refId, [one]: { id: mine.refId }, [other]: null },
    ];
    expect(asAdmin.data).toMatchObject({ activities: { nodes: gates } });
  });

  it('is read by a partner with the scope, and the gate with a scope of its own', async () => {
    const tenant = await makeTenant();
    const gate = await tenant.make.activity();
    const request = await tenant.make[one]({ approvalActivityId: gate.id });
    const client = await tenant.make.user({ kind: 'service', email: null });
    const query = `{ ${one}(id: "${request.refId}") { id approvalActivity { id } } }`;
    const without = await graph.query(claimsOf(tenant, 'partner', { user: client }), query);
    expect(without).toMatchObject({ data: { [one]: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
    const scoped = await graph.query(claimsOf(tenant, 'partner', { user: client, scopes: ['content:read'] }), query);
    expect(scoped.data).toEqual({ [one]: { id: request.refId, approvalActivity: null } });
    expect(scoped.errors).toMatchObject([{ path: [one, 'approvalActivity'], extensions: { code: 'FORBIDDEN' } }]);
  });
});

it('a blog request has its channel, revoked or not, and the post that came of it', async () => {
  const tenant = await makeTenant();
  const channel = await tenant.make.channel({ status: 'revoked' });
  const asked = await tenant.make.blogRequest({
    title: 'Spring',
    status: 'pending_approval',
    targetChannelId: channel.id,
  });
  const written = await tenant.make.blogRequest();
  const post = await tenant.make.blogPost({ requestId: written.id });
  const { data, errors } = await graph.query(
    claimsOf(tenant),
    '{ blogRequests { nodes { id label stateLabel targetChannel { id } blogPost { id request { id } } } } }',
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    blogRequests: {
      nodes: [
        {
          id: written.refId,
          label: written.title,
          stateLabel: 'Draft',
          targetChannel: null,
          blogPost: { id: post.refId, request: { id: written.refId } },
        },
        {
          id: asked.refId,
          label: 'Spring',
          stateLabel: 'Pending approval',
          targetChannel: { id: channel.refId },
          blogPost: null,
        },
      ],
    },
  });
});

it('a social media request has its channels in the order they were named and its posts in the order of their ids', async () => {
  const tenant = await makeTenant();
  const channels = await tenant.makeMany.channel(3);
  const request = await tenant.make.socialMediaRequest({ topic: 'Spring' });
  const named = [2, 0, 1].map((index) => channels[index]?.id ?? '');
  await tenant.makeMany.socialMediaRequestChannel(3, (index) => ({
    requestId: request.id,
    channelId: named[index] ?? '',
  }));
  const posts = await tenant.makeMany.socialPost(2, (index) => ({
    requestId: request.id,
    channelId: named[index] ?? '',
  }));
  await tenant.make.socialMediaRequest({ topic: 'Summer' });
  const { data, errors } = await graph.query(
    claimsOf(tenant),
    '{ socialMediaRequests { nodes { label targetChannels { id } posts { id label request { topic } channel { id } } } } }',
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    socialMediaRequests: {
      nodes: [
        { label: 'Summer', targetChannels: [], posts: [] },
        {
          label: 'Spring',
          targetChannels: idsOf(channels, 2, 0, 1),
          posts: [0, 1].map((index) => ({
            id: posts[index]?.refId,
            label: 'Spring',
            request: { topic: 'Spring' },
            channel: { id: channels[[2, 0][index] ?? 0]?.refId },
          })),
        },
      ],
    },
  });
});
