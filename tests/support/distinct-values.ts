import { getNamedType, type GraphQLField } from 'graphql';
import type { Column, Table } from '../../platform/database/table.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';

/**
 * Values for the columns that fields of the graph are named after, no two columns of a kind with the same one; what a
 * factory chooses itself where it is no free choice: keys, a row's creation, the states that must be told.
 * @param variant which of two: every yes of one is a no of the other
 */
export function distinctValues(
  table: Table,
  fields: readonly GraphQLField<unknown, unknown>[],
  variant: number,
): Record<string, unknown> {
  const types = new Map(fields.map((field) => [field.name, getNamedType(field.type).name]));
  const columns = Object.entries(table.columns as Readonly<Record<string, Column>>);
  let flags = variant;
  const values = columns.flatMap(([field, column], place): [string, unknown][] => {
    const type = types.get(field);
    if (type === undefined || field === 'id' || field === 'createdAt' || field === 'slug') return [];
    if (column.type === 'bool') return [[field, flags++ % 2 === 0]];
    if (column.labels !== undefined) return column.nullable ? [[field, column.labels[variant + 1]]] : [];
    return [[field, valueOf(field, column, type, 10 + 2 * place + variant)]];
  });
  return Object.fromEntries(values);
}

/** A value of the column's kind that no other number and no other field makes. */
function valueOf(field: string, { type }: Column, graphType: string, number: number): unknown {
  switch (type) {
    case 'int2':
    case 'int4':
      return number;
    case 'numeric':
      return `${number}.5`;
    case 'date':
      return isoAt(number).slice(0, 10);
    case 'timestamptz':
      return isoAt(number);
    case 'jsonb':
      return { [field]: number };
    case 'text[]':
      return [`${field} ${number}`];
    default:
      return graphType === 'URL' ? `https://${field.toLowerCase()}.example.test/${number}` : `${field} ${mintUlid()}`;
  }
}

function isoAt(number: number): string {
  return new Date(Date.UTC(2026, 0, number, number % 24)).toISOString();
}
