import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import { mintUlid } from '../platform/ids/ulid.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { makeBusiness } from './support/business.ts';
import type { Fences } from './support/gateway-options.ts';
import { startGateway, unlimited, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { factoryPool } from './support/make/pool.ts';
import {
  callWith,
  idPlaces,
  idsOf,
  isRequired,
  literalOf,
  makeWorld,
  nameOf,
  selectAll,
  type InputPlace,
} from './support/world.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

function adminOf(tenant: CustomerTenant): Claims {
  return { userRefId: tenant.admin.refId, tenantRefId: tenant.refId, role: 'admin', scopes: [] };
}

/** The model that a filter's id names, where it is not the one that the filter is named after. */
const modelOf: Readonly<Record<string, string>> = {
  activityRunId: 'ActivityRun',
  assignedToId: 'User',
  assigneeUserId: 'User',
  campaignId: 'AdCampaign',
  parentId: 'Activity',
};

/** Whether an answer holds a row: a list that holds none is nothing. */
function isSomething(answer: unknown): boolean {
  if (Array.isArray(answer)) return answer.some((row) => row !== null);
  if (typeof answer !== 'object' || answer === null) return false;
  return !('totalCount' in answer) || answer.totalCount !== 0;
}

let graph: TestGateway;
let schema: GraphQLSchema;
let mine: CustomerTenant;
let theirs: CustomerTenant;
let myWorld: ReadonlyMap<string, string>;
/** Rows that hang together: model → ULIDs. */
let myIds: ReadonlyMap<string, readonly string[]>;
let theirWorld: ReadonlyMap<string, string>;

beforeAll(async () => {
  graph = await startGateway({ limits: unlimited });
  schema = graph.apiSchema;
  const { tenant, plan, work, content, ads } = await makeBusiness(graph.runtime);
  // What a business has not by chance: work under other work of the same period, a lead of a channel and a campaign.
  const [periodId, parentId] = [plan.periods[0]?.id ?? null, work.reviewers[0]?.id ?? null];
  await tenant.make.activity({ parentId, deliverablePeriodId: periodId, assigneeUserId: tenant.admin.id });
  const [sourceChannelId, sourceCampaignId] = [content.channels[0]?.id ?? null, ads.campaigns[0]?.id ?? null];
  await tenant.make.lead({ sourceChannelId, sourceCampaignId });
  [mine, theirs] = [tenant, await makeTenant()];
  [myWorld, theirWorld] = await Promise.all([makeWorld(mine, schema), makeWorld(theirs, schema)]);
  myIds = await idsOf(mine, schema, 40);
}, 60_000);

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

// One gateway for all: to plan each of these operations takes longer than to answer it behind all three.
describe.each<[string, () => Fences]>([
  ['with every fence', () => ({})],
  ['with row-level security alone', () => ({ tenantFilter: false })],
  // As migrator_user, whom no policy holds.
  ["with the tenant's filter in each statement alone", () => ({ pool: factoryPool() })],
])('isolation %s', (_name, fences) => {
  beforeAll(() => graph.stand(fences()));

  /** The field called once for each id, on the query root or on `$parents`. */
  function operationOn(place: InputPlace, count: number): string {
    const type = place.path.at(-1) === 'slug' ? 'String' : 'ID';
    const indexes = Array.from({ length: count }, (_, index) => index);
    const calls = indexes.map((index) => `a${index}: ${callWith(place, `$id${index}`)}`).join(' ');
    const given = indexes.map((index) => `$id${index}: ${type}!`).join(', ');
    return place.type.name === 'Query'
      ? `query (${given}) { ${calls} }`
      : `query ($parents: [ID!]!, ${given}) { nodes(ids: $parents) { ... on ${place.type.name} { ${calls} } } }`;
  }

  function variablesOf(ids: readonly string[], parents: readonly string[]): object {
    return { parents, ...Object.fromEntries(ids.map((id, index) => [`id${index}`, id])) };
  }

  /** Explaining would print a plan at each request. */
  function ask<Data>(operation: string, variables: object = {}) {
    return graph.query<Data>(adminOf(mine), operation, variables, { 'x-leadmetrics-explain': '0' });
  }

  /** What an answer says once the ids themselves are taken out of it. */
  async function answerTo(operation: string, ids: readonly string[], parents: readonly string[]) {
    const { status, data, errors } = await ask(operation, variablesOf(ids, parents));
    const told = errors.map(({ message, path, extensions: { requestId: _id, ...extensions } }) => ({
      message,
      path,
      extensions,
    }));
    const text = ids.reduce(
      (answer, id) => answer.replaceAll(id, 'ID'),
      JSON.stringify({ status, data, errors: told }),
    );
    return JSON.parse(text) as { data: Record<string, unknown> };
  }

  /** What an operation answers me; nothing may go wrong in it but what an admin is refused. */
  async function answered(operation: string, variables: object = {}) {
    const { data, errors } = await ask<Record<string, unknown>>(operation, variables);
    const codes = errors.map(({ extensions }) => extensions['code']);
    expect({ operation, codes: codes.filter((code) => code !== 'FORBIDDEN') }).toEqual({ operation, codes: [] });
    return data;
  }

  /** Ids of mine that the place may be asked for. */
  function idsFor({ field, path }: InputPlace): readonly string[] {
    const last = path.at(-1) ?? '';
    if (last === 'slug') return [mine.slug];
    if (last === 'ids' || field.name === 'node') return [mine.refId];
    const named = last.charAt(0).toUpperCase() + last.slice(1).replace(/Id$/, '');
    return myIds.get(last === 'id' ? getNamedType(field.type).name : (modelOf[last] ?? named)) ?? [];
  }

  it("answers another tenant's id as it answers an unknown one, at every place that takes an id", async () => {
    const foreign = [...theirWorld.values()];
    const unknown = foreign.map(() => mintUlid());
    const skipped: string[] = [];
    for (const place of idPlaces(schema)) {
      const own = myWorld.get(place.type.name);
      if (place.type.name !== 'Query' && own === undefined) {
        skipped.push(nameOf(place));
        continue;
      }
      const operation = operationOn(place, foreign.length);
      const parents = own === undefined ? [] : [own];
      const answer = await answerTo(operation, foreign, parents);
      const expected = await answerTo(operation, unknown, parents);
      expect({ place: nameOf(place), answer }).toEqual({ place: nameOf(place), answer: expected });
    }
    expect(skipped).toEqual([]);
  }, 240_000);

  it('finds something by an id of my own at every place, so that the walk above compares something', async () => {
    const nothing: string[] = [];
    for (const place of idPlaces(schema)) {
      const found = idsFor(place);
      // The operation of the walk above takes so many ids: mine fill them, over and over.
      const ids = Array.from({ length: theirWorld.size }, (_, index) => found[index % found.length] ?? mintUlid());
      const isRoot = place.type.name === 'Query';
      const data = await answered(operationOn(place, ids.length), variablesOf(ids, myIds.get(place.type.name) ?? []));
      const rows = isRoot ? [data] : (data['nodes'] as Record<string, unknown>[]); // `nodes` was selected
      if (!rows.some((row) => Object.values(row).some(isSomething))) nothing.push(nameOf(place));
    }
    expect(nothing).toEqual([]);
  }, 240_000);

  it("never shows another tenant's row or any UUID, wherever the schema is walked", async () => {
    const foreign = new Set(theirWorld.values());
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      const answer = getNamedType(field.type);
      // Asked by an id, one row is walked below.
      if (!isObjectType(answer) || field.args.some(({ type }) => getNamedType(type).name === 'ID')) continue;
      const required = field.args.filter(isRequired).map((argument) => `${argument.name}: ${literalOf(argument)}`);
      const data = await answered(
        `{ ${field.name}${required.length > 0 ? `(${required.join(', ')})` : ''} ${selectAll(answer, 3)} }`,
      );
      const text = JSON.stringify(data);
      expect([...foreign].filter((id) => text.includes(id))).toEqual([]);
      expect(uuid.exec(text)?.[0] ?? null).toBeNull();
    }
    for (const [model, id] of myWorld) {
      const type = schema.getType(model);
      if (!isObjectType(type)) throw new Error(`${model} is no type of the graph`);
      const data = await answered(`query ($id: ID!) { node(id: $id) { ... on ${model} ${selectAll(type, 2)} } }`, {
        id,
      });
      const text = JSON.stringify(data);
      expect([...foreign].filter((other) => text.includes(other))).toEqual([]);
      expect(uuid.exec(text)?.[0] ?? null).toBeNull();
    }
  }, 240_000);

  it('resolves no entity of another tenant in any subgraph', async () => {
    for (const answered of await graph.entities(adminOf(mine), theirWorld)) {
      expect(answered).toEqual({ ...answered, entity: null });
    }
  });
});
