import { tables, type AgentConfigRow, type AgentSessionRow } from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { agentRoles } from '../demo/stage.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf, systemUserId } from './people.ts';
import type { ScalePlan } from './plan.ts';
import { planOf } from './strategy.ts';
import { workOf } from './work.ts';

const templateIds = new Identities('activity templates');
const taskIds = new Identities('recurring task templates');
const providerIds = new Identities('llm providers');
const configIds = new Identities('agent configs');
const sessionIds = new Identities('sessions');

const globalTemplates = 10;
const copies = 8;

/** Templates, every tenant's agents, and a session for each fiftieth piece of work. */
export function agents(plan: ScalePlan): Load[] {
  return [
    {
      table: tables.activityTemplate,
      count: globalTemplates + plan.tenants.length * copies,
      rows: () => templates(plan),
    },
    {
      table: tables.recurringTaskTemplate,
      count: globalTemplates + plan.tenants.length * copies,
      rows: () => tasks(plan),
    },
    { table: tables.llmProvider, count: 1, rows: () => providers(plan) },
    { table: tables.agentConfig, count: plan.tenants.length * agentRoles.length, rows: () => configs(plan) },
    { table: tables.agentSession, count: plan.activities / 50, rows: () => sessions(plan) },
  ];
}

/** The platform's own, and each tenant's copies of some. */
function* templates(plan: ScalePlan) {
  for (const { number, tenantId, place } of ownAndCopied(plan)) {
    yield {
      ...born(templateIds, number, plan.beginning + number, systemUserId),
      tenantId,
      deliverableType: 'blog_posts',
      name: `Pipeline ${place + 1}`,
      sourceTemplateId: tenantId === null ? null : templateIds.uuid(place),
      steps: [],
      version: 1,
      isActive: true,
    };
  }
}

function* tasks(plan: ScalePlan) {
  for (const { number, tenantId, place } of ownAndCopied(plan)) {
    yield {
      ...born(taskIds, number, plan.beginning + number, systemUserId),
      tenantId,
      sourceTemplateId: tenantId === null ? null : taskIds.uuid(place),
      name: `Routine ${place + 1}`,
      assigneeType: 'agent',
      agentRole: 'data_analyst',
      periodicity: 'weekly',
      trigger: 'manual',
      variables: [],
      isActive: true,
    };
  }
}

/** Ten without a tenant, then eight for each tenant. */
function* ownAndCopied({ tenants }: ScalePlan) {
  for (let place = 0; place < globalTemplates; place += 1) yield { number: place, tenantId: null, place };
  for (const { id, number } of tenants) {
    for (let place = 0; place < copies; place += 1) {
      yield { number: globalTemplates + number * copies + place, tenantId: id, place };
    }
  }
}

function* providers(plan: ScalePlan) {
  yield {
    ...born(providerIds, 0, plan.beginning, systemUserId),
    name: 'Anthropic',
    adapterType: 'claude',
    isDefault: true,
  };
}

function* configs(plan: ScalePlan): Generator<Draft<AgentConfigRow>> {
  for (const tenant of plan.tenants) {
    for (const [place, agentRole] of agentRoles.entries()) {
      yield {
        ...born(
          configIds,
          tenant.number * agentRoles.length + place,
          plan.beginning + 30_000 + place,
          peopleOf.admin(tenant),
        ),
        tenantId: tenant.id,
        agentRole,
        isEnabled: true,
        status: place === 7 ? 'paused' : 'active',
        adapterType: 'claude',
        modelId: 'claude-sonnet-4-5',
        skillIds: [],
        toolNames: ['dataforseo'],
        maxConcurrent: 3,
        timeoutMs: 300_000,
        escalationAfterFailures: 3,
      };
    }
  }
}

function* sessions(plan: ScalePlan): Generator<Draft<AgentSessionRow>> {
  for (const { number, tenant, at, deliverable } of workOf(plan)) {
    if (number % 50 !== 0) continue;
    yield {
      ...born(sessionIds, number, at, peopleOf.agent(tenant, number)),
      tenantId: tenant.id,
      agentRole: sessionIds.pick(agentRoles, number, 0),
      goalId: deliverable === null ? null : planOf.goalOf(tenant, deliverable),
      adapterType: 'claude',
      tokenCount: sessionIds.below(100_000, number, 1),
      expiresAt: new Date(at + 86_400_000).toISOString(),
    };
  }
}
