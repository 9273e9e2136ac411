import type { ContractTemplate } from '../../domain/tenancy/contract/contract-pdf.ts';
import { rupees } from '../../domain/tenancy/billing-event/billing-event.rules.ts';
import { renderContractPdf } from '../../domain/tenancy/contract/contract-pdf.ts';
import { tables, type ContractRow } from '../../platform/database/tables.ts';
import { partnerScopes } from '../../platform/policy/policy.ts';
import { addDays, addMonths, dayOf } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import { marks } from './users.ts';

/** The contract's story: the starting tenant has yet to agree, the others went from v1.1 to the version in force. */
export async function addContracts(stage: Stage, template: ContractTemplate, madeBy: string): Promise<void> {
  const { tenant, profile } = stage;
  const joined = new Date(tenant.createdAt);
  if (profile.extent === 'starting') {
    await addContract(stage, template, joined, madeBy, { status: 'pending_acceptance' });
    return;
  }
  const renewed = addDays(joined, 150);
  const first = addDays(joined, 0.1);
  const second = addDays(renewed, 1.2);
  await addContract(stage, { ...template, version: 'v1.1' }, joined, madeBy, {
    status: 'superseded',
    ...acceptance(stage, first, '203.0.113.24'),
    ...changed(renewed, madeBy),
  });
  await addContract(stage, template, renewed, madeBy, {
    status: 'accepted',
    ...acceptance(stage, second, '2001:db8:4f3:11::1c'),
    ...changed(second, stage.people.admin),
  });
  tenant.contractAcceptedAt = second.toISOString();
}

function acceptance({ people }: Stage, at: Date, address: string) {
  return {
    acceptedAt: at.toISOString(),
    acceptedById: people.admin,
    acceptedIp: address,
    acceptedUserAgent:
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15',
  };
}

async function addContract(
  stage: Stage,
  template: ContractTemplate,
  generatedAt: Date,
  madeBy: string,
  state: Pick<Draft<ContractRow>, 'status'> & Partial<Draft<ContractRow>>,
): Promise<void> {
  const { batch, profile, tenant } = stage;
  const random = stage.random(`contract ${template.version}`);
  const contract = batch.add(tables.contract, {
    ...bornIn(stage, random, generatedAt, madeBy),
    templateVersion: template.version,
    pdfRef: '',
    generatedAt: generatedAt.toISOString(),
    ...state,
  });
  const bytes = await renderContractPdf({
    template,
    generatedAt,
    values: {
      generated_on: dayOf(generatedAt),
      tenant_name: profile.name,
      tenant_city: profile.city,
      tenant_website: tenant.website ?? '',
      plan: profile.plan,
      monthly_fee: `₹ ${rupees(profile.feePaise)}`,
      monthly_spend_cap: `USD ${profile.monthlySpendCapUsd}`,
      data_privacy_level: profile.dataPrivacyLevel.replace('_', ' '),
    },
  });
  batch.addFile('contract_pdfs', tenant.id, { bytes, contentType: 'application/pdf' }, (id) => (contract.pdfRef = id));
}

/** The subscription's events as Razorpay told them, one charge a month; the suspended tenant's last ones failed. */
export function addBillingEvents(stage: Stage): void {
  const { profile, tenant, calendar } = stage;
  if (profile.extent === 'starting') return;
  addEvent(stage, 'subscription.activated', new Date(tenant.createdAt), 'subscription', null);
  for (let month = -11; month <= 0; month += 1) {
    const due = calendar.notAfterNow(addDays(calendar.month(month), 2.2));
    if (due <= new Date(tenant.createdAt)) continue;
    const failed = profile.extent === 'suspended' ? month >= -1 : month === -4;
    if (failed) addEvent(stage, 'payment.failed', due, 'payment', profile.feePaise);
    if (failed && profile.extent === 'suspended') continue;
    addEvent(
      stage,
      'subscription.charged',
      calendar.notAfterNow(addDays(due, failed ? 3 : 0.01)),
      'payment',
      profile.feePaise,
    );
  }
  if (profile.extent === 'suspended') {
    addEvent(stage, 'subscription.halted', calendar.notAfterNow(addMonths(calendar.month(0), 0)), 'subscription', null);
  }
}

function addEvent(
  stage: Stage,
  eventType: string,
  at: Date,
  entity: 'subscription' | 'payment',
  amountInr: number | null,
): void {
  const { batch, profile, people, tenant } = stage;
  const random = stage.random(`billing ${eventType} ${at.toISOString()}`);
  const payment = `pay_${random.hex(14)}`;
  const subscription = tenant.razorpaySubscriptionId ?? null;
  batch.add(tables.billingEvent, {
    ...bornIn(stage, random, at, people.service),
    eventType,
    razorpayEventId: `evt_${random.hex(14)}`,
    razorpayEntityId: entity === 'payment' ? payment : subscription,
    amountInr,
    plan: profile.plan,
    payload: {
      entity: 'event',
      event: eventType,
      contains: [entity],
      payload:
        entity === 'payment'
          ? { payment: { entity: { id: payment, amount: amountInr, currency: 'INR', method: 'emandate' } } }
          : { subscription: { entity: { id: subscription, plan_id: `plan_${profile.plan}`, status: 'active' } } },
      created_at: Math.floor(at.getTime() / 1000),
    },
  });
}

/** The client of a partner's program. Its secret is known to nobody: the hash is of none. */
export function addApiClient(stage: Stage): void {
  const { batch, people, tenant } = stage;
  const random = stage.random('api client');
  batch.add(tables.apiClient, {
    ...bornIn(stage, random, addDays(new Date(tenant.createdAt), 2.3), people.admin),
    userId: people.partner,
    name: marks.partner,
    scopes: [...partnerScopes],
    secretHash: random.hex(64),
  });
}
