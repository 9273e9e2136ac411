import type { LeadRow, UserRow } from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import type { Ads } from './ads.ts';
import type { Content } from './content.ts';

/** Every source and every status. */
const shapes = [
  { source: 'website_form', status: 'new' },
  { source: 'facebook_lead_ad', status: 'contacted' },
  { source: 'google_lead_form', status: 'converted' },
  { source: 'manual', status: 'qualified' },
  { source: 'import', status: 'disqualified' },
  { source: 'other', status: 'new' },
  { source: 'website_form', status: 'converted' },
  { source: 'facebook_lead_ad', status: 'converted' },
  { source: 'google_lead_form', status: 'qualified' },
  { source: 'google_lead_form', status: 'disqualified' },
  { source: 'website_form', status: 'contacted' },
  { source: 'import', status: 'new' },
] as const;
const day = 86_400_000;

/** Contacts with all that is personal about them, from today back over six weeks, and one that was removed. @returns those that stand */
export async function makeLeads(
  { make, makeMany, admin }: CustomerTenant,
  {
    scale,
    factor,
    reviewer,
    content,
    ads,
  }: { scale: number; factor: number; reviewer: UserRow; content: Content; ads: Ads },
): Promise<readonly LeadRow[]> {
  const site = content.channels[0]?.id ?? null;
  const sourceOf = (index: number) => {
    const { source } = shapes[index % 12] ?? shapes[0];
    if (source === 'website_form') return { sourceChannelId: site };
    if (source === 'facebook_lead_ad') return { sourceCampaignId: ads.campaigns[2]?.id ?? null };
    return source === 'google_lead_form' ? { sourceCampaignId: ads.campaigns[index % 2]?.id ?? null } : {};
  };
  const leads = await makeMany.lead(12 * scale * factor, (index) => ({
    createdAt: new Date(Date.now() - (index % 12) * 4 * day - 60_000).toISOString(),
    firstName: `Fay ${index}`,
    company: `Practice ${index}`,
    jobTitle: `Dentist of room ${index}`,
    phone: `+49 30 5550${String(index).padStart(4, '0')}`,
    message: `Please call me, I have pain ${index}`,
    notes: `Prefers mornings ${index}`,
    sourceUrl: `https://www.example.test/thanks?email=patient${index}%40lead.example.test`,
    enrichmentData: { linkedinUrl: `https://linkedin.example.test/in/patient-${index}`, companySize: '1-10' },
    disqualificationReason: shapes[index % 12]?.status === 'disqualified' ? `Cannot pay ${index}` : null,
    utmSource: 'newsletter',
    utmCampaign: `spring ${index % 2}`,
    assignedToId: [reviewer.id, admin.id, null][index % 3] ?? null,
    ...sourceOf(index),
    ...shapes[index % 12],
  }));
  await make.lead({
    firstName: 'Fay removed',
    source: 'google_lead_form',
    sourceCampaignId: ads.campaigns[0]?.id ?? null,
    deletedAt: admin.createdAt,
  });
  const contacted = leads.filter(({ status }) => status !== 'new');
  await makeMany.leadActivity(contacted.length, (index) => ({
    leadId: contacted[index]?.id ?? '',
    type: 'status_change',
    description: `Spoke about pain ${index}`,
    metadata: { fromStatus: 'new', toStatus: 'contacted' },
  }));
  await makeMany.leadActivity(leads.length, (index) => ({
    leadId: leads[index]?.id ?? '',
    type: 'email_sent',
    actorType: 'agent',
    description: `We wrote about pain ${index}`,
    metadata: { emailSubject: `Your pain ${index}` },
  }));
  return leads;
}
