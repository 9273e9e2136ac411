import { tables, type LeadActivityRow, type LeadRow, type LeadStatus } from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { campaignOf } from './ads.ts';
import { channelOf } from './content.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf } from './people.ts';
import type { ScalePlan, ScaleTenant } from './plan.ts';

const leadIds = new Identities('leads');
const entryIds = new Identities('lead activities');

const statuses: readonly LeadStatus[] = [
  'new',
  'contacted',
  'contacted',
  'qualified',
  'disqualified',
  'disqualified',
  'converted',
];

/** Half as many leads as activities, and for each second one the entry that says when it was first contacted. */
export function crm(plan: ScalePlan): Load[] {
  return [
    { table: tables.lead, count: plan.leads, rows: () => leads(plan) },
    { table: tables.leadActivity, count: plan.leads / 2, rows: () => timelines(plan) },
  ];
}

function tenantOf(plan: ScalePlan, number: number): ScaleTenant {
  return plan.tenantAt(leadIds.fraction(number, 0));
}

function* leads(plan: ScalePlan): Generator<Draft<LeadRow>> {
  for (let number = 0; number < plan.leads; number += 1) {
    const tenant = tenantOf(plan, number);
    const at = plan.instant(number, plan.leads);
    const source = leadIds.pick(['website_form', 'google_lead_form', 'manual', 'import'] as const, number, 1);
    const status = leadIds.pick(statuses, number, 2);
    yield {
      ...born(leadIds, number, at, peopleOf.service(tenant)),
      tenantId: tenant.id,
      source,
      sourceChannelId: channelOf(tenant, number),
      sourceCampaignId: source === 'google_lead_form' ? campaignOf(tenant, number) : null,
      firstName: 'Lea',
      lastName: `Lead ${number}`,
      email: `lead-${number}@example.com`,
      company: `Company ${number % 1_000}`,
      utmSource: leadIds.pick(['google', 'newsletter', 'partner'], number, 3),
      status,
      assignedToId: status === 'new' ? null : peopleOf.reviewer(tenant, leadIds.below(1_000, number, 4)),
      lastActivityAt: new Date(at + 3_600_000).toISOString(),
      updatedAt: status === 'new' ? null : new Date(at + 3_600_000).toISOString(),
      updatedById: status === 'new' ? null : peopleOf.admin(tenant),
    };
  }
}

function* timelines(plan: ScalePlan): Generator<Draft<LeadActivityRow>> {
  for (let number = 0; number < plan.leads; number += 2) {
    const tenant = tenantOf(plan, number);
    yield {
      ...born(entryIds, number, plan.instant(number, plan.leads) + 3_600_000, peopleOf.admin(tenant)),
      tenantId: tenant.id,
      leadId: leadIds.uuid(number),
      type: 'status_change',
      actorType: 'human',
      actorUserId: peopleOf.admin(tenant),
      metadata: { fromStatus: 'new', toStatus: 'contacted' },
    };
  }
}
