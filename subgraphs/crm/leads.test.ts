import { beforeAll, describe, expect, it } from '@jest/globals';
import type { AdCampaignRow, ChannelRow, LeadRow, UserRow } from '../../platform/database/tables.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
const forbidden = { extensions: { code: 'FORBIDDEN' } };

let tenant: CustomerTenant;
let reviewer: UserRow;
let channel: ChannelRow;
let campaign: AdCampaignRow;
/** In the order of their creation, one a day from 1 March on; the last one is removed. */
let leads: LeadRow[];

beforeAll(async () => {
  tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
  reviewer = await tenant.make.user({ role: 'reviewer' });
  campaign = await tenant.make.adCampaign();
  channel = await tenant.make.channel({ platform: 'wordpress' });
  const facts: Partial<LeadRow>[] = [
    { status: 'new', source: 'website_form', sourceChannelId: channel.id, email: 'Divya@Mills.example' },
    { status: 'contacted', source: 'google_lead_form', sourceCampaignId: campaign.id, assignedToId: reviewer.id },
    { status: 'new', source: 'google_lead_form', sourceCampaignId: campaign.id },
    { status: 'converted', source: 'import', email: 'divya@mills.example', assignedToId: tenant.admin.id },
    { status: 'new', source: 'import', deletedAt: '2026-03-06T00:00:00.000Z', deletedById: tenant.admin.id },
  ];
  const changes = ['2026-04-02T00:00:00.000Z', null, '2026-04-01T00:00:00.000Z', null, null];
  leads = await tenant.makeMany.lead(facts.length, (index) => ({
    createdAt: `2026-03-0${index + 1}T00:00:00.000Z`,
    updatedAt: changes[index] ?? null,
    ...facts[index],
  }));
});

/** A connection of leads, as far as it was asked for. */
interface Listed {
  readonly nodes: readonly { readonly id: string }[];
  readonly totalCount: number;
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

/** The places in `leads` of what a list holds; `-1` for what is not among them. */
function places(connection: Pick<Listed, 'nodes'>): number[] {
  return connection.nodes.map(({ id }) => leads.findIndex(({ refId }) => refId === id));
}

async function list(filter: string, viewer: Viewer = viewerOf(tenant)) {
  const { data, errors } = await ask<{ leads: Listed }>(viewer, `{ leads${filter} { totalCount nodes { id } } }`);
  expect(errors).toEqual([]);
  expect(data.leads.totalCount).toBe(data.leads.nodes.length);
  return places(data.leads);
}

describe('the list of leads', () => {
  it('has the newest first and leaves removed ones out', async () => {
    expect(await list('')).toEqual([3, 2, 1, 0]);
  });

  it.each([
    ['(filter: { status: [NEW, CONVERTED] })', [3, 2, 0]],
    ['(filter: { status: [] })', []],
    ['(filter: { source: [IMPORT, WEBSITE_FORM] })', [3, 0]],
    ['(filter: { source: [GOOGLE_LEAD_FORM, IMPORT], status: [NEW, CONTACTED] })', [2, 1]],
    ['(filter: { email: "DIVYA@mills.EXAMPLE" })', [3, 0]],
    ['(filter: { email: "divya@mills" })', []],
    ['(filter: { email: "%" })', []],
    ['(filter: { email: "d\u0130vya@mills.example" })', []],
    ['(filter: { createdAt: { from: "2026-03-02T00:00:00Z", to: "2026-03-04T00:00:00Z" } })', [2, 1]],
    ['(filter: { includeDeleted: true })', [4, 3, 2, 1, 0]],
    ['(orderBy: { field: CREATED_AT, direction: ASC })', [0, 1, 2, 3]],
    ['(orderBy: { field: UPDATED_AT, direction: DESC })', [0, 2, 3, 1]],
    ['(orderBy: { field: UPDATED_AT, direction: ASC })', [1, 3, 2, 0]],
    ['(filter: { updatedAt: { from: "2026-03-04T00:00:00Z" } })', [0, 2, 3]],
    ['(filter: { updatedAt: { to: "2026-04-02T00:00:00Z" }, status: [NEW, CONVERTED] })', [2, 3]],
  ])('answers %s', async (filter, expected) => {
    expect(await list(filter)).toEqual(expected);
  });

  it('is found by campaign, channel and assignee, and by no unknown one', async () => {
    expect(await list(`(filter: { campaignId: "${campaign.refId}" })`)).toEqual([2, 1]);
    expect(await list(`(filter: { channelId: "${channel.refId.toLowerCase()}" })`)).toEqual([0]);
    expect(await list(`(filter: { assignedToId: "${reviewer.refId}" })`)).toEqual([1]);
    expect(await list(`(filter: { assignedToId: "${campaign.refId}" })`)).toEqual([]);
  });

  it('pages through what was changed, latest first', async () => {
    const range = 'filter: { updatedAt: { from: "2026-01-01T00:00:00Z" } }';
    const read: number[] = [];
    let after: string | null = null;
    do {
      const query = `query ($after: String) { leads(first: 1, after: $after, ${range}) { nodes { id } pageInfo { endCursor hasNextPage } } }`;
      const { data }: { data: { leads: Listed } } = await ask(viewerOf(tenant), query, { after });
      read.push(...places(data.leads));
      after = data.leads.pageInfo.hasNextPage ? data.leads.pageInfo.endCursor : null;
    } while (after !== null);
    expect(read).toEqual([0, 2, 3, 1]);
  });

  it('is found by an address only by those who may read addresses', async () => {
    const found = 'leads(filter: { email: "divya@mills.example" }) { nodes { id } }';
    const analyst = await ask(viewerOf(tenant, 'analyst'), `{ ${found} all: leads { totalCount } }`);
    expect(analyst).toMatchObject({ data: { leads: null, all: { totalCount: 4 } }, errors: [forbidden] });
    const partner = viewerOf(tenant, 'partner', { scopes: ['leads:read'] });
    expect(await ask(partner, `{ ${found} }`)).toMatchObject({ data: { leads: null }, errors: [forbidden] });
    const trusted = viewerOf(tenant, 'partner', { scopes: ['leads:read', 'personal:read'] });
    expect(await list('(filter: { email: "divya@mills.example" })', trusted)).toEqual([3, 0]);
  });

  it("is a reviewer's own, wherever it is asked for", async () => {
    const viewer = viewerOf(tenant, 'reviewer', { user: reviewer });
    expect(await list('', viewer)).toEqual([1]);
    expect(await list(`(filter: { assignedToId: "${tenant.admin.refId}" })`, viewer)).toEqual([]);
  });

  it('is FORBIDDEN to partners without its scope', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'partner'), `{ leads { nodes { id } } }`);
    expect(data).toEqual({ leads: null });
    expect(errors).toMatchObject([{ ...forbidden, path: ['leads'] }]);
  });
});

describe('the leads under a user, a channel and a campaign', () => {
  const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) {
    ... on User { assignedLeads(filter: { status: [CONTACTED, CONVERTED] }) { nodes { id } totalCount } }
    ... on Channel { leads { nodes { id } } }
    ... on AdCampaign { leads(first: 1, filter: { source: [GOOGLE_LEAD_FORM, IMPORT] }) { nodes { id } totalCount } }
  } }`;

  /** What each kind of parent answers with; the others are not asked for. */
  interface Parents {
    readonly _entities: readonly { readonly assignedLeads?: Listed; readonly leads?: Listed }[];
  }

  /** The places of the leads under each parent, in the order of the parents. */
  function under({ _entities }: Parents): number[][] {
    return _entities.map(({ assignedLeads, leads: others }) => places(assignedLeads ?? others ?? { nodes: [] }));
  }

  function keys() {
    const rows = { User: [reviewer, tenant.admin], Channel: [channel], AdCampaign: [campaign] };
    return Object.entries(rows).flatMap(([__typename, entities]) =>
      entities.map(({ refId: id }) => ({ __typename, id })),
    );
  }

  it('are each list by one statement, whatever the number of parents', async () => {
    const { data, errors, statements } = await ask<Parents>(viewerOf(tenant), query, { keys: keys() });
    expect(errors).toEqual([]);
    expect(under(data)).toEqual([[1], [3], [0], [2]]);
    expect(data._entities[3]?.leads?.totalCount).toBe(2);
    expect(statements.count).toBe(6); // one a kind to know the parents by, one a kind for their leads
  });

  it("are a reviewer's own", async () => {
    const viewer = viewerOf(tenant, 'reviewer', { user: reviewer });
    expect(under((await ask<Parents>(viewer, query, { keys: keys() })).data)).toEqual([[1], [], [], [1]]);
  });
});
