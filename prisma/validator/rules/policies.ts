import type { Policy } from '../catalogue.ts';
import { hybridTables, productTables, type Rule } from '../schema.ts';

const tenantOfStatement = '( SELECT app.current_tenant() AS current_tenant)';
const platformScope = '( SELECT app.is_platform() AS is_platform)';

/**
 * A policy compares the row's tenant with the statement's, for reading and, by a WITH CHECK of its own, for writing; reading
 * reaches across tenants in platform scope only (docs/api-contract.md#191-across-tenants). Compared as PostgreSQL prints them, so
 * that nothing that merely looks alike passes; readonly_user's reading of all rows is the one exception.
 */
export const policies: Rule = (schema) =>
  productTables(schema).flatMap(({ name, policies: found }) => {
    const expected = expressionsOf(name);
    const messages = found.filter((policy) => !isOperatorRead(policy)).flatMap((policy) => faultsOf(policy, expected));
    if (!found.some(({ command, check }) => command === 'INSERT' && check !== null)) {
      messages.unshift('has no INSERT policy with a WITH CHECK');
    }
    return messages.map((message) => ({ rule: 'policies', object: name, message }));
  });

interface Expressions {
  readonly read: string;
  readonly write: string;
}

function expressionsOf(table: string): Expressions {
  const mine = `(${table === 'tenants' ? 'id' : 'tenant_id'} = ${tenantOfStatement})`;
  if (!hybridTables.has(table)) return { read: `(${mine} OR ${platformScope})`, write: mine };
  return {
    read: `(${mine} OR ${platformScope} OR ((tenant_id IS NULL) AND (${tenantOfStatement} IS NOT NULL)))`,
    write: `(${mine} OR ((tenant_id IS NULL) AND ${platformScope}))`,
  };
}

function isOperatorRead({ command, roles }: Policy): boolean {
  return command === 'SELECT' && roles.join() === 'readonly_user';
}

function faultsOf({ name, command, using, check }: Policy, { read, write }: Expressions): string[] {
  const faults: string[] = [];
  const expectedUsing = command === 'SELECT' ? read : write;
  if (command !== 'INSERT' && using !== expectedUsing) {
    faults.push(`policy ${name} has USING ${using ?? 'nothing'}, expected ${expectedUsing}`);
  }
  if (command !== 'SELECT' && command !== 'DELETE' && check !== write) {
    faults.push(`policy ${name} has WITH CHECK ${check ?? 'nothing'}, expected ${write}`);
  }
  return faults;
}
