import { beforeAll, expect, it } from '@jest/globals';
import { makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
let tenant: CustomerTenant;

beforeAll(async () => {
  tenant = await makeTenant();
});

it('tells what is known of a lead, by one statement and one for each kind of row it points to', async () => {
  const channel = await tenant.make.channel({ platform: 'google_ads' });
  const campaign = await tenant.make.adCampaign({ channelId: channel.id });
  const lead = await tenant.make.lead({
    source: 'google_lead_form',
    sourceChannelId: channel.id,
    sourceCampaignId: campaign.id,
    utmMedium: 'cpc',
    enrichmentData: { industry: 'Textiles' },
    status: 'disqualified',
    disqualificationReason: 'Looks for a job.',
    assignedToId: tenant.admin.id,
  });
  const { data, errors, statements } = await ask(
    viewerOf(tenant),
    `{ lead(id: "${lead.refId.toLowerCase()}") { __typename id stateLabel source status disqualificationReason tenant { id }
      sourceChannel { id } sourceCampaign { id } utm { source medium campaign } createdBy { id } deletedAt deletedBy { id }
      enrichment { linkedinUrl companySize industry website } assignedTo { id } lastActivityAt updatedBy { id } revision } }`,
  );
  expect(errors).toEqual([]);
  expect(data).toEqual({
    lead: {
      __typename: 'Lead',
      id: lead.refId,
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
      assignedTo: { id: tenant.admin.refId },
      lastActivityAt: null,
      updatedBy: null,
      revision: Date.parse(lead.createdAt).toString(36),
    },
  });
  expect(statements.count).toBe(4); // the lead; its channel, its campaign, its people
});

it('has no utm and no enrichment where nothing is known', async () => {
  const { refId } = await tenant.make.lead();
  const query = `{ lead(id: "${refId}") { utm { source } enrichment { industry } assignedTo { id } } }`;
  const { data } = await ask(viewerOf(tenant), query);
  expect(data).toEqual({ lead: { utm: null, enrichment: null, assignedTo: null } });
});

it('finds a removed lead, and none of another tenant', async () => {
  const [mine, theirs] = await twoTenants();
  const { refId } = await mine.make.lead({ deletedAt: new Date().toISOString(), deletedById: mine.admin.id });
  const query = `{ lead(id: "${refId}") { deletedBy { id } } }`;
  expect((await ask(viewerOf(mine), query)).data).toEqual({ lead: { deletedBy: { id: mine.admin.refId } } });
  expect((await ask(viewerOf(theirs), query)).data).toEqual({ lead: null });
});
