import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  buildClientSchema,
  getIntrospectionQuery,
  isInterfaceType,
  isObjectType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import type { Persona } from '../platform/identity/viewer.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { refusals } from './support/refusals.ts';

/**
 * What the contract's matrix (docs/api-contract.md#17-rights) lets each persona know of, by hand: `R` is described, `S` to a
 * partner with the scopes, `-` is not. A coordinate is a field's or a type's.
 */
const described: readonly (readonly [coordinate: string, rights: string])[] = [
  //                                          SA AD ME RV AG SV PA AN
  ['Query.goals', /*                       */ 'R R R R R R R R'],
  ['Query.apiInfo', /*                     */ 'R R R R R R R R'],
  ['Query.tenants', /*                     */ 'R - - - - - - -'],
  ['Query.users', /*                       */ 'R R R R - - - R'],
  ['Query.contracts', /*                   */ 'R R R - - - - -'],
  ['Query.billingEvents', /*               */ 'R R - - - R - R'],
  ['Query.onboardingRuns', /*              */ 'R R R R R - - R'],
  ['Query.activities', /*                  */ 'R R R R R R S R'],
  ['Query.activityRuns', /*                */ 'R R - R R - - R'],
  ['Query.llmProviders', /*                */ 'R - - - - - - -'],
  ['Query.leads', /*                       */ 'R R R R R R S R'],
  ['Viewer.user', /*                       */ 'R R R R R R R R'],
  ['Tenant.currentMonthSpend', /*          */ 'R R R R - R - R'],
  ['User.email', /*                        */ 'R R R - - - S -'],
  ['Contract.acceptedIp', /*               */ 'R R - - - - - -'],
  ['BillingEvent.payload', /*              */ 'R - - - - R - -'],
  ['TenantBilling.razorpayCustomerId', /*  */ 'R - - - - - - -'],
  ['Activity.output', /*                   */ 'R R R R R R - R'],
  ['Goal.llmCost', /*                      */ 'R R - - - - S R'],
  ['ToolCall.input', /*                    */ 'R R - R R - - -'],
  ['AgentConfig.secretNames', /*           */ 'R R - - - - - -'],
  ['Lead.message', /*                      */ 'R R R R R R S -'],
  ['TenantConnection', /*                  */ 'R - - - - - - -'],
  ['TenantFilter', /*                      */ 'R - - - - - - -'],
  ['Contract', /*                          */ 'R R R - - - - -'],
  ['ContractStatus', /*                    */ 'R R R - - - - -'],
  ['Lead', /*                              */ 'R R R R R R S R'],
  ['LeadFilter', /*                        */ 'R R R R R R S R'],
  ['Deprecation', /*                       */ 'R R R R R R R R'],
  ['RateLimit', /*                         */ 'R R R R R R R R'],
  ['LlmProvider', /*                       */ 'R - - - - - - -'],
  ['User', /*                              */ 'R R R R R R R R'],
];

const everyScope = ['activities:read', 'content:read', 'costs:read', 'leads:read', 'personal:read'];

describe('what the graph says of itself', () => {
  let graph: TestGateway;
  let everybody: Everybody;

  beforeAll(async () => {
    graph = await startGateway();
    everybody = await makeEverybody();
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  async function schemaFor(persona: Persona, scopes: readonly string[] = []): Promise<GraphQLSchema> {
    const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true });
    const { data, errors } = await everybody.ask<IntrospectionQuery>(graph, persona, query, {}, scopes);
    expect(errors).toEqual([]);
    return buildClientSchema(data);
  }

  it.each(columns)('is what the rights of a %s let it read', async (persona) => {
    const column = columns.indexOf(persona);
    const [plain, scoped] = [await schemaFor(persona), await schemaFor(persona, everyScope)];
    const found = described.map(([coordinate]) => {
      const shown = [plain, scoped].map((schema) => isDescribed(schema, coordinate));
      return [coordinate, shown[0] === true ? 'R' : shown[1] === true ? 'S' : '-'];
    });
    expect(found).toEqual(described.map(([coordinate, rights]) => [coordinate, rights.split(' ')[column]]));
  });

  it("is everything to a super admin but what only a tenant's admin or agents send", async () => {
    const told = await schemaFor('super_admin');
    const untold = Object.keys(graph.apiSchema.getTypeMap()).filter((name) => told.getType(name) === undefined);
    expect(untold.sort()).toEqual([
      'AcceptContractInput',
      'AcceptContractPayload',
      'MoneyInput',
      'RecordLlmCallInput',
      'RecordLlmCallPayload',
    ]);
    const fields = (schema: GraphQLSchema) => Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(fields(told)).toEqual(fields(graph.apiSchema));
    expect(Object.keys(told.getMutationType()?.getFields() ?? {})).toEqual(['approveActivity', 'createActivity']);
  });

  it('leaves a type out of the unions and interfaces that could answer with it', async () => {
    const query = `{ __type(name: "ActivitySubject") { possibleTypes { name } } node: __type(name: "Node") { possibleTypes { name } } }`;
    const names = async (scopes: readonly string[]) => {
      type Names = { possibleTypes: { name: string }[] };
      const { data } = await everybody.ask<Record<string, Names>>(graph, 'partner', query, {}, scopes);
      return Object.values(data).map(({ possibleTypes }) => possibleTypes.some(({ name }) => name === 'BlogPost'));
    };
    expect(await names(['activities:read'])).toEqual([false, false]);
    expect(await names(['activities:read', 'content:read'])).toEqual([true, true]);
  });

  it('does not change what is answered: a field that is left out is refused as before', async () => {
    const query = `query ($filter: ContractFilter, $name: String!) {
      contracts(filter: $filter) { totalCount }
      goals { totalCount }
      __type(name: $name) { name }
      ...Schema
    }
    fragment Schema on Query { __schema { queryType { name } } }`;
    const variables = { filter: { status: ['ACCEPTED'] }, name: 'Contract' };
    const { status, data, errors } = await everybody.ask(graph, 'agent', query, variables);
    expect({ status, data, refused: refusals(errors) }).toEqual({
      status: 200,
      data: { contracts: null, goals: { totalCount: 0 }, __type: null, __schema: { queryType: { name: 'Query' } } },
      refused: [{ path: ['contracts'], code: 'FORBIDDEN' }],
    });
    const admin = await everybody.ask(graph, 'admin', '{ __type(name: "Contract") { name } }');
    expect(admin.data).toEqual({ __type: { name: 'Contract' } });
  });
});

function isDescribed(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', field] = coordinate.split('.');
  const type = schema.getType(typeName);
  if (field === undefined) return type !== undefined;
  return (isObjectType(type) || isInterfaceType(type)) && field in type.getFields();
}
