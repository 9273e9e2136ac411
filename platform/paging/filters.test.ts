import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { PageLoader } from '../batching/page-loader.ts';
import type { Table } from '../database/table.ts';
import { tables } from '../database/tables.ts';
import {
  anyOf,
  before,
  changedBetween,
  createdBetween,
  days,
  enclosing,
  equals,
  holding,
  instants,
  type FilterRules,
} from './filters.ts';

let tenant: CustomerTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});

/** The fields of the rows that a filter leaves, oldest first. */
async function filtered<Row extends { refId: string }>(
  table: Table<Row>,
  rules: FilterRules,
  filter: Readonly<Record<string, unknown>>,
  field: keyof Row & string,
): Promise<unknown[]> {
  return fetchAs(viewerOf(tenant), async ({ source }) => {
    const list = new PageLoader(source, table, {
      parent: 'tenantId',
      filter: rules,
      orderBy: { CREATED_AT: [] },
      bounded: true,
    });
    const args = { filter, orderBy: { field: 'CREATED_AT', direction: 'ASC' as const } };
    const { nodes } = await list.load(viewerOf(tenant).tenant, args, select(`{ nodes { ${field} } }`));
    return nodes.map((row) => row[field]);
  });
}

describe('a filter', () => {
  beforeAll(async () => {
    const values = [
      { name: 'a', status: 'active', targetDate: '2026-01-01' },
      { name: 'b', status: 'paused', targetDate: '2026-01-31' },
      { name: "c'; --", status: 'at_risk', targetDate: null },
    ] as const;
    await tenant.makeMany.goal(3, (index) => values[index] ?? {});
  });
  const names = (rules: FilterRules, filter: Readonly<Record<string, unknown>>) =>
    filtered(tables.goal, rules, filter, 'name');

  it.each([false, true])('of values leaves the rows that have one of them (probed: %s)', async (probed) => {
    const rules = { status: anyOf('status', { probed }), name: anyOf('name', { probed }) };
    expect(await names(rules, { status: ['paused', 'active', 'paused'] })).toEqual(['a', 'b']);
    expect(await names(rules, { status: ['at_risk'] })).toEqual(["c'; --"]);
    expect(await names(rules, { status: [] })).toEqual([]);
    expect(await names(rules, { name: ["c'; --", "' OR 1=1 --", 'A'] })).toEqual(["c'; --"]);
    expect(await names(rules, { name: ['a', 'b'], status: ['paused', 'at_risk'] })).toEqual(['b']);
  });

  it('of values probed alone is one list beside another that finds the rows', async () => {
    const rules = { status: anyOf('status', { backed: true, probed: 'alone' }), targetDate: days('targetDate') };
    const sent = (filter: object) =>
      fetchAs(viewerOf(tenant), async ({ source, log }) => {
        const list = new PageLoader(source, tables.goal, { parent: 'tenantId', filter: rules });
        await list.load(viewerOf(tenant).tenant, { filter }, select('{ nodes { name } }'));
        return log.statements.map(({ text }) => text.split('UNION ALL').length);
      });
    expect(await sent({ status: ['active', 'paused'] })).toEqual([2]);
    expect(await sent({ status: ['active', 'paused'], targetDate: {} })).toEqual([2]);
    expect(await sent({ status: ['active', 'paused'], targetDate: { from: '2026-01-01' } })).toEqual([1]);
  });

  it('of values takes more of them than a statement has parameters', async () => {
    const many = Array.from({ length: 70_000 }, (_, index) => `name ${index}`);
    expect(await names({ name: anyOf('name') }, { name: [...many, 'b'] })).toEqual(['b']);
  });

  it('of a value with a NUL is refused by PostgreSQL, and by nothing worse', async () => {
    for (const name of [['a\0'], ['a\0', 'b']]) {
      await expect(names({ name: anyOf('name') }, { name })).rejects.toMatchObject({ code: '22021' });
    }
    expect(await names({ name: anyOf('name') }, { name: ['a'] })).toEqual(['a']);
  });

  it('of one value leaves the rows that have it', async () => {
    expect(await names({ status: equals('status') }, { status: 'paused' })).toEqual(['b']);
  });

  it.each([
    [{ from: '2026-01-01', to: '2026-01-31' }, ['a', 'b']],
    [{ from: '2026-01-02' }, ['b']],
    [{ to: '2026-01-30' }, ['a']],
    [{ from: '2026-02-01', to: '2026-01-01' }, []],
    [{}, ['a', 'b', "c'; --"]],
    [{ from: null, to: null }, ['a', 'b', "c'; --"]],
  ])('of days %j holds both its ends', async (targetDate, expected) => {
    expect(await names({ targetDate: days('targetDate') }, { targetDate })).toEqual(expected);
  });
});

describe('a range of instants', () => {
  const at = (second: number): string => `2025-03-01T00:00:0${second}.000Z`;
  beforeAll(async () => {
    tenant = await makeTenant();
    await tenant.makeMany.strategy(3, (index) => ({
      createdAt: at(index + 1),
      approvedAt: index === 2 ? null : at(index + 1),
      version: index + 1,
    }));
  });
  const versions = (rules: FilterRules, filter: Readonly<Record<string, unknown>>) =>
    filtered(tables.strategy, rules, filter, 'version');
  const made = { from: '2025-03-01T00:00:00.000Z', to: '2025-03-01T00:00:09.000Z' };

  it.each([
    [{ from: at(1), to: at(2) }, [1]],
    [{ from: at(2), to: at(3) }, [2]],
    [{ from: at(1), to: at(9) }, [1, 2, 3]],
    [{ from: at(2), to: at(2) }, []],
  ])('%j holds its beginning and not its end, so that adjacent ones share no row', async (range, expected) => {
    expect(await versions({ createdAt: createdBetween() }, { createdAt: range })).toEqual(expected);
    expect(
      await versions({ made: createdBetween(), approvedAt: instants('approvedAt') }, { made, approvedAt: range }),
    ).toEqual(expected.filter((version) => version !== 3));
  });

  it('of creation may reach beyond what any ULID can say', async () => {
    const createdAt = { from: '0001-01-01T00:00:00.000Z', to: '9999-12-31T23:59:59.999Z' };
    expect((await versions({ createdAt: createdBetween() }, { createdAt })).slice(0, 3)).toEqual([1, 2, 3]);
    const never = { from: '0001-01-01T00:00:00.000Z', to: '1969-12-31T23:59:59.999Z' };
    expect(await versions({ createdAt: createdBetween() }, { createdAt: never })).toEqual([]);
  });

  it('that must be closed is refused open, at either end', async () => {
    for (const createdAt of [{}, { from: at(1) }, { to: at(1) }, { from: null, to: at(1) }]) {
      await expect(versions({ createdAt: createdBetween({ bothEnds: true }) }, { createdAt })).rejects.toMatchObject({
        message: 'an open range would read every month on record; expected both "from" and "to"',
        extensions: { code: 'BAD_USER_INPUT' },
      });
    }
  });

  it('before an instant leaves out what never was', async () => {
    expect(
      await versions({ made: createdBetween(), approvedAt: before('approvedAt') }, { made, approvedAt: at(3) }),
    ).toEqual([1, 2]);
  });
});

describe('a range of last changes', () => {
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

  it('holds back what was changed in the last five seconds, wherever it ends', async () => {
    tenant = await makeTenant();
    const changes = [null, ago(3_600_000), ago(60_000), ago(2_000)];
    await tenant.makeMany.goal(4, (index) => ({
      name: `${index}`,
      createdAt: index === 0 ? ago(0) : ago(7_200_000),
      updatedAt: changes[index] ?? null,
    }));
    const changed = (updatedAt: object) =>
      filtered(tables.goal, { updatedAt: changedBetween() }, { updatedAt }, 'name');
    expect(await changed({ from: ago(1_800_000) })).toEqual(['2']);
    expect(await changed({ from: ago(7_200_000), to: ago(-60_000) })).toEqual(['1', '2']);
    expect(await changed({ from: ago(7_200_000), to: ago(1_800_000) })).toEqual(['1']);
    expect(await changed({ from: ago(4_000) })).toEqual([]);
    expect(await changed({ from: '0001-01-01T00:00:00.000Z' })).toEqual(['1', '2']);
    expect(await changed({})).toEqual(['1', '2', '3', '0']);
  });

  it('holds, five seconds later, what it held back', async () => {
    tenant = await makeTenant();
    const { updatedAt } = await tenant.make.goal({ createdAt: ago(7_200_000), updatedAt: ago(0) });
    if (updatedAt === null) throw new Error('expected the goal to have been changed');
    const seen = (later: number) =>
      fetchAs(viewerOf(tenant), async ({ source }) => {
        const now = new Date(Date.parse(updatedAt) + later);
        const list = new PageLoader({ ...source, now }, tables.goal, {
          parent: 'tenantId',
          filter: { updatedAt: changedBetween() },
        });
        const args = { filter: { updatedAt: { from: updatedAt } } };
        return (await list.load(viewerOf(tenant).tenant, args, select('{ totalCount }'))).totalCount;
      });
    expect(await Promise.all([4_999, 5_000, 5_001].map(seen))).toEqual([0, 0, 1]);
  });
});

describe('a range that encloses a day', () => {
  it('holds its first and its last one', async () => {
    const { make } = tenant;
    const deliverable = await make.deliverable();
    await make.deliverablePeriod({ deliverableId: deliverable.id, periodStart: '2031-02-01', periodEnd: '2031-02-28' });
    const on = (day: string) =>
      filtered(
        tables.deliverablePeriod,
        { containing: enclosing('periodStart', 'periodEnd') },
        { containing: day },
        'periodEnd',
      );
    expect(await Promise.all(['2031-01-31', '2031-02-01', '2031-02-28', '2031-03-01'].map(on))).toEqual([
      [],
      ['2031-02-28'],
      ['2031-02-28'],
      [],
    ]);
  });
});

describe('a list among the values of a row', () => {
  it('is looked into for one of them', async () => {
    await tenant.make.user({ name: 'Both', role: 'member', appAccess: ['dashboard', 'manage'] });
    const having = (value: string) =>
      filtered(
        tables.user,
        { appAccess: holding('appAccess'), role: equals('role') },
        { appAccess: value, role: 'member' },
        'name',
      );
    expect(await Promise.all(['manage', 'dm-portal', "' OR true --"].map(having))).toEqual([['Both'], [], []]);
  });
});
