import { fieldNameOf } from '../database/table.ts';
import { graphError } from '../errors/graph-error.ts';
import type { Persona, Viewer } from '../identity/viewer.ts';

/** A partner reads an area when its token carries the scope. */
export interface Scope {
  readonly scope: string;
}

/**
 * Right of one persona to an area: read or write all of the tenant's rows, only its own or assigned ones, by scope, or nothing.
 * An area is a part of what can be read, or a mutation.
 */
export type Right = 'read' | 'write' | 'own' | Scope | 'none';

type Row = Readonly<Record<Persona, Right>>;

const shorthand = ['super_admin', 'admin', 'member', 'reviewer', 'agent', 'service', 'partner', 'analyst'] as const;

/** One line of the matrix, in the contract's order of columns: SA AD ME RV AG SV PA AN. `R` read, `W` write, `O` own, `-` nothing, else a scope. */
function row(...cells: readonly [string, string, string, string, string, string, string, string]): Row {
  const rights = shorthand.map((persona, index) => [persona, right(cells[index] ?? '-')] as const);
  return Object.fromEntries(rights) as Row; // one entry a persona, by construction
}

function right(cell: string): Right {
  if (cell === 'R') return 'read';
  if (cell === 'W') return 'write';
  if (cell === 'O') return 'own';
  return cell === '-' ? 'none' : { scope: cell };
}

/** Rights to mutations, by their names: lines of the matrix below. */
const mutationRights = {
  //                            SA   AD   ME   RV   AG   SV   PA   AN
  acceptContract: /*       */ row('-', 'W', '-', '-', '-', '-', '-', '-'),
  createActivity: /*       */ row('W', 'W', 'O', 'O', 'O', 'W', '-', '-'),
  approveActivity: /*      */ row('W', 'W', '-', 'O', '-', '-', '-', '-'),
  recordLlmCall: /*        */ row('-', '-', '-', '-', 'O', '-', '-', '-'),
} as const satisfies Readonly<Record<string, Row>>;

/**
 * The contract's matrix (docs/api-contract.md#17-rights), reading side: what writes or decides also reads the rows it concerns.
 * Where one cell of the contract tells parts of an area apart, each part is a line here.
 */
export const areas = {
  //                            SA   AD   ME   RV   AG   SV   PA   AN
  tenants: /*              */ row('R', '-', '-', '-', '-', '-', '-', '-'),
  tenant: /*               */ row('R', 'R', 'R', 'R', 'R', 'R', 'R', 'R'),
  tenantSpend: /*          */ row('R', 'R', 'R', 'R', '-', 'R', '-', 'R'),
  users: /*                */ row('R', 'R', 'R', 'R', '-', '-', 'R', 'R'),
  userList: /*             */ row('R', 'R', 'R', 'R', '-', '-', '-', 'R'),
  userEmail: /*            */ row('R', 'R', 'R', '-', '-', '-', 'personal:read', '-'),
  contracts: /*            */ row('R', 'R', 'R', '-', '-', '-', '-', '-'),
  contractEvidence: /*     */ row('R', 'R', '-', '-', '-', '-', '-', '-'),
  billingEvents: /*        */ row('R', 'R', '-', '-', '-', 'R', '-', 'R'),
  billing: /*              */ row('R', 'R', '-', '-', '-', '-', '-', 'R'),
  billingPayload: /*       */ row('R', '-', '-', '-', '-', 'R', '-', '-'),
  razorpayIds: /*          */ row('R', '-', '-', '-', '-', '-', '-', '-'),
  apiClients: /*           */ row('R', 'R', '-', '-', '-', '-', '-', '-'),
  onboarding: /*           */ row('R', 'R', 'R', 'O', 'O', '-', '-', 'R'),
  strategy: /*             */ row('R', 'R', 'R', 'R', 'R', 'R', 'R', 'R'),
  activities: /*           */ row('R', 'R', 'R', 'O', 'O', 'R', 'activities:read', 'R'),
  activityData: /*         */ row('R', 'R', 'R', 'R', 'R', 'R', '-', 'R'),
  runs: /*                 */ row('R', 'R', '-', 'O', 'O', '-', '-', 'R'),
  toolData: /*             */ row('R', 'R', '-', 'R', 'R', '-', '-', '-'),
  runCosts: /*             */ row('R', 'R', '-', 'R', 'R', '-', 'costs:read', 'R'),
  costTotals: /*           */ row('R', 'R', '-', '-', '-', '-', 'costs:read', 'R'),
  templates: /*            */ row('R', 'R', 'R', 'R', 'R', 'R', '-', 'R'),
  agents: /*               */ row('R', 'R', 'R', 'R', 'O', '-', '-', 'R'),
  agentSecrets: /*         */ row('R', 'R', '-', '-', '-', '-', '-', '-'),
  llmProviders: /*         */ row('R', '-', '-', '-', '-', '-', '-', '-'),
  channels: /*             */ row('R', 'R', 'R', 'R', 'R', 'R', 'R', 'R'),
  content: /*              */ row('R', 'R', 'R', 'R', 'R', 'R', 'content:read', 'R'),
  backlinks: /*            */ row('R', 'R', 'R', 'R', 'R', 'R', 'R', 'R'),
  backlinkRaw: /*          */ row('R', 'R', '-', '-', '-', '-', '-', 'R'),
  leads: /*                */ row('R', 'R', 'R', 'O', 'R', 'R', 'leads:read', 'R'),
  leadNames: /*            */ row('R', 'R', 'R', 'R', 'R', 'R', 'personal:read', 'R'),
  leadPersonal: /*         */ row('R', 'R', 'R', 'R', 'R', 'R', 'personal:read', '-'),
  ads: /*                  */ row('R', 'R', 'R', 'R', 'R', 'R', 'R', 'R'),
  tombstones: /*           */ row('R', 'R', '-', '-', '-', '-', 'R', 'R'),
  ...mutationRights,
} as const satisfies Readonly<Record<string, Row>>;

export type Area = keyof typeof areas;

/** The area that rows of a type belong to; a field that answers with one needs the right to read it. */
export const areaOfType: Readonly<Record<string, Area>> = {
  Tenant: 'tenant',
  TenantBilling: 'billing',
  User: 'users',
  Contract: 'contracts',
  BillingEvent: 'billingEvents',
  ApiClient: 'apiClients',
  OnboardingRun: 'onboarding',
  Strategy: 'strategy',
  Goal: 'strategy',
  Deliverable: 'strategy',
  DeliverablePeriod: 'strategy',
  Activity: 'activities',
  Approval: 'activities',
  ActivityStatusCount: 'activities',
  ActivityRun: 'runs',
  LlmCall: 'runs',
  ToolCall: 'runs',
  LlmCostReport: 'costTotals',
  ActivityTemplate: 'templates',
  RecurringTaskTemplate: 'templates',
  AgentConfig: 'agents',
  AgentSession: 'agents',
  LlmProvider: 'llmProviders',
  Channel: 'channels',
  ChannelScore: 'channels',
  BlogRequest: 'content',
  BlogPost: 'content',
  SocialMediaRequest: 'content',
  SocialPost: 'content',
  CalendarDay: 'content',
  Backlink: 'backlinks',
  BacklinkSummary: 'backlinks',
  Lead: 'leads',
  LeadActivity: 'leads',
  LeadFunnel: 'leads',
  LeadBreakdownRow: 'leads',
  AdCampaign: 'ads',
  AdKeyword: 'ads',
  SearchTermReport: 'ads',
  SearchTermClassification: 'ads',
  AdOptimizationRecommendation: 'ads',
  AdTotals: 'ads',
};

/** The area of a table's rows. @throws Error for a model that is no type of the graph: nothing would guard it */
export function areaOfRows(model: string): Area {
  const area = areaOfType[model];
  if (area === undefined) throw new Error(`expected an area for the rows of ${model}: the policy names none`);
  return area;
}

/**
 * The area that an id alone leads into, by `node`: that of the type's own root field, which may ask for more than a reference
 * to a row does (docs/api-contract.md#17-rights: a partner reads users that something refers to). @throws Error for no type of
 * the graph
 */
export function areaOfNode(model: string): Area {
  return areaOfField[`Query.${fieldNameOf(model)}`] ?? areaOfRows(model);
}

/** Fields that ask for more than their type does, or less. */
export const areaOfField: Readonly<Record<string, Area>> = {
  'Query.tenants': 'tenants',
  'Query.user': 'userList',
  'Query.users': 'userList',
  'Viewer.user': 'tenant',
  'Viewer.apiClient': 'tenant',
  'Tenant.users': 'userList',
  'Tenant.monthlySpendCap': 'tenantSpend',
  'Tenant.currentMonthSpend': 'tenantSpend',
  'Tenant.spendRemaining': 'tenantSpend',
  'Tenant.spendCapReached': 'tenantSpend',
  'TenantBilling.razorpayCustomerId': 'razorpayIds',
  'TenantBilling.razorpaySubscriptionId': 'razorpayIds',
  'User.email': 'userEmail',
  'Contract.acceptedIp': 'contractEvidence',
  'Contract.acceptedUserAgent': 'contractEvidence',
  'BillingEvent.razorpayEntityId': 'billingPayload',
  'BillingEvent.payload': 'billingPayload',
  'Activity.inputData': 'activityData',
  'Activity.outputSummary': 'activityData',
  'Activity.output': 'activityData',
  'Activity.totalCost': 'runCosts',
  'Activity.runCount': 'runs',
  'Goal.llmCost': 'costTotals',
  'Deliverable.llmCost': 'costTotals',
  'ToolCall.input': 'toolData',
  'ToolCall.output': 'toolData',
  'AgentConfig.secretNames': 'agentSecrets',
  'BacklinkCheck.raw': 'backlinkRaw',
  'Lead.firstName': 'leadNames',
  'Lead.lastName': 'leadNames',
  'Lead.fullName': 'leadNames',
  'Lead.jobTitle': 'leadNames',
  'Lead.email': 'leadPersonal',
  'Lead.phone': 'leadPersonal',
  'Lead.message': 'leadPersonal',
  'Lead.sourceUrl': 'leadPersonal',
  'Lead.disqualificationReason': 'leadPersonal',
  'Lead.notes': 'leadPersonal',
  'LeadEnrichment.linkedinUrl': 'leadPersonal',
  'LeadActivity.description': 'leadPersonal',
  'LeadActivity.emailSubject': 'leadPersonal',
  'LeadActivity.metadata': 'leadPersonal',
};

/**
 * The area that a field asks the right to: its own where it is named above, else that of the type it answers with, seen
 * through a connection; undefined where everyone who has its object may read it.
 * @param answer the type it answers with, without list and non-null
 */
export function areaOf(parent: string, field: string, answer: string): Area | undefined {
  if (parent === 'Mutation') return areaOfMutation(field);
  const named = areaOfField[`${parent}.${field}`];
  if (named !== undefined) return named;
  // The list itself was guarded: its edges and nodes need no second look.
  if (parent.endsWith('Connection') || parent.endsWith('Edge')) return undefined;
  return areaOfType[answer.replace(/Connection$/, '')];
}

/** The area that a mutation is. @throws Error for one that the table does not name: nothing would guard it */
export function areaOfMutation(name: string): Area {
  if (!isMutation(name)) throw new Error(`expected a right to ${name}: the policy names none`);
  return name;
}

function isMutation(name: string): name is keyof typeof mutationRights {
  return Object.hasOwn(mutationRights, name);
}

/** Right of a viewer to an area: read or write all of its rows, its own, or none. */
export function rightTo(viewer: Pick<Viewer, 'persona' | 'scopes'>, area: Area): 'read' | 'write' | 'own' | 'none' {
  const granted: Right = areas[area][viewer.persona];
  if (typeof granted === 'string') return granted;
  return viewer.scopes.includes(granted.scope) ? 'read' : 'none';
}

/** The scope that a viewer of this persona needs to read an area; null where it is not a matter of scopes. */
export function scopeFor({ persona }: Pick<Viewer, 'persona'>, area: Area): string | null {
  const granted: Right = areas[area][persona];
  return typeof granted === 'object' ? granted.scope : null;
}

/** The areas of which the viewer may read nothing, in the table's order. */
export function closedAreas(viewer: Viewer): Area[] {
  const all = Object.keys(areas) as Area[]; // an object's own keys
  return all.filter((area) => rightTo(viewer, area) === 'none');
}

/**
 * Refuses who may read nothing of an area.
 * @param what names what was asked for: `Tenant.contract`
 * @throws FORBIDDEN
 */
export function requireRight(viewer: Viewer, area: Area, what: string): void {
  if (rightTo(viewer, area) !== 'none') return;
  const scope = scopeFor(viewer, area);
  const wanted = scope === null ? '' : `; expected the scope "${scope}"`;
  const verb = isMutation(area) ? 'send' : 'read';
  throw graphError('FORBIDDEN', `the role ${viewer.persona} may not ${verb} ${what}${wanted}`);
}

/** Every scope that some area asks of a partner. */
export const partnerScopes: readonly string[] = [
  ...new Set(Object.values(areas).flatMap(({ partner }: Row) => (typeof partner === 'object' ? [partner.scope] : []))),
];
