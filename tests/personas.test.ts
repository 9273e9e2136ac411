import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isObjectType } from 'graphql';
import type { Persona } from '../platform/identity/viewer.ts';
import { buildSubgraph } from '../platform/graph/subgraph.ts';
import { loadSubgraphs } from '../gateway/subgraphs.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { makeOwnedRows, type Owners } from './support/owned-rows.ts';

/**
 * The contract's matrix (1.7) as it reads there, once more: `R` may read, `O` may read its own, `S` may with a scope, `-` gets
 * null and FORBIDDEN, `.` cannot get as far as the field. A place is a path of the graph.
 */
type Cell = 'R' | 'O' | 'S' | '-' | '.';
type Line = readonly [place: string, rights: string];

const rootFields: Readonly<Record<string, readonly Line[]>> = {
  tenancy: [
    //                                                            SA AD ME RV AG SV PA AN
    ['node(id: $tenant) { id }', /*                           */ 'R R R R R R R R'],
    ['nodes(ids: [$tenant]) { id }', /*                       */ 'R R R R R R R R'],
    ['viewer { contractAcceptanceRequired }', /*              */ 'R R R R R R R R'],
    ['tenant(id: $tenant) { id }', /*                         */ 'R R R R R R R R'],
    ['tenants { totalCount }', /*                             */ 'R - - - - - - -'],
    ['user(id: $user) { id }', /*                             */ 'R R R R - - - R'],
    ['users { totalCount }', /*                               */ 'R R R R - - - R'],
    ['contract(id: $contract) { id }', /*                     */ 'R R R - - - - -'],
    ['contracts { totalCount }', /*                           */ 'R R R - - - - -'],
    ['billingEvent(id: $billingEvent) { id }', /*             */ 'R R - - - R - R'],
    ['billingEvents { totalCount }', /*                       */ 'R R - - - R - R'],
  ],
  strategy: [
    ['onboardingRun(id: $OnboardingRun) { id }', /*           */ 'R R R O O - - R'],
    ['onboardingRuns { totalCount }', /*                      */ 'R R R O O - - R'],
    ['strategy(id: $strategy) { id }', /*                     */ 'R R R R R R R R'],
    ['strategies { totalCount }', /*                          */ 'R R R R R R R R'],
    ['goal(id: $goal) { id }', /*                             */ 'R R R R R R R R'],
    ['goals { totalCount }', /*                               */ 'R R R R R R R R'],
    ['deliverable(id: $deliverable) { id }', /*               */ 'R R R R R R R R'],
    ['deliverables { totalCount }', /*                        */ 'R R R R R R R R'],
    ['deliverablePeriod(id: $deliverablePeriod) { id }', /*   */ 'R R R R R R R R'],
    ['deliverablePeriods { totalCount }', /*                  */ 'R R R R R R R R'],
  ],
  activities: [
    ['activity(id: $Activity) { id }', /*                     */ 'R R R O O R S R'],
    ['activities { totalCount }', /*                          */ 'R R R O O R S R'],
    ['activityRun(id: $ActivityRun) { id }', /*               */ 'R R - O O - - R'],
    ['activityRuns { totalCount }', /*                        */ 'R R - O O - - R'],
    ['llmCall(id: $LlmCall) { id }', /*                       */ 'R R - O O - - R'],
    ['llmCalls(filter: { createdAt: $range }) { totalCount }', 'R R - O O - - R'],
    ['toolCall(id: $ToolCall) { id }', /*                     */ 'R R - O O - - R'],
    ['toolCalls { totalCount }', /*                           */ 'R R - O O - - R'],
    ['approval(id: $Approval) { id }', /*                     */ 'R R R O O R S R'],
    ['approvals { totalCount }', /*                           */ 'R R R O O R S R'],
    ['activityTemplate(id: $activityTemplate) { id }', /*     */ 'R R R R R R - R'],
    ['activityTemplates { totalCount }', /*                   */ 'R R R R R R - R'],
    ['recurringTaskTemplate(id: $recurringTask) { id }', /*   */ 'R R R R R R - R'],
    ['recurringTaskTemplates { totalCount }', /*              */ 'R R R R R R - R'],
    ['agentConfig(id: $AgentConfig) { id }', /*               */ 'R R R R O - - R'],
    ['agentConfigs { totalCount }', /*                        */ 'R R R R O - - R'],
    ['agentSession(id: $AgentSession) { id }', /*             */ 'R R R R O - - R'],
    ['agentSessions { totalCount }', /*                       */ 'R R R R O - - R'],
    ['llmProviders { totalCount }', /*                        */ 'R - - - - - - -'],
  ],
};

const restrictedFields: readonly Line[] = [
  //                                                              SA AD ME RV AG SV PA AN
  ['viewer / tenant / monthlySpendCap { amount }', /*         */ 'R R R R - R - R'],
  ['viewer / tenant / currentMonthSpend { amount }', /*       */ 'R R R R - R - R'],
  ['viewer / tenant / spendRemaining { amount }', /*          */ 'R R R R - R - R'],
  ['viewer / tenant / spendCapReached', /*                    */ 'R R R R - R - R'],
  ['viewer / tenant / users { totalCount }', /*               */ 'R R R R - - - R'],
  ['viewer / tenant / contract { id }', /*                    */ 'R R R - - - - -'],
  ['viewer / tenant / contracts { totalCount }', /*           */ 'R R R - - - - -'],
  ['viewer / tenant / billing { __typename }', /*             */ 'R R - - - - - R'],
  ['viewer / tenant / billing / lastEvent { id }', /*         */ 'R R . . . . . R'],
  ['viewer / tenant / billing / razorpayCustomerId', /*       */ 'R - . . . . . -'],
  ['viewer / tenant / billing / razorpaySubscriptionId', /*   */ 'R - . . . . . -'],
  ['viewer / tenant / billingEvents { totalCount }', /*       */ 'R R - - - R - R'],
  ['viewer / tenant / createdBy { id }', /*                   */ 'R R R R - - R R'],
  ['viewer / user / email', /*                                */ 'R R R - - - . -'],
  ['user(id: $user) / email', /*                              */ 'R R R - . . . -'],
  ['contract(id: $contract) / acceptedIp', /*                 */ 'R R - . . . . .'],
  ['contract(id: $contract) / acceptedUserAgent', /*          */ 'R R - . . . . .'],
  ['billingEvent(id: $billingEvent) / payload', /*            */ 'R - . . . R . -'],
  ['billingEvent(id: $billingEvent) / razorpayEntityId', /*   */ 'R - . . . - . -'],
  ['viewer / tenant / currentOnboarding { id }', /*           */ 'R R R O O - - R'],
  ['viewer / tenant / onboardingRuns { totalCount }', /*      */ 'R R R O O - - R'],
  ['viewer / tenant / strategies { totalCount }', /*          */ 'R R R R R R R R'],
  ['viewer / tenant / activities { totalCount }', /*          */ 'R R R O O R S R'],
  ['viewer / tenant / activityCounts { count }', /*           */ 'R R R O O R S R'],
  ['viewer / tenant / approvals { totalCount }', /*           */ 'R R R O O R S R'],
  ['viewer / tenant / activityRuns { totalCount }', /*        */ 'R R - O O - - R'],
  ['viewer / tenant / agents { totalCount }', /*              */ 'R R R R O - - R'],
  ['viewer / tenant / activityTemplates { totalCount }', /*   */ 'R R R R R R - R'],
  ['viewer / tenant / recurringTaskTemplates { totalCount }', 'R R R R R R - R'],
  ['viewer / tenant / llmCosts(createdAt: $range, groupBy: []) { calls }', 'R R - - - - S R'],
  ['viewer / user / inbox { totalCount }', /*                 */ 'R R R O O R . R'],
  ['viewer / user / assignedActivities { totalCount }', /*    */ 'R R R O O R . R'],
  ['strategy(id: $strategy) / approvedBy { id }', /*          */ 'R R R R - - R R'],
  ['strategy(id: $strategy) / approval { id }', /*            */ 'R R R O O R S R'],
  ['goal(id: $goal) / activities { totalCount }', /*          */ 'R R R O O R S R'],
  ['goal(id: $goal) / activityCounts { count }', /*           */ 'R R R O O R S R'],
  ['goal(id: $goal) / sessions { totalCount }', /*            */ 'R R R R O - - R'],
  ['goal(id: $goal) / llmCost { amount }', /*                 */ 'R R - - - - S R'],
  ['deliverable(id: $deliverable) / llmCost { amount }', /*   */ 'R R - - - - S R'],
  ['deliverable(id: $deliverable) / template { id }', /*      */ 'R R R R R R - R'],
  ['deliverablePeriod(id: $deliverablePeriod) / activities { totalCount }', 'R R R O O R S R'],
  ['activity(id: $Activity) / inputData', /*                  */ 'R R R R R R - R'],
  ['activity(id: $Activity) / outputSummary', /*              */ 'R R R R R R - R'],
  ['activity(id: $Activity) / output { text }', /*            */ 'R R R R R R - R'],
  ['activity(id: $Activity) / assigneeUser { id }', /*        */ 'R R R R - - R R'],
  ['activity(id: $Activity) / assigneeAgent { id }', /*       */ 'R R R R O - - R'],
  ['activity(id: $Activity) / runs { totalCount }', /*        */ 'R R - O O - - R'],
  ['activity(id: $Activity) / latestRun { id }', /*           */ 'R R - O O - - R'],
  ['activity(id: $Activity) / runCount', /*                   */ 'R R - O O - - R'],
  ['activity(id: $Activity) / totalCost { amount }', /*       */ 'R R - O O - S R'],
  ['activity(id: $Activity) / approval { id }', /*            */ 'R R R O O R S R'],
  ['approval(id: $Approval) / decidedBy { id }', /*           */ 'R R R R - - R R'],
  ['approval(id: $Approval) / requestedBy { __typename }', /* */ 'R R R R - - R R'],
  ['toolCall(id: $ToolCall) / input', /*                      */ 'R R . R R . . -'],
  ['toolCall(id: $ToolCall) / output', /*                     */ 'R R . R R . . -'],
  ['agentConfig(id: $AgentConfig) / secretNames', /*          */ 'R R - - - . . -'],
];

/** What a partner's token may carry. */
const everyScope = ['activities:read', 'costs:read', 'personal:read'];
const range = { from: '2020-01-01T00:00:00.000Z', to: '2040-01-01T00:00:00.000Z' };

describe('who may read what', () => {
  let graph: TestGateway;
  let everybody: Everybody;
  let owners: Owners;
  let shared: Readonly<Record<string, string>>;

  beforeAll(async () => {
    graph = await startGateway();
    everybody = await makeEverybody();
    owners = await makeOwnedRows(everybody);
    const { tenant } = everybody;
    const { make } = tenant;
    const template = await make.activityTemplate();
    const strategy = await make.strategy({ status: 'active' });
    const goal = await make.goal({ strategyId: strategy.id });
    const deliverable = await make.deliverable({ goalId: goal.id, templateId: template.id });
    shared = {
      tenant: tenant.refId,
      user: tenant.admin.refId,
      contract: tenant.contract.refId,
      billingEvent: (await make.billingEvent()).refId,
      strategy: strategy.refId,
      goal: goal.refId,
      deliverable: deliverable.refId,
      deliverablePeriod: (await make.deliverablePeriod({ deliverableId: deliverable.id })).refId,
      activityTemplate: template.refId,
      recurringTask: (await make.recurringTaskTemplate()).refId,
    };
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  /** A place's outcome, beside a field that everybody may read: the rest of an answer has to stand. */
  async function outcomeAt(
    persona: Persona,
    place: string,
    scopes: readonly string[],
  ): Promise<'answered' | 'empty' | 'forbidden'> {
    const own = persona === 'agent' ? owners.agent : persona === 'reviewer' ? owners.reviewer : owners.others;
    const ids: Record<string, string> = { ...shared, ...own };
    const used = Object.keys(ids).filter((name) => new RegExp(`\\$${name}\\b`).test(place));
    const steps = place.split(' / ');
    const declared = [
      ...used.map((name) => `$${name}: ID!`),
      ...(place.includes('$range') ? ['$range: DateTimeRange!'] : []),
    ];
    const query = `query ${declared.length > 0 ? `(${declared.join(', ')})` : ''} { rest: __typename ${steps.join(' { ')} ${'}'.repeat(steps.length)}`;
    const { status, data, errors } = await everybody.ask<Record<string, unknown>>(
      graph,
      persona,
      query,
      { ...ids, range },
      scopes,
    );
    const path = steps.map((step) => /^\w+/.exec(step)?.[0] ?? '');
    expect({ status, rest: data['rest'] }).toEqual({ status: 200, rest: 'Query' });
    const value = path.reduce<unknown>((at, step) => (at as Record<string, unknown>)[step], data);
    if (errors.length === 0) return value === null ? 'empty' : 'answered';
    expect({
      place,
      value,
      errors: errors.map(({ path: at, extensions: { code, retryable } }) => ({ at, code, retryable })),
    }).toEqual({ place, value: null, errors: [{ at: path, code: 'FORBIDDEN', retryable: false }] });
    return 'forbidden';
  }

  async function walk(
    persona: Persona,
    lines: readonly Line[],
    scopes: readonly string[],
    expected: (cell: Cell) => unknown,
  ) {
    const column = columns.indexOf(persona);
    for (const [place, rights] of lines) {
      const cell = rights.split(' ')[column] as Cell;
      if (cell === '.') continue;
      expect([place, await outcomeAt(persona, place, scopes)]).toEqual([place, expected(cell)]);
    }
  }

  describe.each(columns)('%s', (persona) => {
    it.each(Object.entries(rootFields))('the root fields of %s', async (_subgraph, lines) => {
      await walk(persona, lines, everyScope, (cell) => (cell === '-' ? 'forbidden' : 'answered'));
    });

    it('the restricted fields', async () => {
      await walk(persona, restrictedFields, everyScope, (cell) =>
        cell === '-' ? 'forbidden' : expect.stringMatching(/^(answered|empty)$/),
      );
    });
  });

  it('gives a partner without scopes none of what needs one', async () => {
    const scoped = Object.values(rootFields)
      .flat()
      .filter(([, rights]) => rights.split(' ')[columns.indexOf('partner')] === 'S');
    expect(scoped).toHaveLength(4);
    await walk('partner', scoped, [], () => 'forbidden');
  });

  it('gives a partner who may read activities none of their costs', async () => {
    for (const place of [
      'viewer / tenant / llmCosts(createdAt: $range, groupBy: []) { calls }',
      'goal(id: $goal) / llmCost { amount }',
      'deliverable(id: $deliverable) / llmCost { amount }',
      'activity(id: $Activity) / totalCost { amount }',
    ])
      expect([place, await outcomeAt('partner', place, ['activities:read'])]).toEqual([place, 'forbidden']);
  });

  it('gives scopes to nobody but partners', async () => {
    expect(await outcomeAt('member', 'goal(id: $goal) / llmCost { amount }', everyScope)).toBe('forbidden');
  });

  it.each(Object.keys(rootFields))('has a line for every root field of %s', async (name) => {
    const [definition] = await loadSubgraphs([{ name }]);
    const query = definition === undefined ? undefined : buildSubgraph(definition).schema.getQueryType();
    const fields = isObjectType(query) ? Object.keys(query.getFields()).filter((field) => !field.startsWith('_')) : [];
    expect((rootFields[name] ?? []).map(([place]) => /^\w+/.exec(place)?.[0])).toEqual(fields);
  });
});
