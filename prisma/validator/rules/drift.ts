import type { Column, Table } from '../../../platform/database/table.ts';
import type { CatalogueColumn, CatalogueTable } from '../catalogue.ts';
import { modelColumns, productTables, type Rule } from '../schema.ts';

/** The models and the catalogue name the same tables, columns, types and labels. */
export const drift: Rule = (schema) => {
  const tables = new Map(productTables(schema).map((table) => [table.name, table]));
  const models = new Map(schema.models.map((model) => [model.name, model]));
  const names = [...new Set([...tables.keys(), ...models.keys()])].sort();
  return names.flatMap((name) =>
    differences(tables.get(name), models.get(name)).map((message) => ({ rule: 'drift', object: name, message })),
  );
};

function differences(table: CatalogueTable | undefined, model: Table | undefined): string[] {
  if (table === undefined) return ['is in the models and not in the database'];
  if (model === undefined) return ['is in the database and not in the models'];
  const modelled = modelColumns(model);
  const held = new Map(table.columns.map((column) => [column.name, column]));
  return [...new Set([...held.keys(), ...modelled.keys()])].flatMap((name) => {
    const difference = differenceOf(held.get(name), modelled.get(name));
    return difference === undefined ? [] : [`${name} ${difference}`];
  });
}

function differenceOf(held: CatalogueColumn | undefined, modelled: Column | undefined): string | undefined {
  if (held === undefined) return 'is in the model and not in the database';
  if (modelled === undefined) {
    // Prisma leaves what it has no type for, such as daterange, out of its data model; such columns are computed only.
    return held.generated ? undefined : 'is in the database and not in the model';
  }
  const [found, expected] = [wordsOf(held, held.labels), wordsOf(modelled, modelled.labels)];
  return found === expected ? undefined : `is ${found} in the database and ${expected} in the model`;
}

function wordsOf({ type, nullable }: Column | CatalogueColumn, labels: readonly string[] | null | undefined): string {
  // The statement builder casts both to text, and so the models' metadata does not tell them apart.
  const name = type === 'varchar' ? 'text' : type;
  return `${name}${labels ? ` of ${labels.join(', ')}` : ''}${nullable ? '' : ' NOT NULL'}`;
}
