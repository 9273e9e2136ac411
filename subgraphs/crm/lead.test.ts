import { beforeAll, describe, expect, it } from '@jest/globals';
import type { LeadActivityRow, LeadRow, UserRow } from '../../platform/database/tables.ts';
import { makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
const restricted = ['firstName', 'lastName', 'fullName', 'email', 'phone', 'message', 'notes'];
const whole = `label stateLabel company ${restricted.join(' ')}
  timeline { nodes { type description emailSubject metadata fromStatus toStatus } }`;

let tenant: CustomerTenant;
let reviewer: UserRow;
let lead: LeadRow;

beforeAll(async () => {
  tenant = await makeTenant();
  reviewer = await tenant.make.user({ role: 'reviewer' });
  lead = await tenant.make.lead({
    firstName: 'Divya',
    lastName: 'Kapoor',
    email: 'divya@mills.example',
    phone: '+91 98',
    company: 'Kaveri Mills',
    message: 'Please call.',
    notes: 'Budget this quarter.',
    status: 'qualified',
    assignedToId: reviewer.id,
  });
  await tenant.make.leadActivity({ leadId: lead.id, type: 'email_sent', metadata: { emailSubject: 'Your question' } });
  const metadata = { fromStatus: 'new', toStatus: 'contacted' };
  await tenant.make.leadActivity({ leadId: lead.id, type: 'status_change', description: null, metadata });
});

describe('a lead', () => {
  it('tells what is known of it, and where it came from, by one statement and one for each kind of row it points to', async () => {
    const channel = await tenant.make.channel({ platform: 'google_ads' });
    const campaign = await tenant.make.adCampaign({ channelId: channel.id });
    const { refId } = await tenant.make.lead({
      source: 'google_lead_form',
      sourceChannelId: channel.id,
      sourceCampaignId: campaign.id,
      utmMedium: 'cpc',
      enrichmentData: { industry: 'Textiles' },
      status: 'disqualified',
      disqualificationReason: 'Looks for a job.',
    });
    const { data, errors, statements } = await ask(
      viewerOf(tenant),
      `{ lead(id: "${refId.toLowerCase()}") { __typename id stateLabel source status disqualificationReason tenant { id }
        sourceChannel { id } sourceCampaign { id } utm { source medium campaign } createdBy { id } deletedAt deletedBy { id }
        enrichment { linkedinUrl companySize industry website } assignedTo { id } lastActivityAt updatedBy { id } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.lead).toEqual({
      __typename: 'Lead',
      id: refId,
      stateLabel: 'Disqualified',
      source: 'GOOGLE_LEAD_FORM',
      status: 'DISQUALIFIED',
      disqualificationReason: 'Looks for a job.',
      tenant: { id: tenant.refId },
      sourceChannel: { id: channel.refId },
      sourceCampaign: { id: campaign.refId },
      utm: { source: null, medium: 'cpc', campaign: null },
      createdBy: { id: tenant.admin.refId },
      deletedAt: null,
      deletedBy: null,
      enrichment: { linkedinUrl: null, companySize: null, industry: 'Textiles', website: null },
      assignedTo: null,
      lastActivityAt: null,
      updatedBy: null,
    });
    expect(statements.count).toBe(4); // the lead; its channel, campaign and maker
  });

  it('has no utm and no enrichment where nothing is known', async () => {
    const { data } = await ask(
      viewerOf(tenant),
      `{ lead(id: "${lead.refId}") { utm { source } enrichment { industry } } }`,
    );
    expect(data.lead).toEqual({ utm: null, enrichment: null });
  });

  it('is found when removed, and never by another tenant', async () => {
    const [mine, theirs] = await twoTenants();
    const { refId } = await mine.make.lead({ deletedAt: new Date().toISOString(), deletedById: mine.admin.id });
    const query = `{ lead(id: "${refId}") { deletedBy { id } } }`;
    expect((await ask(viewerOf(mine), query)).data.lead).toEqual({ deletedBy: { id: mine.admin.refId } });
    expect((await ask(viewerOf(theirs), query)).data.lead).toBeNull();
  });
});

describe('who may read what of a lead', () => {
  const query = () => `{ lead(id: "${lead.refId}") { ${whole} } }`;
  const entries = [
    { type: 'STATUS_CHANGE', emailSubject: null, fromStatus: 'NEW', toStatus: 'CONTACTED' },
    { type: 'EMAIL_SENT', emailSubject: 'Your question', fromStatus: null, toStatus: null },
  ];

  /** The fields that were refused, by their place; the two entries of the timeline are refused alike. */
  const refused = (errors: readonly { path?: readonly (string | number)[]; extensions?: object }[]) => {
    expect(errors).toEqual(
      errors.map(() => expect.objectContaining({ extensions: expect.objectContaining({ code: 'FORBIDDEN' }) })),
    );
    return [...new Set(errors.map(({ path }) => path?.at(-1)))].sort();
  };

  it('is everything for people of the tenant', async () => {
    const { data, errors } = await ask(viewerOf(tenant), query());
    expect(errors).toEqual([]);
    expect(data.lead).toMatchObject({ label: 'Divya Kapoor', fullName: 'Divya Kapoor', email: 'divya@mills.example' });
    expect(data.lead.timeline.nodes).toMatchObject(entries);
  });

  it('is no address and no free text for analysts', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'analyst'), query());
    expect(data.lead).toMatchObject({
      label: 'Divya Kapoor',
      company: 'Kaveri Mills',
      fullName: 'Divya Kapoor',
      email: null,
    });
    expect(data.lead.timeline.nodes).toMatchObject([{ toStatus: 'CONTACTED' }, { description: null, metadata: null }]);
    expect(refused(errors)).toEqual(['description', 'email', 'emailSubject', 'message', 'metadata', 'notes', 'phone']);
  });

  it('is no name either for partners, not even in the label', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'partner', { scopes: ['leads:read'] }), query());
    expect(data.lead).toMatchObject({
      label: 'Kaveri Mills',
      stateLabel: 'Qualified',
      firstName: null,
      lastName: null,
    });
    expect(refused(errors)).toEqual(['description', 'emailSubject', 'metadata', ...restricted].sort());
    expect(JSON.stringify(data)).not.toMatch(/divya|kapoor|call|budget/i);
  });

  it('is all of it for partners who may read personal data', async () => {
    const viewer = viewerOf(tenant, 'partner', { scopes: ['leads:read', 'personal:read'] });
    expect(await ask(viewer, query())).toMatchObject({ data: { lead: { label: 'Divya Kapoor' } }, errors: [] });
  });

  it('is nothing for partners without the scope', async () => {
    const keys = [{ __typename: 'Tenant', id: tenant.refId }];
    const range = 'createdAt: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }';
    const everything = `query ($keys: [_Any!]!) { lead(id: "${lead.refId}") { id } leads { totalCount } leadActivity(id: "${lead.refId}") { id }
      _entities(representations: $keys) { ... on Tenant { leads { totalCount } leadFunnel { total } leadBreakdown(${range}, groupBy: []) { count } } } }`;
    const { data, errors } = await ask(viewerOf(tenant, 'partner'), everything, { keys });
    expect(refused(errors)).toEqual(['lead', 'leadActivity', 'leadBreakdown', 'leadFunnel', 'leads']);
    expect(data._entities).toEqual([{ leads: null, leadFunnel: null, leadBreakdown: null }]);
  });

  it('is leads assigned to them for reviewers, with their timelines', async () => {
    const other = await tenant.make.lead({ assignedToId: tenant.admin.id });
    const entry = await tenant.make.leadActivity({ leadId: other.id });
    const viewer = viewerOf(tenant, 'reviewer', { user: reviewer });
    const both = `query ($keys: [_Any!]!) { mine: lead(id: "${lead.refId}") { email timeline { totalCount } } other: lead(id: "${other.refId}") { id }
      leadActivity(id: "${entry.refId}") { id } _entities(representations: $keys) { ... on Lead { label } ... on LeadActivity { type } } }`;
    const keys = [lead, other].map(({ refId: id }) => ({ __typename: 'Lead', id }));
    const { data, errors } = await ask(viewer, both, {
      keys: [...keys, { __typename: 'LeadActivity', id: entry.refId }],
    });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      mine: { email: 'divya@mills.example', timeline: { totalCount: 2 } },
      other: null,
      leadActivity: null,
      _entities: [{ label: 'Divya Kapoor' }, null, null],
    });
  });
});

describe('a timeline', () => {
  let entries: LeadActivityRow[];
  let whose: LeadRow;

  beforeAll(async () => {
    whose = await tenant.make.lead();
    const types = ['note', 'call', 'enrichment', 'call'] as const;
    entries = await tenant.makeMany.leadActivity(4, (index) => ({
      leadId: whose.id,
      type: types[index] ?? 'note',
      actorType: index === 0 ? 'system' : index === 2 ? 'agent' : 'human',
    }));
  });

  async function timeline(types: string) {
    const { data, errors } = await ask(
      viewerOf(tenant),
      `{ lead(id: "${whose.refId}") { timeline${types} { totalCount nodes { id } } } }`,
    );
    expect(errors).toEqual([]);
    expect(data.lead.timeline.totalCount).toBe(data.lead.timeline.nodes.length);
    return (data.lead.timeline.nodes as { id: string }[]).map(({ id }) =>
      entries.findIndex(({ refId }) => refId === id),
    );
  }

  it('has the newest first, of the kinds asked for', async () => {
    expect(await timeline('')).toEqual([3, 2, 1, 0]);
    expect(await timeline('(types: null)')).toEqual([3, 2, 1, 0]);
    expect(await timeline('(types: [CALL, NOTE], first: 2)')).toHaveLength(2);
    expect(await timeline('(types: [CALL])')).toEqual([3, 1]);
    expect(await timeline('(types: [])')).toEqual([]);
  });

  it('tells who made each entry', async () => {
    const { data } = await ask(
      viewerOf(tenant),
      `{ lead(id: "${whose.refId}") { timeline { nodes { actorType lead { id } actor { __typename ... on AgentActor { role } ... on SystemActor { name } ... on User { id } } } } } }`,
    );
    const person = {
      actorType: 'HUMAN',
      lead: { id: whose.refId },
      actor: { __typename: 'User', id: tenant.admin.refId },
    };
    expect(data.lead.timeline.nodes).toEqual([
      person,
      { ...person, actorType: 'AGENT', actor: { __typename: 'AgentActor', role: 'copywriter' } },
      person,
      { ...person, actorType: 'SYSTEM', actor: { __typename: 'SystemActor', name: 'LeadMetrics' } },
    ]);
  });
});
