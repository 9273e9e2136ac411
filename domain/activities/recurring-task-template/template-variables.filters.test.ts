import { expect, it } from '@jest/globals';
import { pages } from '../../../platform/batching/loaders.ts';
import { tables } from '../../../platform/database/tables.ts';
import { makeTenant } from '../../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../../tests/support/reading.ts';
import { lacksVariables } from './template-variables.filters.ts';
import { missingVariables } from './template-variables.rules.ts';

const tasks = pages(tables.recurringTaskTemplate, {
  parent: 'tenantId',
  filter: { missingVariables: lacksVariables },
  bounded: true,
});

/** What jsonb may hold, sense and nonsense. */
const definitions = [
  [],
  [{ key: 'a', required: true }],
  [{ key: 'a', required: false }],
  [{ key: 'a', required: 'true' }],
  [{ key: 'a' }, { key: 'b', required: true }],
  [{ required: true }],
  [{ key: 7, required: true }],
  ['a', null, 7],
];
const values = [null, {}, { a: null }, { a: '' }, { a: 0, b: false }, { b: 'B' }, ['a'], 'a'];
const combinations = definitions.flatMap((variables) =>
  values.map((variableValues) => ({ variables, variableValues })),
);

it('finds the tasks that lack a variable, and no others, as the rule does', async () => {
  const tenant = await makeTenant();
  const rows = await tenant.makeMany.recurringTaskTemplate(combinations.length, (index) => combinations[index] ?? {});
  const lacking = rows.filter((row) => missingVariables(row).length > 0).map(({ refId }) => refId);
  const complete = rows.map(({ refId }) => refId).filter((refId) => !lacking.includes(refId));
  await fetchAs(viewerOf(tenant), async ({ source }) => {
    const own = new Set(rows.map(({ refId }) => refId));
    const find = async (missing: boolean) => {
      const { nodes } = await tasks(source).load(
        tenant,
        { first: 100, filter: { missingVariables: missing } },
        select('{ nodes { id } }'),
      );
      return nodes
        .map(({ refId }) => refId)
        .filter((refId) => own.has(refId))
        .reverse();
    };
    expect(await find(true)).toEqual(lacking);
    expect(await find(false)).toEqual(complete);
  });
  expect([lacking.length, complete.length]).toEqual([12, 52]);
});
