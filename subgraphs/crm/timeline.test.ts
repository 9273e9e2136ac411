import { beforeAll, expect, it } from '@jest/globals';
import type { LeadActivityRow, LeadRow } from '../../platform/database/tables.ts';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

let tenant: CustomerTenant;
let lead: LeadRow;
/** In the order of their creation. */
let entries: LeadActivityRow[];

beforeAll(async () => {
  tenant = await makeTenant();
  lead = await tenant.make.lead();
  const facts: Partial<LeadActivityRow>[] = [
    { type: 'note', actorType: 'system' },
    { type: 'call' },
    { type: 'email_sent', actorType: 'agent', metadata: { emailSubject: 'Your question' } },
    { type: 'status_change', metadata: { fromStatus: 'new', toStatus: 'contacted' } },
  ];
  entries = await tenant.makeMany.leadActivity(facts.length, (index) => ({ leadId: lead.id, ...facts[index] }));
});

/** The timeline of the lead, as far as `selection` says. */
async function timeline<Node>(selection: string, types = '') {
  const query = `{ lead(id: "${lead.refId}") { timeline${types} { totalCount nodes ${selection} } } }`;
  const { data, errors } = await ask<{ lead: { timeline: { totalCount: number; nodes: Node[] } } }>(
    viewerOf(tenant),
    query,
  );
  expect(errors).toEqual([]);
  return data.lead.timeline;
}

it.each([
  ['', [3, 2, 1, 0]],
  ['(types: null)', [3, 2, 1, 0]],
  ['(types: [CALL, NOTE])', [1, 0]],
  ['(types: [EMAIL_RECEIVED])', []],
  ['(types: [])', []],
])('has the newest first, of the kinds asked for: %s', async (types, expected) => {
  const { totalCount, nodes } = await timeline<{ id: string }>('{ id }', types);
  expect(nodes.map(({ id }) => entries.findIndex(({ refId }) => refId === id))).toEqual(expected);
  expect(totalCount).toBe(expected.length);
});

it('tells who made each entry', async () => {
  const actor = 'actor { __typename ... on AgentActor { role } ... on SystemActor { name } ... on User { id } }';
  const person = { actorType: 'HUMAN', actor: { __typename: 'User', id: tenant.admin.refId } };
  expect((await timeline(`{ actorType ${actor} }`)).nodes).toEqual([
    person,
    { actorType: 'AGENT', actor: { __typename: 'AgentActor', role: 'copywriter' } },
    person,
    { actorType: 'SYSTEM', actor: { __typename: 'SystemActor', name: 'LeadMetrics' } },
  ]);
});

it('tells the statuses of a change and the subject of an e-mail', async () => {
  const nothing = { emailSubject: null, fromStatus: null, toStatus: null };
  expect((await timeline('{ emailSubject fromStatus toStatus }')).nodes).toEqual([
    { ...nothing, fromStatus: 'NEW', toStatus: 'CONTACTED' },
    { ...nothing, emailSubject: 'Your question' },
    nothing,
    nothing,
  ]);
});

it('leads back to its lead, by one statement for all entries', async () => {
  const query = `{ leadActivity(id: "${entries[0]?.refId}") { __typename lead { id timeline { nodes { lead { status } } } } } }`;
  const { data, statements } = await ask(viewerOf(tenant), query);
  const nodes = entries.map(() => ({ lead: { status: 'NEW' } }));
  expect(data).toEqual({ leadActivity: { __typename: 'LeadActivity', lead: { id: lead.refId, timeline: { nodes } } } });
  expect(statements.count).toBe(4); // the entry, its lead, the timeline, the leads of that
});
