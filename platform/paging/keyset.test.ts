import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { PageLoader, type ListArguments, type PageDefinition } from '../batching/page-loader.ts';
import { enumLabels, tables, type GoalRow } from '../database/tables.ts';
import type { Connection } from './connection.ts';
import { encodeCursor } from './cursor.ts';
import { anyOf } from './filters.ts';
import { newestFirst, orderFrom, sortKey, type Direction, type Order } from './order.ts';

const table = tables.goal;
const fields = {
  CREATED_AT: [],
  NAME: ['name'],
  PRIORITY: ['priority'],
  STATUS: ['status'],
  TARGET_VALUE: ['targetValue'],
  TARGET_DATE: ['targetDate'],
  CHANGED_AT: ['changedAt'],
  DUE: ['targetDate', 'status', 'targetValue'],
};
type OrderField = keyof typeof fields;
const orderFields = Object.keys(fields) as OrderField[];

const definition: PageDefinition = {
  parent: 'tenantId',
  filter: { status: anyOf('status', { probed: true }), period: anyOf('period', { probed: true }) },
  orderBy: fields,
  bounded: true,
};

/** A key of each direction, and the tie broken by age: what an inbox sorts by. */
const mixed: Order = {
  name: 'MIXED',
  keys: [
    sortKey(table, 'targetDate', 'ASC'),
    sortKey(table, 'priority', 'DESC'),
    sortKey(table, 'targetValue', 'DESC'),
  ],
  direction: 'ASC',
};

const statuses = Object.values(enumLabels.GoalStatus);
const periods = Object.values(enumLabels.GoalPeriod);

/** Few values, so that many rows are equal in each, and NULLs where the column has them. */
const goal = fc.record({
  name: fc.constantFrom('a', 'B', 'b', 'ä', '"\'; DROP', 'ｚ', '🦊'),
  priority: fc.constantFrom(1, 2, 32_767),
  status: fc.constantFrom(...statuses),
  period: fc.constantFrom(...periods),
  targetValue: fc.constantFrom(null, '-1.50', '0.00', '9.00', '10.00'),
  targetDate: fc.constantFrom(null, '2026-01-31', '2026-02-01', '2027-01-01'),
  updatedAt: fc.constantFrom(null, '2020-01-01T00:00:00.000Z', '2040-01-01T00:00:00.123Z'),
});

const rowCount = 40;
let tenant: CustomerTenant;
let goals: readonly GoalRow[];

beforeAll(async () => {
  tenant = await makeTenant();
  const [rows = []] = fc.sample(fc.array(goal, { minLength: rowCount, maxLength: rowCount }), { numRuns: 1, seed: 7 });
  goals = await tenant.makeMany.goal(rowCount, (index) => rows[index] ?? {});
});

/** The value by which JavaScript sorts as PostgreSQL does; its text has the order of code points. */
function comparable(row: GoalRow, field: string): number | string | null {
  if (field === 'changedAt') return row.updatedAt ?? row.createdAt;
  if (field === 'status') return statuses.indexOf(row.status);
  if (field === 'targetValue') return row.targetValue === null ? null : Number(row.targetValue);
  const value = row[field as keyof GoalRow];
  return typeof value === 'number' || value === null ? value : Buffer.from(String(value)).toString('hex');
}

function compare(left: number | string | null, right: number | string | null, direction: Direction): number {
  if (left === right) return 0;
  const isLess = left !== null && (right === null || left < right);
  return isLess === (direction === 'ASC') ? -1 : 1;
}

/** The plain sort that the pages are held against. */
function sorted(rows: readonly GoalRow[], order: Order): readonly GoalRow[] {
  const keys = [...order.keys, { field: 'refId', direction: order.direction }];
  return [...rows].sort(
    (left, right) =>
      keys
        .map(({ field, direction }) => compare(comparable(left, field), comparable(right, field), direction))
        .find((sign) => sign !== 0) ?? 0,
  );
}

const info = select('{ edges { cursor node { name } } pageInfo { hasNextPage } }');

async function walk<Result>(
  list: PageDefinition,
  use: (page: (args: ListArguments) => Promise<Connection<GoalRow>>) => Promise<Result>,
): Promise<Result> {
  return fetchAs(viewerOf(tenant), ({ source }) =>
    use((args) => new PageLoader<GoalRow>(source, table, list).load(viewerOf(tenant).tenant, args, info)),
  );
}

const idsOf = (rows: readonly { readonly refId: string }[]): string[] => rows.map(({ refId }) => refId);

const listOrder = fc.record({
  field: fc.constantFrom(...orderFields),
  direction: fc.constantFrom('ASC' as const, 'DESC' as const),
});
const filter = fc.record({
  status: fc.option(fc.uniqueArray(fc.constantFrom(...statuses), { minLength: 1, maxLength: 3 })),
  period: fc.option(fc.uniqueArray(fc.constantFrom(...periods), { minLength: 1, maxLength: 2 })),
});
const places = fc.tuple(fc.option(fc.nat(rowCount - 1)), fc.option(fc.nat(rowCount - 1)));

function matching({
  status,
  period,
}: {
  status: readonly string[] | null;
  period: readonly string[] | null;
}): GoalRow[] {
  return goals.filter((row) => (status?.includes(row.status) ?? true) && (period?.includes(row.period) ?? true));
}

describe('pages', () => {
  it('from either end walk the whole list once, in the order of a plain sort, whatever the filter', async () => {
    await fc.assert(
      fc.asyncProperty(
        listOrder,
        filter,
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 15 }), { minLength: 1 }),
        async (orderBy, where, backward, sizes) => {
          const expected = idsOf(sorted(matching(where), orderFrom(table, fields, orderBy)));
          const walked = await walk(definition, async (page) => {
            const seen: string[] = [];
            let cursor: string | null = null;
            for (let turn = 0; ; turn += 1) {
              const size = sizes[turn % sizes.length] ?? 1;
              const window = backward ? { last: size, before: cursor } : { first: size, after: cursor };
              const answer = await page({ filter: where, orderBy, ...window });
              if (backward) seen.unshift(...idsOf(answer.nodes));
              else seen.push(...idsOf(answer.nodes));
              const { hasNextPage, hasPreviousPage, startCursor, endCursor } = answer.pageInfo;
              expect(backward ? hasNextPage : hasPreviousPage).toBe(cursor !== null);
              if (!(backward ? hasPreviousPage : hasNextPage)) return seen;
              cursor = backward ? startCursor : endCursor;
            }
          });
          expect(walked).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('between two places hold what a plain slice holds, from either end', async () => {
    await fc.assert(
      fc.asyncProperty(listOrder, filter, places, fc.boolean(), async (orderBy, where, [after, before], backward) => {
        const order = orderFrom(table, fields, orderBy);
        const all = sorted(goals, order);
        // The places may be rows that the filter leaves out: a cursor's row need not be in the list any more.
        const kept = new Set(idsOf(matching(where)));
        const window = idsOf(all.slice(after === null ? 0 : after + 1, before ?? undefined)).filter((id) =>
          kept.has(id),
        );
        const cursorAt = (place: number | null): string | null => {
          const row = place === null ? undefined : all[place];
          return row === undefined
            ? null
            : encodeCursor(order, { ...row, changedAt: row.updatedAt ?? row.createdAt } as GoalRow);
        };
        const answer = await walk(definition, (page) =>
          page({
            filter: where,
            orderBy,
            after: cursorAt(after),
            before: cursorAt(before),
            [backward ? 'last' : 'first']: 7,
          }),
        );
        expect(idsOf(answer.nodes)).toEqual(backward ? window.slice(-7) : window.slice(0, 7));
        const overflows = window.length > 7;
        expect(answer.pageInfo).toMatchObject({
          hasNextPage: backward ? before !== null : overflows,
          hasPreviousPage: backward ? overflows : after !== null,
        });
      }),
      { numRuns: 120 },
    );
  });

  it('of several keys with directions of their own stand in the order of a plain sort', async () => {
    const expected = sorted(goals, mixed);
    await walk({ ...definition, defaultOrder: mixed }, async (page) => {
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const answer: Connection<GoalRow> = await page({ first: 3, after });
        seen.push(...idsOf(answer.nodes));
        if (!answer.pageInfo.hasNextPage) break;
        after = answer.pageInfo.endCursor;
      }
      expect(seen).toEqual(idsOf(expected));
      const last = await page({ last: 5 });
      expect(idsOf(last.nodes)).toEqual(idsOf(expected.slice(-5)));
      const middle = await page({ last: 4, before: last.pageInfo.startCursor });
      expect(idsOf(middle.nodes)).toEqual(idsOf(expected.slice(-9, -5)));
    });
  });

  it('stand newest first without an order, and their cursors are the ids themselves', async () => {
    const answer = await walk(definition, (page) => page({ first: 2 }));
    const expected = idsOf(sorted(goals, newestFirst)).slice(0, 2);
    expect(answer.edges.map(({ cursor }) => cursor)).toEqual(expected);
    expect(expected).toEqual(idsOf(goals).reverse().slice(0, 2));
  });
});

describe('while rows are added', () => {
  it.each([
    ['CREATED_AT', 'DESC'],
    ['CREATED_AT', 'ASC'],
    ['NAME', 'ASC'],
    ['TARGET_VALUE', 'DESC'],
  ] as const)('a walk by %s %s skips no row that was there and shows none twice', async (field, direction) => {
    const growing = await makeTenant();
    const there = await growing.makeMany.goal(12, (index) => ({
      name: `n${index % 3}`,
      targetValue: index % 2 === 0 ? null : '5.00',
    }));
    const seen: string[] = [];
    for (let after: string | null = null; ;) {
      const args: ListArguments = { first: 3, after, orderBy: { field, direction } };
      const { tenant: parent } = viewerOf(growing);
      // A request of its own for each page, as a client's are: later pages see what was added.
      const answer: Connection<GoalRow> = await fetchAs(viewerOf(growing), ({ source }) =>
        new PageLoader<GoalRow>(source, table, definition).load(parent, args, info),
      );
      seen.push(...idsOf(answer.nodes));
      if (!answer.pageInfo.hasNextPage) break;
      after = answer.pageInfo.endCursor;
      await growing.makeMany.goal(2, (index) => ({ name: `n${index}`, targetValue: index === 0 ? null : '5.00' }));
      if (seen.length > 60) break;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(idsOf(there).filter((id) => !seen.includes(id))).toEqual([]);
  });
});
