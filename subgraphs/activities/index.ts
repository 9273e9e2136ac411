import { readSchema } from '../../platform/graph/read-schema.ts';
import type { SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { ActivityRun } from './activity-run.ts';
import { ActivityTemplate } from './activity-template.ts';
import { Activity } from './activity.ts';
import { AgentConfig } from './agent-config.ts';
import { AgentSession } from './agent-session.ts';
import { Backlink, BlogRequest, Channel } from './alerts.ts';
import { Approval } from './approval.ts';
import { DeliverablePeriod } from './deliverable-period.ts';
import { Deliverable } from './deliverable.ts';
import type { Resolvers } from './generated/resolvers.ts';
import { Goal } from './goal.ts';
import { LlmCall } from './llm-call.ts';
import { LlmCostReport, LlmCostRow } from './llm-costs.ts';
import { LlmProvider } from './llm-provider.ts';
import { loaders } from './loaders.ts';
import { Mutation } from './mutation.ts';
import { Query } from './query.ts';
import { RecurringTaskTemplate } from './recurring-task-template.ts';
import { Strategy } from './strategy.ts';
import { Tenant } from './tenant.ts';
import { ToolCall } from './tool-call.ts';
import { User } from './user.ts';

const resolvers: Resolvers = {
  Query,
  Mutation,
  Tenant,
  User,
  Strategy,
  Goal,
  Deliverable,
  DeliverablePeriod,
  Activity,
  ActivityRun,
  LlmCall,
  LlmCostReport,
  LlmCostRow,
  ToolCall,
  Approval,
  ActivityTemplate,
  RecurringTaskTemplate,
  AgentConfig,
  AgentSession,
  LlmProvider,
  BlogRequest,
  Channel,
  Backlink,
};

/** Work and who does it: activities and their runs, approvals, templates, agents, and what language models cost. */
export const subgraph: SubgraphDefinition = {
  name: 'activities',
  typeDefs: readSchema('activities'),
  resolvers,
  loaders,
};
