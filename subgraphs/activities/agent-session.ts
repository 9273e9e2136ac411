import { isExpired } from '../../domain/activities/agent-session/agent-session.rules.ts';
import { tables, type AgentSessionRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import type { AgentSessionResolvers } from './generated/resolvers.ts';

const field = needs<AgentSessionRow>();

export const AgentSession: AgentSessionResolvers = {
  ...mutableFields,
  goal: field(['goalId'], ({ goalId }, _args, { references }) => references.to(tables.goal, goalId)),
  isExpired: field(['expiresAt'], (session, _args, { now }) => isExpired(session, now)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.sessionByRefId.load(id, info),
};
