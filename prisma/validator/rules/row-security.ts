import { prismaBookkeeping, type Rule } from '../schema.ts';

/** Row-level security is on and forced on the owner, on partitions too: read by its own name, one shows every tenant. */
export const rowSecurity: Rule = ({ catalogue }) =>
  catalogue.tables
    .filter((table) => table.name !== prismaBookkeeping && !(table.rowSecurity && table.rowSecurityForced))
    .map((table) => ({
      rule: 'row-level security',
      object: table.name,
      message: `row-level security is ${table.rowSecurity ? 'not forced' : 'off'}, expected ENABLE and FORCE`,
    }));
