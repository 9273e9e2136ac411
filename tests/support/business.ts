import type { ActivityRunRow, BacklinkRow, LeadRow, StrategyRow, UserRow } from '../../platform/database/tables.ts';
import type { SubgraphRuntime } from '../../platform/graph/execute.ts';
import { sql } from '../../platform/database/sql.ts';
import { makeAds, type Ads } from './business/ads.ts';
import { makeAgents } from './business/agents.ts';
import { makeAlerts, type Alerts } from './business/alerts.ts';
import { makeApprovals } from './business/approvals.ts';
import { makeBacklinks } from './business/backlinks.ts';
import { makeContent, type Content } from './business/content.ts';
import { makeCosts } from './business/costs.ts';
import { makeDecisions } from './business/decisions.ts';
import { makeLeads } from './business/leads.ts';
import { makePlan, type Plan } from './business/plan.ts';
import { makeSocial, type Social } from './business/social.ts';
import { makeWork, type Work } from './business/work.ts';
import { factoryPool, rowsOf } from './make/pool.ts';
import { makeTenant, type CustomerTenant } from './make.ts';

/** A tenant with some of everything that operations read, in the shapes that contract section 3 asks for. */
export interface Business {
  readonly tenant: CustomerTenant;
  /** What its amounts and counts were multiplied by. */
  readonly factor: number;
  readonly member: UserRow;
  readonly reviewer: UserRow;
  readonly agent: UserRow;
  readonly service: UserRow;
  readonly plan: Plan;
  readonly work: Work;
  readonly content: Content;
  readonly social: Social;
  readonly backlinks: readonly BacklinkRow[];
  readonly ads: Ads;
  readonly leads: readonly LeadRow[];
  readonly alerts: Alerts;
  /** The one in force. */
  readonly strategy: StrategyRow;
  /** A run with calls to language models and tools. */
  readonly run: ActivityRunRow;
}

export interface BusinessSize {
  /** How many times the rows; 10 makes ten of everything that is one at 1. */
  readonly scale?: number;
  /** Multiplies amounts and counts, so that two businesses of equal shape have no figure in common. */
  readonly factor?: number;
  /** The tenant's name; one of its own unless told otherwise. */
  readonly name?: string;
}

/** When everything began: before any call that language models were paid for. */
const begun = new Date(Date.now() - 120 * 86_400_000).toISOString();

/** Makes a business with its documents. */
export async function makeBusiness(
  { documents, cipher }: Pick<SubgraphRuntime, 'documents' | 'cipher'>,
  { scale = 1, factor = 1, ...named }: BusinessSize = {},
): Promise<Business> {
  const tenant = await makeTenant({
    createdAt: begun,
    monthlySpendCapUsd: `${500 * factor}.0000`,
    industry: 'Dentistry',
    website: 'https://example.test/',
    ...named,
    activePlatforms: ['google', 'meta'],
    razorpayCustomerId: 'cust_1',
    razorpaySubscriptionId: 'sub_1',
  });
  const { make, makeMany } = tenant;
  const [reviewer, agent, service] = [
    await make.user({ role: 'reviewer', name: 'Rita', createdAt: begun }),
    await make.user({ kind: 'agent', agentRole: 'copywriter', createdAt: begun }),
    await make.user({ kind: 'service', createdAt: begun }),
  ];
  const [member] = await makeMany.user(2 * scale, (index) => ({ name: `Member ${index}` }));
  if (member === undefined) throw new Error('expected members');
  await make.user({ status: 'deactivated', name: 'Gone' });
  await makeMany.billingEvent(2 * scale, (index) => ({ amountInr: 499_900 * factor + index }));
  const contextFileId = await documents.put('context_files', tenant.id, {
    name: 'context.md',
    markdown: '# We fix teeth',
  });
  await make.onboardingRun({ status: 'completed', contextFileId, researchOutput: 'Three rivals', createdAt: begun });
  const pdf = { bytes: Buffer.from(`%PDF-1.7 ${tenant.slug}`), contentType: 'application/pdf' };
  const pdfRef = await documents.putFile('contract_pdfs', tenant.id, pdf);
  await rowsOf(factoryPool(), sql`UPDATE contracts SET pdf_ref = ${pdfRef} WHERE id = ${tenant.contract.id}::uuid`);

  const plan = await makePlan(tenant, { scale, factor, begun });
  await makeAgents(tenant, { documents, cipher }, scale);
  const work = await makeWork(tenant, documents, { scale, plan, reviewer });
  const content = await makeContent(tenant, documents, { scale, factor, begun, plan, work });
  const social = await makeSocial(tenant, documents, { scale, factor, begun, plan, work, content });
  const backlinks = await makeBacklinks(tenant, { scale, factor, begun, plan, work });
  const ads = await makeAds(tenant, { scale, factor, begun, plan, work, content });
  const leads = await makeLeads(tenant, { scale, factor, reviewer, content, ads });
  const alerts = await makeAlerts(tenant, { reviewer, content, backlinks, leads });
  const run = await makeCosts(tenant, { scale, factor, work, plan });
  await makeApprovals(tenant, { scale, plan, work, reviewer });
  await makeDecisions(tenant, { reviewer, content, social, ads });
  // The month's copy is as wrong as it is when a month has just begun: whoever answers from it is found out.
  await rowsOf(
    factoryPool(),
    sql`UPDATE tenants SET current_month_spend_usd =
          (SELECT sum(cost_usd) + 7000 FROM llm_calls WHERE tenant_id = ${tenant.id}::uuid)
        WHERE id = ${tenant.id}::uuid`,
  );
  const parts = { plan, work, content, social, backlinks, ads, leads, alerts };
  return { tenant, factor, member, reviewer, agent, service, ...parts, strategy: plan.strategy, run };
}
