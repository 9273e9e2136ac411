import {
  tables,
  type AdCampaignRow,
  type LeadActivityRow,
  type LeadRow,
  type LeadSource,
  type LeadStatus,
} from '../../platform/database/tables.ts';
import { latest } from './calendar.ts';
import type { Channels } from './channels.ts';
import type { Draft } from './insert-rows.ts';
import { slugOf } from './profiles.ts';
import { at, type Random } from './random.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import { addActivity } from './work.ts';

const sources: readonly LeadSource[] = [
  'website_form',
  'google_lead_form',
  'facebook_lead_ad',
  'manual',
  'import',
  'other',
  'website_form',
  'google_lead_form',
];

/**
 * The way of a lead through its states (docs/api-contract.md#16-state-machines, Lead); each step leaves a row in its timeline.
 */
const ways: readonly (readonly LeadStatus[])[] = [
  ['new'],
  ['new', 'contacted'],
  ['new', 'contacted', 'qualified'],
  ['new', 'disqualified'],
  ['new', 'contacted', 'qualified', 'converted'],
  ['new', 'contacted', 'disqualified'],
  ['new', 'contacted', 'qualified'],
];

const firstNames = [
  'Arjun',
  'Sofia',
  'Kenji',
  'Leila',
  'Henrik',
  'Chiara',
  'Samuel',
  'Divya',
  'Mateo',
  'Hannah',
  'Omar',
  'Julia',
  'Vikram',
];
const lastNames = [
  'Nair',
  'Bianchi',
  'Sato',
  'Farouk',
  'Nilsen',
  'Moreau',
  'Adeyemi',
  'Kapoor',
  'Vega',
  'Schmidt',
  'Khan',
];
const companies = [
  'Halden Works',
  'Kaveri Mills',
  'Meridian Foods',
  'Orbis Tooling',
  'Sundara Hotels',
  'Vantage Plants',
  'Blue Harbour',
  'Trident Labs',
];
const titles = ['Plant manager', 'Head of purchasing', 'Operations director', 'Marketing lead', 'Quality manager'];

/** Leads of every source and status over the last ninety days, each with its timeline; the last of them is removed. */
export function addLeads(
  stage: Stage,
  count: number,
  channels: Channels,
  campaigns: readonly Draft<AdCampaignRow>[],
): void {
  const { calendar, people, tenant } = stage;
  for (let index = 0; index < count; index += 1) {
    const random = stage.random(`lead ${index}`);
    // Half of them came this month, as far as it has gone.
    const cameAt =
      index % 2 === 0 ? random.between(calendar.month(0), calendar.now) : calendar.daysAgo(3 + random.fraction() * 87);
    const createdAt = latest(cameAt, new Date(tenant.createdAt));
    const way = at(ways, index);
    const lead = addLead(stage, random, index, createdAt, way, channels, campaigns);
    addTimeline(stage, random, lead, createdAt, way);
    if (index !== count - 1) continue;
    Object.assign(
      lead,
      { deletedAt: calendar.now.toISOString(), deletedById: people.admin },
      changed(calendar.now, people.admin),
    );
  }
}

function addLead(
  stage: Stage,
  random: Random,
  index: number,
  createdAt: Date,
  way: readonly LeadStatus[],
  channels: Channels,
  campaigns: readonly Draft<AdCampaignRow>[],
): Draft<LeadRow> {
  const { batch, people, profile } = stage;
  const source = at(sources, index);
  const status = at(way, way.length - 1);
  const platform = source === 'google_lead_form' ? 'google_ads' : source === 'facebook_lead_ad' ? 'meta_ads' : null;
  const ours = campaigns.filter((campaign) => campaign.platform === platform);
  const campaign = ours.length === 0 ? null : at(ours, index);
  const [firstName, lastName, company] = [at(firstNames, index), at(lastNames, index * 3), at(companies, index)];
  const human = source === 'manual' || source === 'import';
  return batch.add(tables.lead, {
    ...bornIn(stage, random, createdAt, human ? people.member : people.service),
    source,
    sourceChannelId:
      campaign?.channelId ?? (source === 'website_form' ? (channels.get('wordpress')?.id ?? null) : null),
    sourceCampaignId: campaign?.id ?? null,
    firstName: source === 'import' ? null : firstName,
    lastName: source === 'import' ? null : lastName,
    email: `${firstName}.${lastName}.${index + 1}@${slugOf(company)}.example`.toLowerCase(),
    phone: random.chance(0.7) ? `+91 98${random.integer(10_000_000, 99_999_999)}` : null,
    company,
    jobTitle: random.pick(titles),
    message: human ? null : `Please call me about ${random.pick(profile.themes)}.`,
    sourceUrl: human ? null : `https://www.${profile.slug}.example/contact`,
    utmSource:
      platform === null
        ? source === 'website_form'
          ? 'linkedin'
          : null
        : platform === 'google_ads'
          ? 'google'
          : 'facebook',
    utmMedium: platform === null ? (source === 'website_form' ? 'social' : null) : 'cpc',
    utmCampaign: campaign === null ? null : slugOf(campaign.name),
    status,
    disqualificationReason: status === 'disqualified' ? 'Looks for a job, not for a product.' : null,
    assignedToId: way.length > 1 ? at([people.member, ...people.reviewers], index) : null,
    enrichmentData: random.chance(0.5)
      ? {
          linkedinUrl: `https://www.linkedin.com/company/${slugOf(company)}`,
          companySize: random.pick(['11-50', '51-200', '201-500']),
          industry: profile.industry,
          website: `https://www.${slugOf(company)}.example`,
        }
      : null,
    notes: status === 'qualified' ? 'Budget this quarter.' : null,
    lastActivityAt: createdAt.toISOString(),
  });
}

/** A change of status for each step, and what was said in between; the last of them dates the lead's last activity. */
function addTimeline(
  stage: Stage,
  random: Random,
  lead: Draft<LeadRow>,
  createdAt: Date,
  way: readonly LeadStatus[],
): void {
  const { batch, people, calendar } = stage;
  const doer = lead.assignedToId ?? people.member;
  const entry = (moment: Date, row: Pick<LeadActivityRow, 'type' | 'description' | 'metadata'>, agent = false) => {
    lead.lastActivityAt = moment.toISOString();
    return batch.add(tables.leadActivity, {
      ...bornIn(stage, random, moment, agent ? people.agents.lead_nurturer : doer),
      leadId: lead.id,
      ...(agent
        ? { actorType: 'agent' as const, actorAgentRole: 'lead_nurturer' }
        : { actorType: 'human' as const, actorUserId: doer }),
      ...row,
    });
  };
  const moments = random.moments(way.length * 2, createdAt, calendar.now);
  if (lead.enrichmentData !== null)
    entry(at(moments, 0), { type: 'enrichment', description: 'Company looked up.', metadata: null }, true);
  for (let step = 1; step < way.length; step += 1) {
    const [fromStatus, toStatus] = [at(way, step - 1), at(way, step)];
    const said = at(['email_sent', 'call', 'email_received', 'note'] as const, step + moments.length);
    entry(at(moments, step * 2), {
      type: said,
      description: said === 'note' ? 'Wants a quotation for two sites.' : 'Talked about prices and delivery.',
      metadata: said.startsWith('email') ? { emailSubject: `Your question to ${stage.profile.name}` } : null,
    });
    const movedAt = at(moments, step * 2 + 1);
    entry(movedAt, { type: 'status_change', description: null, metadata: { fromStatus, toStatus } });
    Object.assign(lead, changed(movedAt, doer));
  }
}

/** Work about a lead: the one subject that is a person. */
export function addLeadFollowUp(stage: Stage): void {
  const { batch, people, calendar } = stage;
  const lead = batch.rowsOf(tables.lead).find(({ status, deletedAt }) => status === 'qualified' && deletedAt == null);
  if (lead === undefined) return;
  addActivity(stage, {
    title: `Prepare a quotation for ${lead.company ?? 'the lead'}`,
    type: 'outreach',
    by: { person: people.member },
    status: 'created',
    createdAt: calendar.hoursAgo(2),
    subject: { type: 'Lead', refId: lead.refId },
  });
}
