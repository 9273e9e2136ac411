import { tables } from '../../../platform/database/tables.ts';
import type { Table } from '../../../platform/database/table.ts';
import { ulidTime } from '../../../platform/ids/ulid.ts';
import { Batch, type Base, type Draft } from './batch.ts';
import type { Made, Make, MakeMany, Owner, Recipe, Recipes } from './factories.ts';
import { insertRows } from './insert.ts';
import { factoryPool } from './pool.ts';
import { activitiesRecipes } from './recipes/activities.ts';
import { adsRecipes } from './recipes/ads.ts';
import { agentsRecipes } from './recipes/agents.ts';
import { contentRecipes } from './recipes/content.ts';
import { seoAndCrmRecipes } from './recipes/seo-and-crm.ts';
import { strategyRecipes } from './recipes/strategy.ts';
import { tenancyRecipes } from './recipes/tenancy.ts';
import { ulidAt } from './ulid.ts';

/** A table of the schema without its recipe does not compile. */
const recipes: Recipes<Made> = {
  ...tenancyRecipes,
  ...strategyRecipes,
  ...activitiesRecipes,
  ...agentsRecipes,
  ...contentRecipes,
  ...seoAndCrmRecipes,
  ...adsRecipes,
};

/** The factories that make rows for one owner. */
export function factoriesFor(owner: Owner): { readonly make: Make; readonly makeMany: MakeMany } {
  const names = Object.keys(recipes) as Made[];
  const entries = names.map((name) => {
    // One table and its own recipe, by its name: the compiler cannot follow the pair through a union of all.
    const table = tables[name] as unknown as Table<Base>;
    const recipe = recipes[name] as unknown as Recipe<Base>;
    const many = async (count: number, overrides: (index: number) => Partial<Base> = () => ({})): Promise<Base[]> => {
      const said = Array.from({ length: count }, (_, index) => overrides(index));
      const batch = new Batch(
        table,
        said.map((row) => begin(row, owner)),
      );
      await recipe(batch, { ...factories, owner });
      return insertRows(factoryPool(), table, batch.rows);
    };
    return [name, many] as const;
  });
  const one = entries.map(([name, many]) => [
    name,
    async (overrides: Partial<Base> = {}) => (await many(1, () => overrides))[0],
  ]);
  const factories = {
    make: Object.fromEntries(one) as Make,
    makeMany: Object.fromEntries(entries) as unknown as MakeMany,
  };
  return factories;
}

/** The base of a row; its ULID and its creation are one instant (docs/api-contract.md#i-22), whichever of them the test says. */
function begin(row: Partial<Base>, owner: Owner): Draft<Base> {
  return { tenantId: owner.tenantId, createdById: owner.actorId, ...row, ...identityOf(row) };
}

/** ULID and creation of a row, from whichever of them the test says; now by default. */
export function identityOf(row: { refId?: string; createdAt?: string }): { refId: string; createdAt: string } {
  const at = row.createdAt ?? new Date(row.refId === undefined ? Date.now() : ulidTime(row.refId)).toISOString();
  return { refId: row.refId ?? ulidAt(Date.parse(at)), createdAt: at };
}
