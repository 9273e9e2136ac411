import { beforeAll, describe, expect, it } from '@jest/globals';
import type { GraphQLFormattedError } from 'graphql';
import type { LeadRow, UserRow } from '../../platform/database/tables.ts';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

let tenant: CustomerTenant;
let reviewer: UserRow;
let lead: LeadRow;
let everything: string;

const names = { firstName: 'Divya', lastName: 'Kapoor', fullName: 'Divya Kapoor', jobTitle: 'Head of weaving' };
const personal = {
  email: 'divya@mills.example',
  phone: '+91 98',
  message: 'Please call.',
  sourceUrl: 'https://mills.example/thanks?email=divya%40mills.example',
  disqualificationReason: 'Quarrels with her brother.',
  notes: 'Budget soon.',
};
const enrichment = { linkedinUrl: 'https://linkedin.example/in/divya', industry: 'Textiles' };
const call = { type: 'CALL', description: 'Talked.', emailSubject: null, metadata: { minutes: 5 } };
const withheld = (fields: object) => Object.fromEntries(Object.keys(fields).map((field) => [field, null]));
const company = { linkedinUrl: null, industry: 'Textiles' };
const silentCall = { ...call, description: null, metadata: null };

beforeAll(async () => {
  tenant = await makeTenant();
  reviewer = await tenant.make.user({ role: 'reviewer' });
  const { fullName: _joined, ...parts } = names;
  lead = await tenant.make.lead({
    ...parts,
    ...personal,
    company: 'Kaveri Mills',
    assignedToId: reviewer.id,
    enrichmentData: enrichment,
  });
  const { description, metadata } = call;
  await tenant.make.leadActivity({ leadId: lead.id, type: 'call', description, metadata });
  everything = `{ lead(id: "${lead.refId}") { label company ${Object.keys({ ...names, ...personal }).join(' ')}
    enrichment { linkedinUrl industry } timeline { nodes { ${Object.keys(call).join(' ')} } } } }`;
});

/** The names of the fields that were refused, all as FORBIDDEN. */
function refused(errors: readonly GraphQLFormattedError[]): unknown[] {
  expect(errors.filter(({ extensions }) => extensions?.['code'] !== 'FORBIDDEN')).toEqual([]);
  return errors.map(({ path }) => path?.at(-1)).sort();
}

describe('of a lead', () => {
  it('people of the tenant may read everything', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'member'), everything);
    expect(data).toEqual({
      lead: {
        label: 'Divya Kapoor',
        company: 'Kaveri Mills',
        ...names,
        ...personal,
        enrichment,
        timeline: { nodes: [call] },
      },
    });
    expect(errors).toEqual([]);
  });

  it('analysts may read no address and no free text', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'analyst'), everything);
    const told = { label: 'Divya Kapoor', company: 'Kaveri Mills', ...names, ...withheld(personal) };
    expect(data).toEqual({ lead: { ...told, enrichment: company, timeline: { nodes: [silentCall] } } });
    expect(refused(errors)).toEqual([
      'description',
      'disqualificationReason',
      'email',
      'emailSubject',
      'linkedinUrl',
      'message',
      'metadata',
      'notes',
      'phone',
      'sourceUrl',
    ]);
  });

  it('partners may read no name and no job title either, not even in the label', async () => {
    const { data, errors } = await ask(viewerOf(tenant, 'partner', { scopes: ['leads:read'] }), everything);
    const told = { label: 'Kaveri Mills', company: 'Kaveri Mills', ...withheld(names), ...withheld(personal) };
    expect(data).toEqual({ lead: { ...told, enrichment: company, timeline: { nodes: [silentCall] } } });
    expect(refused(errors)).toHaveLength(14);
  });

  it('partners with the scope for personal data may read everything', async () => {
    const viewer = viewerOf(tenant, 'partner', { scopes: ['leads:read', 'personal:read'] });
    expect(await ask(viewer, everything)).toMatchObject({
      data: { lead: { ...names, ...personal, enrichment } },
      errors: [],
    });
  });

  it('partners without the scope for leads may read nothing, wherever leads are told of', async () => {
    const range = 'createdAt: { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }';
    const query = `query ($keys: [_Any!]!) {
      lead(id: "${lead.refId}") { id } leads { totalCount } leadActivity(id: "${lead.refId}") { id }
      _entities(representations: $keys) {
        ... on Tenant { leads { totalCount } leadFunnel { total } leadBreakdown(${range}, groupBy: []) { count } }
        ... on User { assignedLeads { totalCount } }
      } }`;
    const rows = { Tenant: tenant, User: reviewer };
    const keys = Object.entries(rows).map(([__typename, { refId: id }]) => ({ __typename, id }));
    const { data, errors } = await ask(viewerOf(tenant, 'partner'), query, { keys });
    expect(data).toEqual({
      lead: null,
      leads: null,
      leadActivity: null,
      _entities: [{ leads: null, leadFunnel: null, leadBreakdown: null }, { assignedLeads: null }],
    });
    expect(refused(errors)).toHaveLength(7);
  });
});

it('lets reviewers read leads assigned to them, with their timelines, and no other', async () => {
  const other = await tenant.make.lead({ assignedToId: tenant.admin.id });
  const entry = await tenant.make.leadActivity({ leadId: other.id });
  const query = `query ($keys: [_Any!]!) {
    mine: lead(id: "${lead.refId}") { email timeline { totalCount } } other: lead(id: "${other.refId}") { id }
    leadActivity(id: "${entry.refId}") { id }
    _entities(representations: $keys) { ... on Lead { label } ... on LeadActivity { type } } }`;
  const keys = [
    { __typename: 'Lead', id: lead.refId },
    { __typename: 'Lead', id: other.refId },
    { __typename: 'LeadActivity', id: entry.refId },
  ];
  const { data, errors } = await ask(viewerOf(tenant, 'reviewer', { user: reviewer }), query, { keys });
  expect(errors).toEqual([]);
  expect(data).toEqual({
    mine: { email: 'divya@mills.example', timeline: { totalCount: 1 } },
    other: null,
    leadActivity: null,
    _entities: [{ label: 'Divya Kapoor' }, null, null],
  });
});
