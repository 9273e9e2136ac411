import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getNamedType, isObjectType, type GraphQLArgument, type GraphQLSchema } from 'graphql';
import { mintUlid } from '../platform/ids/ulid.ts';
import type { Claims } from '../platform/identity/token.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, twoTenants, type CustomerTenant } from './support/make.ts';
import { idPlaces, isRequired, makeWorld, selectAll, selectPresence, type IdPlace } from './support/world.ts';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i;

function adminOf(tenant: CustomerTenant): Claims {
  return { userRefId: tenant.admin.refId, tenantRefId: tenant.refId, role: 'admin', scopes: [] };
}

/** Values for arguments that must be given and carry no id. */
function literalOf(argument: GraphQLArgument): string {
  const name = getNamedType(argument.type).name;
  if (name === 'DateTimeRange') return '{ from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" }';
  if (name === 'DateRange') return '{ from: "2026-01-01", to: "2026-01-31" }';
  if (name === 'LlmCallFilter')
    return '{ createdAt: { from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" } }';
  if (name.endsWith('Dimension')) return '[]';
  throw new Error(`no value is known for ${argument.name}: ${name}`);
}

/** The call of a field with a variable at one place of its arguments. */
function callWith({ field, path, list }: IdPlace, variable: string): string {
  const [argument = '', ...inside] = path;
  const written = list ? `[${variable}]` : variable;
  const isLlmCalls =
    argument === 'filter' && field.args.some(({ type }) => getNamedType(type).name === 'LlmCallFilter');
  const filled = isLlmCalls ? 'createdAt: { from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" }, ' : '';
  const value =
    inside.length === 0 ? written : `{ ${filled}${inside.join(': { ')}: ${written}${' }'.repeat(inside.length)}`;
  const others = field.args
    .filter((other) => other.name !== argument && isRequired(other))
    .map((other) => `${other.name}: ${literalOf(other)}`);
  const answer = getNamedType(field.type);
  const selection = isObjectType(answer)
    ? selectPresence(answer)
    : 'getFields' in answer || 'getTypes' in answer
      ? '{ __typename }'
      : '';
  return `${field.name}(${[`${argument}: ${value}`, ...others].join(', ')}) ${selection}`;
}

function nameOf({ type, field, path }: IdPlace): string {
  return `${type.name}.${field.name}(${path.join('.')})`;
}

describe.each([
  ['with every fence', true],
  ['with row-level security alone', false],
])('isolation %s', (_name, tenantFilter) => {
  let graph: TestGateway;
  let schema: GraphQLSchema;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  let myWorld: ReadonlyMap<string, string>;
  let theirWorld: ReadonlyMap<string, string>;

  beforeAll(async () => {
    graph = await startGateway({ tenantFilter });
    schema = graph.apiSchema;
    [mine, theirs] = await twoTenants();
    [myWorld, theirWorld] = await Promise.all([makeWorld(mine, schema), makeWorld(theirs, schema)]);
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  /** The field called once for each id, on the query root or on a row of my own; null where I have no such row. */
  function operationOn(place: IdPlace, count: number): string | null {
    const type = place.path.at(-1) === 'slug' ? 'String' : 'ID';
    const indexes = Array.from({ length: count }, (_, index) => index);
    const calls = indexes.map((index) => `a${index}: ${callWith(place, `$id${index}`)}`).join(' ');
    const own = myWorld.get(place.type.name);
    if (place.type.name !== 'Query' && own === undefined) return null;
    const body = own === undefined ? calls : `node(id: "${own}") { ... on ${place.type.name} { ${calls} } }`;
    return `query (${indexes.map((index) => `$id${index}: ${type}!`).join(', ')}) { ${body} }`;
  }

  /** What an answer says once the ids themselves are taken out of it. */
  async function answerTo(operation: string, ids: readonly string[]) {
    const variables = Object.fromEntries(ids.map((id, index) => [`id${index}`, id]));
    const { status, data, errors } = await graph.query(adminOf(mine), operation, variables);
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

  it("answers another tenant's id as it answers an unknown one, at every place that takes an id", async () => {
    const foreign = [...theirWorld.values()];
    const unknown = foreign.map(() => mintUlid());
    const walked: string[] = [];
    for (const place of idPlaces(schema)) {
      const operation = operationOn(place, foreign.length);
      if (operation === null) continue;
      const answer = await answerTo(operation, foreign);
      const expected = await answerTo(operation, unknown);
      expect({ place: nameOf(place), answer }).toEqual({ place: nameOf(place), answer: expected });
      walked.push(nameOf(place));
    }
    expect(walked).toEqual(
      expect.arrayContaining([
        'Query.node(id)',
        'Query.nodes(ids)',
        'Query.goals(filter.strategyId)',
        'Goal.deliverables(filter.goalId)',
      ]),
    );
  }, 120_000);

  it('answers my own ids at every root field, so that the walk above compares something', async () => {
    for (const place of idPlaces(schema).filter(({ type, path }) => type.name === 'Query' && path.join() === 'id')) {
      const own = [...myWorld].find(([model]) => model === getNamedType(place.field.type).name)?.[1] ?? mine.refId;
      const { data } = await answerTo(operationOn(place, 1) ?? '', [own]);
      expect({ place: nameOf(place), found: data['a0'] !== null }).toEqual({ place: nameOf(place), found: true });
    }
  });

  it("never shows another tenant's row or any UUID, wherever the schema is walked", async () => {
    const foreign = new Set(theirWorld.values());
    for (const field of Object.values(schema.getQueryType()?.getFields() ?? {})) {
      const answer = getNamedType(field.type);
      if (
        !isObjectType(answer) ||
        field.args.some((argument) => isRequired(argument) && getNamedType(argument.type).name === 'ID')
      )
        continue;
      const required = field.args.filter(isRequired).map((argument) => `${argument.name}: ${literalOf(argument)}`);
      const { data } = await graph.query(
        adminOf(mine),
        `{ ${field.name}${required.length > 0 ? `(${required.join(', ')})` : ''} ${selectAll(answer, 3)} }`,
      );
      const text = JSON.stringify(data);
      expect([...foreign].filter((id) => text.includes(id))).toEqual([]);
      expect(uuid.exec(text)?.[0] ?? null).toBeNull();
    }
    for (const [model, id] of myWorld) {
      const type = schema.getType(model);
      if (!isObjectType(type)) throw new Error(`${model} is no type of the graph`);
      const { data } = await graph.query(
        adminOf(mine),
        `{ node(id: "${id}") { ... on ${model} ${selectAll(type, 2)} } }`,
      );
      const text = JSON.stringify(data);
      expect([...foreign].filter((other) => text.includes(other))).toEqual([]);
      expect(uuid.exec(text)?.[0] ?? null).toBeNull();
    }
  }, 120_000);

  it('resolves no entity of another tenant in any subgraph', async () => {
    for (const answered of await graph.entities(adminOf(mine), theirWorld)) {
      expect(answered).toEqual({ ...answered, entity: null });
    }
  });
});
