import type { Index } from '../catalogue.ts';
import { mandatoryIndexes, type MandatoryIndex } from '../mandatory-indexes.ts';
import { uniqueKeys } from '../unique-keys.ts';
import { tenantTables, type Breach, type Rule } from '../schema.ts';

/**
 * The data model's named indexes and the unique keys are there, on their columns and rows, valid on every partition; and each
 * tenant table has one for its list and cursor, (tenant_id, ref_id) (docs/data-model.md#required-indexes,
 * docs/api-contract.md#15-lists-and-their-indexes, docs/api-contract.md#i-38).
 */
export const indexes: Rule = (schema) => {
  const tables = tenantTables(schema);
  const named = [...mandatoryIndexes, ...uniqueKeys].flatMap((expected) => {
    const table = tables.find(({ name }) => name === expected.table);
    const message = faultOf(
      expected,
      table?.indexes.find(({ name }) => name === expected.name),
    );
    return message === undefined ? [] : [breach(expected.table, message)];
  });
  const listed = tables.flatMap(({ name, columns, indexes: found }) => {
    const keys = columns.some((column) => column.name === 'ref_id') ? ['tenant_id', 'ref_id'] : ['tenant_id'];
    const serves = ({ columns: has, predicate, valid }: Index): boolean =>
      valid && predicate === null && keys.every((key, place) => has[place] === key);
    return found.some(serves) ? [] : [breach(name, `no index begins with (${keys.join(', ')}) over all rows`)];
  });
  return [...named, ...listed];
};

function faultOf(expected: MandatoryIndex, found: Index | undefined): string | undefined {
  if (found === undefined) return `the mandatory index ${expected.name} is missing`;
  if (!found.valid) return `the mandatory index ${expected.name} is not valid`;
  const [has, wants] = [
    wordsOf(found.unique, found.columns, found.predicate),
    wordsOf(expected.unique === true, expected.columns, expected.predicate ?? null),
  ];
  return has === wants ? undefined : `the mandatory index ${expected.name} is ${has}, expected ${wants}`;
}

function wordsOf(unique: boolean, columns: readonly string[], predicate: string | null): string {
  return `${unique ? 'unique ' : ''}(${columns.join(', ')})${predicate === null ? '' : ` WHERE ${predicate}`}`;
}

function breach(object: string, message: string): Breach {
  return { rule: 'indexes', object, message };
}
