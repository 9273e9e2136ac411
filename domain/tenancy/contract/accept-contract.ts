import { defineCommand } from '../../../platform/commands/command.ts';
import { accept, refuse, userError } from '../../../platform/commands/result.ts';
import { stateMachine } from '../../../platform/commands/state-machine.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables, type ContractStatus } from '../../../platform/database/tables.ts';

/** Input of `acceptContract`. */
export interface AcceptContractInput {
  readonly contractId: string;
  readonly agree: boolean;
  readonly idempotencyKey?: string | null | undefined;
}

const statuses: readonly ContractStatus[] = ['pending_acceptance', 'accepted', 'superseded'];

/** Where a contract may go (docs/api-contract.md#w23-contract). */
const contractMachine = stateMachine(statuses)({
  accept: { from: ['pending_acceptance'], to: 'accepted' },
  supersede: { from: ['pending_acceptance', 'accepted'], to: 'superseded' },
});

/** Accepts the contract that waits, in place of the one in force; the tenant's gate opens with the commit. */
export const acceptContract = defineCommand({
  name: 'acceptContract',
  opensContract: true,
  input: (input: AcceptContractInput) =>
    input.agree
      ? accept(input)
      : refuse(userError('INVALID', 'found false; expected true: the contract is accepted or left', ['agree'])),
  /** @returns ULIDs of the contract and of the tenant */
  async run({ rows, viewer, origin, now }, { contractId }) {
    const [contract, tenant] = await Promise.all([
      rows.lock(tables.contract, contractId, ['status'], ['contractId']),
      rows.lock(tables.tenant, viewer.tenant.refId, ['contractAcceptedAt'], []),
    ]);
    if (!contract.ok) return contract;
    if (!tenant.ok) return tenant;
    const accepted = contractMachine.move('accept', contract.value.status);
    if (!accepted.ok) return accepted;
    // The one in force leaves first: the index that keeps them one looks at every statement.
    const inForce = await rows.all(tables.contract, sql`t.status = 'accepted'`, ['status'], { locked: true });
    for (const earlier of inForce) await rows.save(tables.contract, earlier, { status: 'superseded' });
    const acceptedAt = now.toISOString();
    await rows.save(tables.contract, contract.value, {
      status: accepted.value,
      acceptedAt,
      acceptedById: viewer.user.id,
      acceptedIp: origin.ip,
      acceptedUserAgent: origin.userAgent,
    });
    await rows.save(tables.tenant, tenant.value, { contractAcceptedAt: acceptedAt });
    rows.tell('contract.accepted', tables.contract, contract.value);
    return accept({ contract: contract.value.refId, tenant: viewer.tenant.refId });
  },
});
