import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, platformTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
const always = 'createdAt: { from: "2020-01-01T00:00:00Z", to: "2999-01-01T00:00:00Z" }';

let tenant: CustomerTenant;

/** What is asked of one entity: a tenant, unless told otherwise. */
async function of(selection: string, key = { __typename: 'Tenant', id: tenant.refId }) {
  const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on ${key.__typename} { ${selection} } } }`;
  const { data, errors, statements } = await ask<{ _entities: unknown[] }>(viewerOf(tenant), query, { keys: [key] });
  return { entity: data._entities[0], errors, texts: statements.log.map(({ text }) => text) };
}

beforeAll(async () => {
  tenant = await makeTenant();
});

describe('leadFunnel', () => {
  it('looks for first contacts only where they are asked for, through a fragment too', async () => {
    const counts = await of('leadFunnel { total byStatus { status count } conversionRate }');
    expect(counts.entity).toEqual({ leadFunnel: { total: 0, byStatus: [], conversionRate: null } });
    expect(counts.texts).toEqual([expect.not.stringContaining('lead_activities')]);
    const median = await of('leadFunnel { ... on LeadFunnel { medianHoursToFirstContact } }');
    expect(median.texts).toEqual([expect.stringContaining('lead_activities')]);
  });

  it('tells of the leads that a campaign brought in a range', async () => {
    const campaign = await tenant.make.adCampaign();
    const lead = await tenant.make.lead({ sourceCampaignId: campaign.id, status: 'contacted' });
    const later = new Date(Date.parse(lead.createdAt) + 5_400_000).toISOString();
    const metadata = { fromStatus: 'new', toStatus: 'contacted' };
    await tenant.make.leadActivity({ leadId: lead.id, type: 'status_change', metadata, createdAt: later });
    const { entity } = await of(
      `now: leadFunnel(${always}) { total byStatus { status count } conversionRate medianHoursToFirstContact }
       before: leadFunnel(createdAt: { to: "2026-01-01T00:00:00Z" }) { total }`,
      { __typename: 'AdCampaign', id: campaign.refId },
    );
    expect(entity).toEqual({
      now: {
        total: 1,
        byStatus: [{ status: 'CONTACTED', count: 1 }],
        conversionRate: '0.0000',
        medianHoursToFirstContact: '1.50',
      },
      before: { total: 0 },
    });
  });
});

describe('leadBreakdown', () => {
  it('names campaign and channel, and leaves what was not asked for empty', async () => {
    const other = await makeTenant();
    const channel = await other.make.channel({ platform: 'meta_ads' });
    const campaign = await other.make.adCampaign({ channelId: channel.id, status: 'removed' });
    await other.makeMany.lead(2, () => ({
      sourceChannelId: channel.id,
      sourceCampaignId: campaign.id,
      utmSource: 'fb',
    }));
    const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Tenant { leadBreakdown(${always}, groupBy: [CAMPAIGN, CHANNEL]) {
      source status utmSource campaign { id } channel { id } count qualified converted } } } }`;
    const { data } = await ask(viewerOf(other), query, { keys: [{ __typename: 'Tenant', id: other.refId }] });
    const leadBreakdown = [
      {
        source: null,
        status: null,
        utmSource: null,
        campaign: { id: campaign.refId },
        channel: { id: channel.refId },
        count: 2,
        qualified: 0,
        converted: 0,
      },
    ];
    expect(data).toEqual({ _entities: [{ leadBreakdown }] });
  });

  it.each([
    ['createdAt: { from: "2026-01-01T00:00:00Z" }, groupBy: []', 'expected both "from" and "to"'],
    ['createdAt: { to: "2026-01-01T00:00:00Z" }, groupBy: []', 'expected both "from" and "to"'],
    [`${always}, groupBy: [], limit: 0`, '"limit" is 0; expected 1 to 1000'],
    [`${always}, groupBy: [], limit: 1001`, '"limit" is 1001; expected 1 to 1000'],
    [`${always}, groupBy: [], limit: null`, '"limit" is null; expected 1 to 1000'],
  ])('refuses %s', async (args, message) => {
    const { entity, errors } = await of(`leadBreakdown(${args}) { count }`);
    expect(entity).toEqual({ leadBreakdown: null });
    expect(errors).toMatchObject([
      { message: expect.stringContaining(message), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  it('takes a limit of 1000', async () => {
    expect((await of(`leadBreakdown(${always}, groupBy: [STATUS], limit: 1000) { count }`)).errors).toEqual([]);
  });
});

it('tells a super admin of many tenants by one statement a report', async () => {
  const others = await Promise.all([makeTenant(), makeTenant(), makeTenant()]);
  const keys = others.map(({ refId: id }) => ({ __typename: 'Tenant', id }));
  const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Tenant {
    leads { totalCount } leadFunnel { total medianHoursToFirstContact } leadBreakdown(${always}, groupBy: [SOURCE]) { count } } } }`;
  const { data, errors, statements } = await ask(viewerOf(await platformTenant(), 'super_admin'), query, { keys });
  expect(errors).toEqual([]);
  const report = {
    leads: { totalCount: 0 },
    leadFunnel: { total: 0, medianHoursToFirstContact: null },
    leadBreakdown: [],
  };
  expect(data).toEqual({ _entities: [report, report, report] });
  expect(statements.count).toBe(4); // the tenants, and one for each field
});
