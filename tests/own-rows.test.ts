import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Persona } from '../platform/identity/viewer.ts';
import { makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { makeOwnedRows, type OwnedModel, type OwnedRows, type Owners } from './support/owned-rows.ts';

/** Root field of one row and of the list, of each model. */
const fields: Readonly<Record<OwnedModel, readonly [one: string, list: string]>> = {
  Activity: ['activity', 'activities'],
  ActivityRun: ['activityRun', 'activityRuns'],
  LlmCall: ['llmCall', 'llmCalls(filter: { createdAt: { from: "2020-01-01T00:00:00Z", to: "2040-01-01T00:00:00Z" } })'],
  ToolCall: ['toolCall', 'toolCalls'],
  Approval: ['approval', 'approvals'],
  OnboardingRun: ['onboardingRun', 'onboardingRuns'],
  AgentConfig: ['agentConfig', 'agentConfigs'],
  AgentSession: ['agentSession', 'agentSessions'],
};
const models = Object.keys(fields) as OwnedModel[];

/** What only some of one's rows may be seen of: a reviewer reads every agent's settings (docs/api-contract.md#17-rights). */
const ownModels: Readonly<Record<'reviewer' | 'agent', readonly OwnedModel[]>> = {
  reviewer: models.filter((model) => model !== 'AgentConfig' && model !== 'AgentSession'),
  agent: models,
};

describe.each(['reviewer', 'agent'] as const)('rows of its own: %s', (persona) => {
  let graph: TestGateway;
  let everybody: Everybody;
  let owners: Owners;
  let mine: OwnedRows;

  beforeAll(async () => {
    graph = await startGateway();
    everybody = await makeEverybody();
    owners = await makeOwnedRows(everybody);
    mine = owners[persona];
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  const ask = async <Data>(query: string, variables?: object, as: Persona = persona) => {
    const { data, errors } = await everybody.ask<Data>(graph, as, query, variables);
    expect(errors).toEqual([]);
    return data;
  };

  it.each(ownModels[persona])('lists %s: its own alone, and counts no other', async (model) => {
    const list = `{ list: ${fields[model][1]} { totalCount nodes { id } } }`;
    expect(await ask(list)).toEqual({ list: { totalCount: 1, nodes: [{ id: mine[model] }] } });
    expect(await ask<{ list: { totalCount: number } }>(list, {}, 'admin')).toMatchObject({ list: { totalCount: 3 } });
  });

  it.each(ownModels[persona])("answers null for another's %s, by its root field and by node", async (model) => {
    const query = `query ($mine: ID!, $others: ID!) { mine: ${fields[model][0]}(id: $mine) { id } others: ${fields[model][0]}(id: $others) { id }
      nodes(ids: [$others, $mine]) { id } node(id: $others) { id } }`;
    expect(await ask(query, { mine: mine[model], others: owners.others[model] })).toEqual({
      mine: { id: mine[model] },
      others: null,
      nodes: [null, { id: mine[model] }],
      node: null,
    });
  });

  it('counts its own activities alone', async () => {
    const counts = '{ viewer { tenant { activityCounts { status count } } } }';
    expect(await ask(counts)).toEqual({
      viewer: { tenant: { activityCounts: [{ status: 'AWAITING_APPROVAL', count: 1 }] } },
    });
    expect(await ask(counts, {}, 'admin')).toEqual({
      viewer: { tenant: { activityCounts: [{ status: 'AWAITING_APPROVAL', count: 3 }] } },
    });
  });

  it("does not reach another's work from what both may see", async () => {
    const { make, refId } = everybody.tenant;
    const goal = await make.goal();
    const [own, foreign] = [await place(goal.id, true), await place(goal.id, false)];
    await make.activity({ title: 'Child', parentId: own.id, assigneeUserId: everybody.users.admin.id });
    const child = await make.activity({ title: 'Own child', parentId: foreign.id, ...assignment() });
    const data = await ask(
      `query ($tenant: ID!, $goal: ID!, $own: ID!, $child: ID!) {
         tenant(id: $tenant) { activities(filter: { goalId: $goal }) { nodes { id } } }
         goal(id: $goal) { activities { totalCount nodes { id } } activityCounts { count } }
         activity(id: $own) { children { totalCount nodes { id } } }
         child: activity(id: $child) { id parent { id } }
         activities(filter: { parentId: $child }) { totalCount }
       }`,
      { tenant: refId, goal: goal.refId, own: own.refId, child: child.refId },
    );
    expect(data).toEqual({
      tenant: { activities: { nodes: [{ id: own.refId }] } },
      goal: { activities: { totalCount: 1, nodes: [{ id: own.refId }] }, activityCounts: [{ count: 1 }] },
      activity: { children: { totalCount: 0, nodes: [] } },
      child: { id: child.refId, parent: null },
      activities: { totalCount: 0 },
    });
  });

  it("finds nothing under a filter that names another's work", async () => {
    const query = `query ($id: ID!, $run: ID!) {
      children: activities(filter: { parentId: $id }) { totalCount }
      calls: toolCalls(filter: { activityRunId: $run }) { totalCount }
    }`;
    expect(await ask(query, { id: owners.others.Activity, run: owners.others.ActivityRun })).toEqual({
      children: { totalCount: 0 },
      calls: { totalCount: 0 },
    });
  });

  it('sees the subject of its own gate, and asks for removed rows in vain', async () => {
    const subject = 'query ($id: ID!) { activity(id: $id) { subject { ... on OnboardingRun { id } } } }';
    expect(await ask(subject, { id: mine.Activity })).toEqual({ activity: { subject: { id: mine.OnboardingRun } } });
    const { data, errors } = await everybody.ask(
      graph,
      persona,
      '{ goals(filter: { includeDeleted: true }) { totalCount } }',
    );
    expect({ data, codes: errors.map(({ extensions }) => extensions['code']) }).toEqual({
      data: { goals: null },
      codes: ['FORBIDDEN'],
    });
  });

  function assignment() {
    return persona === 'agent' ? { assigneeAgentRole: 'copywriter' } : { assigneeUserId: everybody.users.reviewer.id };
  }

  function place(goalId: string, own: boolean) {
    const assignee = own ? assignment() : { assigneeUserId: everybody.users.admin.id };
    return everybody.tenant.make.activity({ goalId, ...assignee });
  }
});

describe('removed rows', () => {
  let graph: TestGateway;
  let everybody: Everybody;

  beforeAll(async () => {
    graph = await startGateway();
    everybody = await makeEverybody();
    await everybody.tenant.make.goal({ deletedAt: new Date().toISOString() });
  });

  afterAll(() => graph.close());

  it.each([
    ['super_admin', 1],
    ['admin', 1],
    ['member', 'FORBIDDEN'],
    ['reviewer', 'FORBIDDEN'],
    ['agent', 'FORBIDDEN'],
    ['service', 'FORBIDDEN'],
    ['partner', 1],
    ['analyst', 1],
  ] as const)('are listed for a %s: %s', async (persona, expected) => {
    const list = '{ live: goals { totalCount } all: goals(filter: { includeDeleted: true }) { totalCount } }';
    const { data, errors } = await everybody.ask<{ live: object; all: { totalCount: number } | null }>(
      graph,
      persona,
      list,
    );
    expect(data.live).toEqual({ totalCount: 0 });
    expect(data.all?.totalCount ?? errors[0]?.extensions['code']).toBe(expected);
  });
});
