import { hybridTables, tenantTables, type Rule } from '../schema.ts';

/**
 * Every row says whose it is: tenant_id NOT NULL with its foreign key (docs/data-model.md#tenant-isolation--schema-enforcement),
 * hybrids excepted from NOT NULL.
 */
export const tenantColumn: Rule = (schema) =>
  tenantTables(schema).flatMap(({ name, columns, foreignKeys }) => {
    const column = columns.find((one) => one.name === 'tenant_id');
    const messages: string[] = [];
    if (column === undefined) messages.push('has no tenant_id, expected uuid NOT NULL');
    else if (column.nullable && !hybridTables.has(name)) messages.push('tenant_id may be null, expected NOT NULL');
    const isKey = foreignKeys.some(
      (key) =>
        key.validated &&
        key.target === 'tenants' &&
        key.columns.join() === 'tenant_id' &&
        key.targetColumns.join() === 'id',
    );
    if (!isKey) messages.push('has no valid foreign key (tenant_id) to tenants (id)');
    return messages.map((message) => ({ rule: 'tenant column', object: name, message }));
  });
