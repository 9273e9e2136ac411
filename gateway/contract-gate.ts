import type { QueryPlan } from '@apollo/query-planner';
import type { OperationTypeNode } from 'graphql';
import { graphError } from '../platform/errors/graph-error.ts';
import type { Viewer } from '../platform/identity/viewer.ts';
import type { NormalOperation } from './normalisation/normal-operation.ts';

/** Root fields that stay open until the tenant has accepted its contract: who am I, and "I agree". */
const openFields: ReadonlySet<string> = new Set(['viewer', 'acceptContract', '__typename', '__schema', '__type']);

/**
 * Refuses what a tenant may not do before its contract is accepted (docs/data-model.md#acceptance-gate,
 * docs/api-contract.md#16-state-machines): everything save introspection, acceptance, and `viewer` alone with nothing that
 * another subgraph adds, which the plan tells by going to one service only.
 * @throws CONTRACT_NOT_ACCEPTED
 */
export function requireAcceptedContract(
  viewer: Viewer,
  type: OperationTypeNode,
  { selections }: NormalOperation,
  plan: QueryPlan,
): void {
  if (viewer.tenant.contractAccepted || viewer.persona === 'super_admin' || viewer.persona === 'service') return;
  const asksOneService = type === 'mutation' || plan.node === undefined || plan.node.kind === 'Fetch';
  if (
    asksOneService &&
    selections.every((selection) => selection.kind === 'field' && openFields.has(selection.definition.name))
  )
    return;
  throw graphError(
    'CONTRACT_NOT_ACCEPTED',
    "the tenant's contract is not accepted yet; an admin accepts it with acceptContract",
    { http: { status: 403 } },
  );
}
