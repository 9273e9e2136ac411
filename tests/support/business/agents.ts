import type { SubgraphRuntime } from '../../../platform/graph/execute.ts';
import { mintUlid } from '../../../platform/ids/ulid.ts';
import type { CustomerTenant } from '../make.ts';
import { agentRoleAt } from '../make/values.ts';

/** Agents' settings: each with a skill file and a secret. */
export async function makeAgents(
  tenant: CustomerTenant,
  { documents, cipher }: Pick<SubgraphRuntime, 'documents' | 'cipher'>,
  scale: number,
): Promise<void> {
  const skill = await documents.put('skill_files', tenant.id, { name: 'tone.md', description: 'How we write' });
  const refIds = Array.from({ length: 2 * scale }, () => mintUlid());
  await tenant.makeMany.agentConfig(refIds.length, (index) => {
    const refId = refIds[index] ?? mintUlid();
    const place = { table: 'agent_configs', column: 'env_secrets', row: refId, tenant: tenant.id };
    return {
      refId,
      agentRole: agentRoleAt(index),
      skillIds: [skill],
      envSecrets: cipher.encrypt(JSON.stringify({ CMS_TOKEN: 'x' }), place),
    };
  });
}
