import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import type { ApprovalRow, GoalRow } from '../platform/database/tables.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

/** Operations that any client may send, hard for planners and executors: each answered as the GraphQL specification says. */
let graph: TestGateway;
let tenant: CustomerTenant;
/** Newest first, as lists stand. */
let goals: readonly GoalRow[];
let approval: ApprovalRow;

beforeAll(async () => {
  graph = await startGateway();
  tenant = await makeTenant();
  const { make } = tenant;
  goals = [
    await make.goal({ name: 'Third', priority: 1, createdAt: '2026-03-03T00:00:00.000Z' }),
    await make.goal({ name: 'Second', priority: 2, createdAt: '2026-03-02T00:00:00.000Z' }),
    await make.goal({ name: 'First', priority: 3, createdAt: '2026-03-01T00:00:00.000Z' }),
  ];
  const request = await make.blogRequest({ title: 'Autumn' });
  approval = await make.approval({ subjectType: 'BlogRequest', subjectRefId: request.refId });
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

async function ask(query: string, variables: object = {}) {
  const { status, data, errors } = await graph.query(claimsOf(tenant), query, variables);
  return { status, data, errors: errors.map(({ message, extensions }) => `${String(extensions['code'])}: ${message}`) };
}

const answered = (data: unknown) => ({ status: 200, data, errors: [] });
const refused = (message: string) => ({ status: 400, data: undefined, errors: [`BAD_USER_INPUT: ${message}`] });
const names = (key = 'name') => goals.map(({ name }) => ({ [key]: name }));

describe('a named fragment', () => {
  const fragment = 'fragment C on Goal { name priority }';

  it('is judged at each place by that place alone', async () => {
    const query = `{ a: goals { nodes { id ...C @include(if: false) } } b: goals { nodes { ...C } } } ${fragment}`;
    expect(await ask(query)).toEqual(
      answered({
        a: { nodes: goals.map(({ refId }) => ({ id: refId })) },
        b: { nodes: goals.map(({ name, priority }) => ({ name, priority })) },
      }),
    );
  });

  it.each([
    [true, false],
    [false, true],
    [true, true],
    [false, false],
  ])('is spread twice on one object under two conditions, %s and %s', async (x, y) => {
    const query = `query ($x: Boolean!, $y: Boolean!) { goals { totalCount nodes { ...C @include(if: $x) ...C @include(if: $y) } } } ${fragment}`;
    const node = ({ name, priority }: GoalRow) => (x || y ? { name, priority } : {});
    expect(await ask(query, { x, y })).toEqual(answered({ goals: { totalCount: 3, nodes: goals.map(node) } }));
  });

  it.each([true, false])('is reached through two others, one of them skipped: %s', async (x) => {
    const query = `query ($x: Boolean!) { goals { nodes { ...One @include(if: $x) ...Two @skip(if: $x) } } }
      fragment One on Goal { ...C priority } fragment Two on Goal { ...C } fragment C on Goal { name }`;
    const node = ({ name, priority }: GoalRow) => (x ? { name, priority } : { name });
    expect(await ask(query, { x })).toEqual(answered({ goals: { nodes: goals.map(node) } }));
  });

  it('is spread at the root, under a condition and without', async () => {
    const query = `query ($x: Boolean!) { ...R @include(if: $x) a: goals { totalCount } ...R } fragment R on Query { viewer { role } }`;
    expect(await ask(query, { x: false })).toEqual(answered({ a: { totalCount: 3 }, viewer: { role: 'ADMIN' } }));
  });
});

describe('an alias that is the name of another field', () => {
  it('leaves the fields of other subgraphs alone', async () => {
    const query = '{ goals { nodes { id: name name: id llmCost { currency } __typename: metric } } }';
    const node = ({ name, refId, metric }: GoalRow) => ({
      id: name,
      name: refId,
      llmCost: { currency: 'USD' },
      __typename: metric,
    });
    expect(await ask(query)).toEqual(answered({ goals: { nodes: goals.map(node) } }));
  });

  it('stands in a fragment that a variable skips, beside them', async () => {
    const query = `query ($a: Boolean!) { goals { nodes { ... on Goal @skip(if: $a) { id: name } llmCost { currency } } } }`;
    const cost = { llmCost: { currency: 'USD' } };
    expect(await ask(query, { a: false })).toEqual(
      answered({ goals: { nodes: goals.map(({ name }) => ({ id: name, ...cost })) } }),
    );
    expect(await ask(query, { a: true })).toEqual(answered({ goals: { nodes: goals.map(() => cost) } }));
  });

  it('is that of the type, on an interface', async () => {
    const query = '{ approvals { nodes { subject { ... on Summarized { __typename: label } } } } }';
    expect(await ask(query)).toEqual(answered({ approvals: { nodes: [{ subject: { __typename: 'Autumn' } }] } }));
  });

  it('is known to the client in the places of errors', async () => {
    const { data, errors } = await graph.query(claimsOf(tenant), '{ id: goals(first: 0) { nodes { id } } }');
    expect({ data, paths: errors.map(({ path }) => path) }).toEqual({ data: { id: null }, paths: [['id']] });
  });
});

describe('a null variable with a default, where null may not stand', () => {
  it.each<[string, string, string]>([
    [
      'in a condition',
      'query ($n: Boolean = true) { goals { nodes { id targetDate @skip(if: $n) } } }',
      'variable "$n" is null; expected true or false, as @skip takes',
    ],
    [
      'in a required range',
      `query ($n: DateTimeRange = { from: "2026-01-01T00:00:00Z", to: "2026-02-01T00:00:00Z" }) { llmCalls(filter: { createdAt: $n }) { totalCount } }`,
      'variable "$n" is null; expected DateTimeRange! in the argument "filter"',
    ],
    [
      'in a list',
      'query ($n: GoalStatus = ACTIVE) { goals(filter: { status: [$n] }) { totalCount } }',
      'variable "$n" is null; expected GoalStatus! in the argument "filter"',
    ],
    [
      'in an id',
      'query ($n: ID = "x") { goal(id: $n) { id } }',
      'variable "$n" is null; expected ID! in the argument "id"',
    ],
    [
      'in a list of ids',
      'query ($n: ID = "x") { nodes(ids: [$n]) { id } }',
      'variable "$n" is null; expected ID! in the argument "ids"',
    ],
    [
      'in an enum',
      'query ($n: GoalOrderField = PRIORITY) { goals(orderBy: { field: $n }) { totalCount } }',
      'variable "$n" is null; expected GoalOrderField! in the argument "orderBy"',
    ],
    [
      'in what introspection takes',
      'query ($n: String = "Goal") { __type(name: $n) { name } }',
      'variable "$n" is null; expected String! in the argument "name"',
    ],
  ])('is refused by its name: %s', async (_place, query, message) => {
    expect(await ask(query, { n: null })).toEqual(refused(message));
  });

  it('is never looked at in what is skipped', async () => {
    const query = 'query ($n: ID = "x") { goals { totalCount } goal(id: $n) @skip(if: true) { id } }';
    expect(await ask(query, { n: null })).toEqual(answered({ goals: { totalCount: 3 } }));
  });
});

describe('a default', () => {
  it('stands for a required variable', async () => {
    expect(await ask('query ($n: Int! = 2) { goals(first: $n) { nodes { name } } }')).toEqual(
      answered({ goals: { nodes: names().slice(0, 2) } }),
    );
  });

  it('of an input field stands in a variable of that input', async () => {
    const query = 'query ($o: GoalOrder!) { goals(orderBy: $o) { nodes { priority } } }';
    expect(await ask(query, { o: { field: 'PRIORITY' } })).toEqual(answered({ goals: { nodes: priorities(3, 2, 1) } }));
  });

  it.each([
    ['absent', {}, [3, 2, 1]],
    ['given', { d: 'ASC' }, [1, 2, 3]],
  ])('of an input field stands for a variable in it that is %s', async (_case, variables, order) => {
    const query = `query ($d: OrderDirection) { goals(orderBy: { field: PRIORITY, direction: $d }) { nodes { priority } } }`;
    expect(await ask(query, variables)).toEqual(answered({ goals: { nodes: priorities(...order) } }));
  });

  it('of an argument stands for a variable that is absent, and not for one that is null', async () => {
    const query = `query ($n: Int) { goals(first: $n) { nodes { name } } }`;
    expect(await ask(query)).toEqual(answered({ goals: { nodes: names() } }));
    expect(await ask(query, { n: null })).toEqual(answered({ goals: { nodes: names() } }));
  });

  it('may be a single value where a list is taken', async () => {
    const query = 'query ($s: [GoalStatus!] = ACTIVE) { goals(filter: { status: $s }) { totalCount } }';
    expect(await ask(query)).toEqual(await ask('{ goals(filter: { status: [ACTIVE] }) { totalCount } }'));
    expect(await ask(query, { s: 'ACTIVE' })).toEqual(await ask(query));
  });
});

const priorities = (...all: readonly number[]) => all.map((priority) => ({ priority }));

describe('a variable', () => {
  it.each(['representations', 'constructor', 'toString', '__typename', 'first'])('may be called %s', async (name) => {
    const query = `query ($${name}: Int) { goals(first: $${name}) { nodes { name llmCost { currency } } } }`;
    const node = ({ name }: GoalRow) => ({ name, llmCost: { currency: 'USD' } });
    expect(await ask(query)).toEqual(answered({ goals: { nodes: goals.map(node) } }));
    expect(await ask(query, { [name]: 1 })).toEqual(answered({ goals: { nodes: goals.slice(0, 1).map(node) } }));
  });

  it('carries one value to arguments of several types and defaults', async () => {
    const query = `query ($id: ID!, $n: Int = 2) {
      goal(id: $id) { name } nodes(ids: [$id, $id]) { id } a: goals(first: $n) { totalCount nodes { id } } b: goals(last: $n) { nodes { id } }
    }`;
    const [newest, second, oldest] = goals.map(({ refId }) => ({ id: refId }));
    expect(await ask(query, { id: newest?.id })).toEqual(
      answered({
        goal: { name: 'Third' },
        nodes: [newest, newest],
        a: { totalCount: 3, nodes: [newest, second] },
        b: { nodes: [second, oldest] },
      }),
    );
  });
});

describe('what is skipped', () => {
  it('is never executed, whatever else is selected there', async () => {
    const query = `query ($b: Boolean!, $c: Boolean!) { viewer { tenant { billing {
      lastEvent @skip(if: $b) { ... on BillingEvent @include(if: $c) { razorpayEntityId } }
      lastEvent { eventType }
    } } } }`;
    expect(await ask(query, { b: true, c: true })).toEqual(
      answered({ viewer: { tenant: { billing: { lastEvent: null } } } }),
    );
  });

  it('leaves an object that is there without fields', async () => {
    const query = 'query ($c: Boolean!) { goals(first: 1) @skip(if: $c) { totalCount @include(if: $c) } }';
    expect(await ask(query, { c: false })).toEqual(answered({ goals: {} }));
    expect(await ask(query, { c: true })).toEqual(answered({}));
  });

  it('leaves a filter that is refused where nothing is selected', async () => {
    const query = 'query ($c: Boolean!) { llmCalls(filter: { createdAt: {} }) { totalCount @include(if: $c) } }';
    const { data, errors } = await ask(query, { c: false });
    expect({ data, errors }).toEqual({
      data: { llmCalls: null },
      errors: ['BAD_USER_INPUT: an open range would read every month on record; expected both "from" and "to"'],
    });
  });

  it('leaves an entity of another subgraph that is there without fields', async () => {
    const query = `query ($c: Boolean!) { approvals { nodes {
      id
      subject { ... on BlogRequest @include(if: $c) { title } }
      requestedBy { ... on User @include(if: $c) { name } }
    } } }`;
    expect(await ask(query, { c: false })).toEqual(
      answered({ approvals: { nodes: [{ id: approval.refId, subject: {}, requestedBy: {} }] } }),
    );
  });
});

describe('a question about the schema', () => {
  it.each<[string, string, object, unknown]>([
    ['isOneOf', '{ __type(name: "Goal") { isOneOf } }', {}, { __type: { isOneOf: null } }],
    ['of a oneOf input', '{ __type(name: "GoalFilter") { isOneOf } }', {}, { __type: { isOneOf: false } }],
    [
      'beside data, under a condition',
      'query ($v: Boolean!) { ... @include(if: $v) { __schema { queryType { name } } } viewer { role } }',
      { v: true },
      { __schema: { queryType: { name: 'Query' } }, viewer: { role: 'ADMIN' } },
    ],
    [
      'by a variable, under the name of a field',
      'query ($n: String!) { id: __type(name: $n) { name: kind } }',
      { n: 'Goal' },
      { id: { name: 'OBJECT' } },
    ],
    ['of nothing but the root', '{ a: __typename __typename }', {}, { a: 'Query', __typename: 'Query' }],
  ])('is answered: %s', async (_case, query, variables, data) => {
    expect(await ask(query, variables)).toEqual(answered(data));
  });

  it('is answered where it asks for deprecated directives', async () => {
    const { data, errors } = await ask('{ __schema { directives(includeDeprecated: true) { name isDeprecated } } }');
    expect(errors).toEqual([]);
    const { directives } = (data as { __schema: { directives: { name: string }[] } }).__schema;
    expect(directives.map(({ name }) => name)).toEqual(expect.arrayContaining(['skip', 'include']));
  });

  it('is answered to tools, which ask for everything', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
    });
    expect((await ask(query)).errors).toEqual([]);
  });
});
