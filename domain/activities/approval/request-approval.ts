import type { RowKey, Rows } from '../../../platform/commands/rows.ts';
import { tables, type ApprovalRow } from '../../../platform/database/tables.ts';
import type { Viewer } from '../../../platform/identity/viewer.ts';

/** Approvals wait this long unless their subject says otherwise (docs/api-contract.md#w1-18). */
const waitsDays = 7;

/** Requester of an approval: a person, an agent by its role, or the system. */
type Requester = Pick<ApprovalRow, 'requestedByType' | 'requestedByUserId' | 'requestedByAgentRole'>;

/** Asks for the decision that a gate waits for. @param asked by the system where nobody is named */
export async function requestApproval(rows: Rows, { gate, subject, requester }: Asked, now: Date): Promise<RowKey> {
  return rows.create(tables.approval, {
    status: 'pending',
    subjectType: subject.type,
    subjectRefId: subject.refId,
    activityId: gate.id,
    ...(requester ?? { requestedByType: 'system', requestedByUserId: null, requestedByAgentRole: null }),
    expiresAt: new Date(now.getTime() + waitsDays * 86_400_000).toISOString(),
  });
}

interface Asked {
  readonly gate: RowKey;
  /** The GraphQL type and the ULID of what is to be decided. */
  readonly subject: { readonly type: string; readonly refId: string };
  readonly requester?: Requester;
}

/** Requester that a viewer is, as an approval records it (docs/api-contract.md#w1-15): an API client and a schedule ask as the system. */
export function requesterOf({ persona, user, agentRole }: Viewer): Requester {
  if (persona === 'agent')
    return { requestedByType: 'agent', requestedByUserId: null, requestedByAgentRole: agentRole };
  if (persona === 'service' || persona === 'partner')
    return { requestedByType: 'system', requestedByUserId: null, requestedByAgentRole: null };
  return { requestedByType: 'human', requestedByUserId: user.id, requestedByAgentRole: null };
}
