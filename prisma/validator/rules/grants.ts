import type { CatalogueTable } from '../catalogue.ts';
import { appendOnlyTables, prismaBookkeeping, type Rule } from '../schema.ts';

type Privileges = Readonly<Record<string, readonly string[]>>;

/**
 * Who may do what at most (docs/data-model.md#database-user-privileges): nothing on a partition, no change to append-only tables,
 * no DDL to anyone.
 */
export const grants: Rule = ({ catalogue }) =>
  catalogue.tables.flatMap((table) => {
    const allowed = privilegesOn(table);
    return table.grants
      .filter(({ grantee, privilege }) => !(allowed[grantee] ?? []).includes(privilege))
      .map(({ grantee, privilege, column }) => ({
        rule: 'grants',
        object: table.name,
        message: `${grantee} is granted ${privilege}${column === null ? '' : ` (${column})`}, expected ${
          allowed[grantee]?.join(', ') ?? 'nothing'
        }`,
      }));
  });

function privilegesOn({ name, isPartition }: CatalogueTable): Privileges {
  if (isPartition) return {};
  // With the application's own connection alone, a start still names the migration that is pending.
  if (name === prismaBookkeeping) return { app_user: ['SELECT'] };
  const change = appendOnlyTables.has(name) ? [] : ['UPDATE', 'DELETE'];
  return { app_user: ['SELECT', 'INSERT', ...change], readonly_user: ['SELECT'] };
}
