import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf, type Fetch } from '../../tests/support/reading.ts';
import { findNodes } from '../batching/node-probe.ts';
import { PageLoader } from '../batching/page-loader.ts';
import { RowLoader } from '../batching/row-loader.ts';
import type { Table } from '../database/table.ts';
import { tables, type UserRow } from '../database/tables.ts';
import type { Viewer } from '../identity/viewer.ts';

/** A row of each table with an "own" right, for one worker. */
interface Work {
  readonly [model: string]: { readonly id: string; readonly refId: string };
}

/** All that hangs under work of a person, or of the role that an agent plays. */
async function workOf({ make }: CustomerTenant, worker: UserRow): Promise<Work> {
  const isAgent = worker.kind === 'agent';
  const activity = await make.activity(
    isAgent
      ? { assigneeType: 'agent', assigneeAgentRole: worker.agentRole }
      : { assigneeType: 'human', assigneeUserId: worker.id },
  );
  const run = await make.activityRun({ activityId: activity.id });
  const onboarding = await make.onboardingRun();
  const assigned = { subjectType: 'OnboardingRun', subjectRefId: onboarding.refId };
  await make.activity(
    isAgent
      ? { ...assigned, assigneeType: 'agent', assigneeAgentRole: worker.agentRole }
      : { ...assigned, assigneeType: 'human', assigneeUserId: worker.id },
  );
  return {
    Activity: activity,
    Approval: await make.approval({ activityId: activity.id }),
    ActivityRun: run,
    LlmCall: await make.llmCall({ runId: run.id, activityId: activity.id }),
    ToolCall: await make.toolCall({ runId: run.id }),
    OnboardingRun: onboarding,
    ...(isAgent
      ? {
          AgentConfig: await make.agentConfig({ agentRole: worker.agentRole ?? '' }),
          AgentSession: await make.agentSession({ agentRole: worker.agentRole ?? '' }),
        }
      : { Lead: await make.lead({ assignedToId: worker.id }) }),
  };
}

const tableOf = (model: string): Table => {
  const table = Object.values(tables).find((one: Table) => one.model === model);
  if (table === undefined) throw new Error(`${model} is no table`);
  return table;
};

let tenant: CustomerTenant;
let reviewer: Viewer;
let agent: Viewer;
let work: { readonly reviewer: Work; readonly colleague: Work; readonly agent: Work; readonly otherAgent: Work };

beforeAll(async () => {
  tenant = await makeTenant();
  const { make } = tenant;
  const people = [await make.user({ role: 'reviewer' }), await make.user({ role: 'reviewer' })] as const;
  const agents = [
    await make.user({ kind: 'agent', agentRole: 'copywriter' }),
    await make.user({ kind: 'agent', agentRole: 'strategist' }),
  ] as const;
  work = {
    reviewer: await workOf(tenant, people[0]),
    colleague: await workOf(tenant, people[1]),
    agent: await workOf(tenant, agents[0]),
    otherAgent: await workOf(tenant, agents[1]),
  };
  reviewer = viewerOf(tenant, 'reviewer', { user: people[0] });
  agent = viewerOf(tenant, 'agent', { user: agents[0] });
});

const humanModels = ['Activity', 'Approval', 'ActivityRun', 'LlmCall', 'ToolCall', 'OnboardingRun', 'Lead'];
const agentModels = [
  'Activity',
  'Approval',
  'ActivityRun',
  'LlmCall',
  'ToolCall',
  'OnboardingRun',
  'AgentConfig',
  'AgentSession',
];

/** Every way to a row: by key, by reference, by `node`, in a list. */
const ways: Readonly<
  Record<string, (fetch: Fetch, table: Table, row: { readonly id: string; readonly refId: string }) => Promise<boolean>>
> = {
  'by its id': async ({ source }, table, { id }) =>
    (await new RowLoader(source, table as Table<{ id: string }>, 'id').load(id, select('{ id }'))) !== null,
  'by its ULID': async ({ source }, table, { refId }) =>
    (await new RowLoader(source, table as Table<{ refId: string }>, 'refId').load(refId, select('{ id }'))) !== null,
  'by a reference': async ({ references }, table, { id }) => (await references.to(table, id)) !== null,
  'by a filter': async ({ references }, table, { refId }) => (await references.of(table, refId)) !== null,
  'by node': async ({ source }, table, { refId }) =>
    (await findNodes(source.db, source.visibility, [table], [refId])).has(refId),
  'in a list': async ({ source }, table, { refId }) => {
    const list = new PageLoader(source, table as Table<{ refId: string }>, { parent: 'tenantId' });
    const { nodes } = await list.load(viewerOf(tenant).tenant, {}, select('{ nodes { id } }'));
    return nodes.some((node) => node.refId === refId);
  },
};

describe.each(Object.keys(ways))('own rows only, %s', (way) => {
  const sees = (viewer: Viewer, model: string, rows: Work): Promise<boolean> => {
    const row = rows[model];
    const look = ways[way];
    if (row === undefined || look === undefined) throw new Error(`no ${model}`);
    return fetchAs(viewer, (fetch) => look(fetch, tableOf(model), row));
  };

  it.each(humanModels)("a reviewer sees a %s of their own, not a colleague's", async (model) => {
    expect([await sees(reviewer, model, work.reviewer), await sees(reviewer, model, work.colleague)]).toEqual([
      true,
      false,
    ]);
  });

  it.each(agentModels)("an agent sees a %s of its role, not another role's", async (model) => {
    expect([await sees(agent, model, work.agent), await sees(agent, model, work.otherAgent)]).toEqual([true, false]);
  });

  it.each(humanModels)('an admin sees every %s', async (model) => {
    expect(
      await Promise.all([work.reviewer, work.colleague].map((rows) => sees(viewerOf(tenant), model, rows))),
    ).toEqual([true, true]);
  });
});

describe('own rows', () => {
  it('include the onboarding run that a reviewer began', async () => {
    const own = await tenant.make.onboardingRun({ createdById: reviewer.user.id });
    await fetchAs(reviewer, async ({ references }) => {
      expect(await references.to(tables.onboardingRun, own.id)).toMatchObject({ refId: own.refId });
    });
  });

  it('of an agent without a role are none', async () => {
    const nobody = { ...agent, agentRole: null };
    await fetchAs(nobody, async ({ source }) => {
      const { nodes } = await new PageLoader(source, tables.activity, { parent: 'tenantId' }).load(
        agent.tenant,
        {},
        select('{ nodes { title } }'),
      );
      expect(nodes).toEqual([]);
    });
  });
});
