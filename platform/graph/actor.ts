import { tables, type ActorType } from '../database/tables.ts';
import type { RowIdentity } from '../ids/reference-ids.ts';
import { requireRight } from '../policy/policy.ts';
import type { GraphContext } from './context.ts';

/**
 * Who did something, as rows keep it: a person by UUID, an agent by its role, or the platform itself (docs/api-contract.md#i-34).
 */
export interface ActorFacts {
  readonly type: ActorType;
  readonly userId: string | null;
  readonly agentRole: string | null;
}

/** A member of the union `Actor`. */
export type ActorMember =
  | ({ readonly __typename: 'User' } & RowIdentity)
  | { readonly __typename: 'AgentActor'; readonly role: string }
  | { readonly __typename: 'SystemActor'; readonly name: string };

/**
 * The actor as the graph shows it. Null where it is a platform principal and the viewer belongs to a tenant
 * (docs/api-contract.md#i-25).
 * @throws FORBIDDEN when it is a person and the viewer may read no users: a union has no guard of its own
 */
export async function actorOf(actor: ActorFacts, { references, viewer }: GraphContext): Promise<ActorMember | null> {
  if (actor.type === 'system') return { __typename: 'SystemActor', name: 'LeadMetrics' };
  if (actor.type === 'agent')
    return actor.agentRole === null ? null : { __typename: 'AgentActor', role: actor.agentRole };
  requireRight(viewer, 'users', 'User');
  const user = await references.to(tables.user, actor.userId);
  return user && { __typename: 'User', ...user };
}
