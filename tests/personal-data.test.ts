import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, isCompositeType, isObjectType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import { identifier, join, sql } from '../platform/database/sql.ts';
import { columnOf, type Table } from '../platform/database/table.ts';
import { tables } from '../platform/database/tables.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { makeBusiness, type Business } from './support/business.ts';
import { claimsOf, partnerClaims } from './support/claims.ts';
import { everythingOf } from './support/everything.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { closeFactories } from './support/make.ts';
import { refusals } from './support/refusals.ts';
import { isRequired } from './support/world.ts';

/** What is personal, by kind: every value that the tables hold. */
type Personal = Readonly<Record<string, readonly string[]>>;

let graph: TestGateway;
let schema: GraphQLSchema;
let business: Business;
let personal: Personal;
let walk: readonly string[];

beforeAll(async () => {
  graph = await startGateway();
  schema = graph.apiSchema;
  business = await makeBusiness(graph.runtime);
  personal = await personalOf(business);
  walk = [...rootQueries(), ...(await nodeQueries(business))];
}, 60_000);

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** Where the personal columns are, by kind. Of `jsonb` the key that is personal. */
const places: readonly (readonly [kind: string, table: Table, field: string, key?: string])[] = [
  ['addresses of users', tables.user, 'email'],
  ['names of leads', tables.lead, 'firstName'],
  ['names of leads', tables.lead, 'lastName'],
  ['job titles of leads', tables.lead, 'jobTitle'],
  ['addresses of leads', tables.lead, 'email'],
  ['phones of leads', tables.lead, 'phone'],
  ['messages of leads', tables.lead, 'message'],
  ['notes on leads', tables.lead, 'notes'],
  ['pages that leads came from', tables.lead, 'sourceUrl'],
  ['reasons against leads', tables.lead, 'disqualificationReason'],
  ['pages of leads on LinkedIn', tables.lead, 'enrichmentData', 'linkedinUrl'],
  ['what was said to leads', tables.leadActivity, 'description'],
  ['subjects of e-mails to leads', tables.leadActivity, 'metadata', 'emailSubject'],
];

/** Free columns of leads that name nobody: the company, the link's own words and the role of an agent. */
const impersonal = ['company', 'utmSource', 'utmMedium', 'utmCampaign', 'actorAgentRole'];

async function personalOf({ tenant: { id } }: Business): Promise<Personal> {
  const personal: Record<string, string[]> = {};
  for (const [kind, table, field, key] of places) {
    const column = identifier(columnOf(table, field).name);
    const text = key === undefined ? column : sql`${column} ->> ${key}`;
    const found = await rowsOf<{ text: string }>(
      factoryPool(),
      sql`SELECT DISTINCT ${text} AS text FROM ${identifier(table.name)} WHERE tenant_id = ${id}::uuid AND ${text} IS NOT NULL`,
    );
    expect({ kind, field, values: found.length > 0 }).toEqual({ kind, field, values: true });
    personal[kind] = [...(personal[kind] ?? []), ...found.map((row) => row.text)];
  }
  return personal;
}

/** Every field of the query root that needs no id, with everything under it. */
function rootQueries(): string[] {
  return Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap(({ name, type, args }) => {
    const required = args.filter(isRequired);
    if (required.some((argument) => getNamedType(argument.type).name === 'ID')) return [];
    const given = required.map((argument) => `${argument.name}: ${literalOf(argument)}`);
    const answer = getNamedType(type);
    if (!isCompositeType(answer)) return [];
    return `{ ${name}${given.length > 0 ? `(${given.join(', ')})` : ''} ${everythingOf(schema, answer, 1)} }`;
  });
}

/** Every entity of the graph with everything under it, by the ids of three of its rows. */
async function nodeQueries({ tenant }: Business): Promise<string[]> {
  const entities = Object.values(tables).filter((table) => isObjectType(schema.getType(table.model)));
  const reads = entities
    .filter(({ tenancy }) => tenancy !== 'self')
    .map(
      ({ name, model }) =>
        sql`(SELECT ${model}::text AS model, ref_id AS id FROM ${identifier(name)} WHERE tenant_id = ${tenant.id}::uuid ORDER BY ref_id LIMIT 3)`,
    );
  const found = await rowsOf<{ model: string; id: string }>(factoryPool(), join(reads, ' UNION ALL '));
  return entities.map(({ model }) => {
    const ids = model === 'Tenant' ? [tenant.refId] : found.flatMap((row) => (row.model === model ? [row.id] : []));
    const type = schema.getType(model);
    if (type === undefined) throw new Error(`expected ${model} in the graph`);
    return `{ nodes(ids: ${JSON.stringify(ids)}) { ... on ${model} ${everythingOf(schema, type, 1)} } }`;
  });
}

/** Values for arguments that must be given and carry no id. */
function literalOf({ name, type }: GraphQLArgument): string {
  const instants = '{ from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" }';
  if (name === 'filter') return `{ createdAt: ${instants} }`;
  throw new Error(`no value is known for ${name}: ${getNamedType(type).name}`);
}

/** The kinds of personal data of which something appears in an answer to the walk, errors included. */
async function kindsSeenBy(claims: Claims): Promise<string[]> {
  const seen = new Set<string>();
  for (const query of walk) {
    const { data, errors, status } = await graph.query(claims, query);
    expect({ query, status }).toEqual({ query, status: 200 });
    const text = JSON.stringify({ data, errors });
    for (const [kind, values] of Object.entries(personal))
      if (values.some((value) => text.includes(JSON.stringify(value).slice(1, -1)))) seen.add(kind);
  }
  return [...seen].sort();
}

describe('everything that the graph tells', () => {
  it('holds all that is personal for an admin, so that the walk would find it', async () => {
    expect(await kindsSeenBy(claimsOf(business.tenant))).toEqual(Object.keys(personal).sort());
  }, 120_000);

  it.each([tables.lead, tables.leadActivity])('was weighed column by column: $name', (table: Table) => {
    const free = Object.keys(table.columns).filter((field) =>
      ['text', 'text[]', 'jsonb'].includes(columnOf(table, field).type),
    );
    const weighed = [...places.flatMap(([, at, field]) => (at === table ? [field] : [])), ...impersonal];
    expect(free.filter((field) => !weighed.includes(field))).toEqual([]);
  });

  it('holds nothing personal for an analyst but the names of leads and what they are', async () => {
    const names = ['job titles of leads', 'names of leads'];
    expect(await kindsSeenBy(claimsOf(business.tenant, 'analyst'))).toEqual(names);
  }, 120_000);

  it('holds nothing personal for a partner whose scopes leave it out', async () => {
    expect(await kindsSeenBy(partnerClaims(business, 'personal:read'))).toEqual([]);
  }, 120_000);
});

describe('leads filtered by their address', () => {
  const count = (place: string): string =>
    `query ($email: String!) { ${place.replace('LEADS', 'leads(filter: { email: $email }) { totalCount }')} }`;

  it.each([
    ['an analyst', () => claimsOf(business.tenant, 'analyst')],
    ['a partner without the scope', () => partnerClaims(business, 'personal:read')],
  ])('tell %s nothing, at every place that lists leads', async (_name, claims) => {
    const { leads, ads, content } = business;
    const email = leads[0]?.email;
    for (const [query, path] of [
      [count('LEADS'), ['leads']],
      [count('viewer { tenant { LEADS } }'), ['viewer', 'tenant', 'leads']],
      [count(`node(id: "${ads.campaigns[0]?.refId}") { ... on AdCampaign { LEADS } }`), ['node', 'leads']],
      [count(`node(id: "${content.channels[0]?.refId}") { ... on Channel { LEADS } }`), ['node', 'leads']],
      [
        count(`lead(id: "${leads[0]?.refId}") { assignedTo { LEADS } }`).replace('leads(', 'assignedLeads('),
        ['lead', 'assignedTo', 'assignedLeads'],
      ],
    ] as const) {
      const known = await graph.query(claims(), query, { email });
      const unknown = await graph.query(claims(), query, { email: 'nobody@lead.example.test' });
      expect({ query, refused: refusals(known.errors) }).toEqual({ query, refused: [{ path, code: 'FORBIDDEN' }] });
      expect([unknown.data, unknown.errors.map(({ message }) => message)]).toEqual([
        known.data,
        known.errors.map(({ message }) => message),
      ]);
    }
  });
});
