import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { GraphQLError } from 'graphql';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { PageLoader, type PageDefinition } from '../batching/page-loader.ts';
import { sql } from '../database/sql.ts';
import { tables, type GoalRow } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { newestFirst, orderFrom, type Order, type SortKey } from './order.ts';

const refId = '01JZX3V6E8Q4T5Y7W9A1C2D3F4';
const invalid = { extensions: { code: 'INVALID_CURSOR', retryable: false } };

/** An order by one value of a type; nothing is read by it. */
function orderBy(
  type: string,
  { nullable = false, labels }: Partial<Pick<SortKey, 'nullable' | 'labels'>> = {},
): Order {
  const key: SortKey = { field: 'value', direction: 'ASC', value: () => sql`value`, type, nullable, labels };
  return { name: 'VALUE', keys: [key], direction: 'ASC' };
}

const encoded = (...parts: readonly unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('a cursor', () => {
  it('is the ULID itself in the order of creation, either case taken', () => {
    expect(encodeCursor(newestFirst, { refId })).toBe(refId);
    expect(decodeCursor(refId.toLowerCase(), newestFirst)).toEqual({ values: [], refId });
  });

  it('is base64url of order, values and ULID in any other', () => {
    const order = orderFrom(tables.goal, { DUE: ['targetDate', 'priority'] }, { field: 'DUE' });
    const cursor = encodeCursor(order, { refId, targetDate: null, priority: 3 } as unknown as GoalRow);
    expect(JSON.parse(Buffer.from(cursor, 'base64url').toString())).toEqual(['DUE', null, '3', refId]);
    expect(decodeCursor(cursor, order)).toEqual({ values: [null, '3'], refId });
  });

  it.each<[string, readonly string[]]>([
    ['int2', ['-32768', '-1', '0', '10000', '32767']],
    ['int4', ['-2147483648', '1000000000', '2147483647']],
    ['int8', ['-9223372036854775808', '9223372036854775807']],
    ['numeric', ['0.0000', '-1250.50', '12345678901234567890.123456']],
    ['bool', ['true', 'false']],
    ['date', ['0001-01-01', '2024-02-29', '9999-12-31']],
    ['timestamptz', ['0001-01-01T00:00:00.000Z', '2026-11-23T23:59:59.999Z', '9999-12-31T23:59:59.999Z']],
    ['text', ['', '"\'; DROP TABLE goals --', '🦊', '\ud800']],
  ])('takes every %s that a row may hold', (type, values) => {
    const order = orderBy(type);
    for (const value of values) {
      expect(decodeCursor(encodeCursor(order, { refId, value } as { refId: string }), order)).toEqual({
        values: [value],
        refId,
      });
    }
  });

  it.each<[string, readonly unknown[]]>([
    ['int2', ['32768', '-32769', '1.5', '', ' 1', '1e3', 7, true, null, '٣']],
    ['int4', ['2147483648', '99999999999999999999']],
    ['int8', ['9223372036854775808', '-9223372036854775809']],
    ['numeric', ['NaN', 'Infinity', '1e9', '1.', '.5', `${'9'.repeat(41)}`]],
    ['bool', ['t', '1', 'TRUE', '']],
    ['date', ['0000-01-01', '2026-02-29', '2026-13-01', '2026-1-1', 'today', '10000-01-01']],
    [
      'timestamptz',
      ['2026-11-23T24:00:00.000Z', '2026-11-23T23:60:00.000Z', '2026-11-23T23:59:60.000Z', '2026-02-30T00:00:00.000Z'],
    ],
    ['timestamptz', ['0000-01-01T00:00:00.000Z', '2026-11-23', 'now', 'infinity', '2026-11-23T00:00:00Z']],
    ['text', ['a\0b', null, 1, {}, ['a']]],
  ])('refuses what is no %s', (type, values) => {
    for (const value of values) {
      expect(() => decodeCursor(encoded('VALUE', value, refId), orderBy(type))).toThrow(
        expect.objectContaining(invalid),
      );
    }
  });

  it("takes an enum's labels only, and null only where the column has it", () => {
    const order = orderBy('goal_status', { labels: ['active', 'paused'], nullable: true });
    expect(decodeCursor(encoded('VALUE', 'paused', refId), order).values).toEqual(['paused']);
    expect(decodeCursor(encoded('VALUE', null, refId), order).values).toEqual([null]);
    expect(() => decodeCursor(encoded('VALUE', 'PAUSED', refId), order)).toThrow(expect.objectContaining(invalid));
  });

  it.each<[string, string]>([
    ['another order', encoded('OTHER', '1', refId)],
    ['a value too many', encoded('VALUE', '1', '2', refId)],
    ['a value too few', encoded('VALUE', refId)],
    ['a ULID that is none', encoded('VALUE', '1', refId.slice(1))],
    ['a ULID that is a number', encoded('VALUE', '1', 7)],
    ['a ULID of the default order', refId],
    ['an object', Buffer.from('{"length":3}').toString('base64url')],
    ['a text', Buffer.from('"VALUE"').toString('base64url')],
    ['no JSON', 'bm90IEpTT04'],
    ['no base64', '!!!'],
    ['nothing', ''],
    ['10 kB', encoded('VALUE', '1'.repeat(10_000), refId)],
    ['SQL', "1' OR 1=1 --"],
  ])('refuses %s', (_name, text) => {
    expect(() => decodeCursor(text, orderBy('int4'))).toThrow(expect.objectContaining(invalid));
    if (text !== refId) expect(() => decodeCursor(text, newestFirst)).toThrow(expect.objectContaining(invalid));
  });

  it('refuses what Node would read as the letters of a cursor', () => {
    const cursor = encoded('VALUE', '1', refId);
    expect(decodeCursor(cursor, orderBy('int4'))).toEqual({ values: ['1'], refId });
    const [first, rest] = [cursor.charCodeAt(0), cursor.slice(1)];
    for (const text of [
      `${String.fromCharCode(first + 0x100)}${rest}`,
      ` ${cursor}`,
      `${cursor}=`,
      `${cursor}\n`,
      `*${cursor}`,
    ])
      expect(() => decodeCursor(text, orderBy('int4'))).toThrow(expect.objectContaining(invalid));
  });

  it('of any text answers with a place or INVALID_CURSOR, and nothing else', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom('int4', 'text', 'timestamptz'), (cursor, type) => {
        expect(() => decodeCursor(cursor, orderBy(type))).toThrow(expect.objectContaining(invalid));
      }),
    );
  });
});

const fields = {
  NAME: ['name'],
  PRIORITY: ['priority'],
  STATUS: ['status'],
  VALUE: ['targetValue'],
  DATE: ['targetDate'],
  CHANGED: ['changedAt'],
  MANY: ['targetDate', 'priority'],
};
const definition: PageDefinition = { parent: 'tenantId', orderBy: { CREATED_AT: [], ...fields }, bounded: true };
const info = select('{ edges { cursor } }');

describe('a cursor with one bit turned', () => {
  let tenant: CustomerTenant;
  beforeAll(async () => {
    tenant = await makeTenant();
    await tenant.makeMany.goal(3, () => ({
      name: 'Näme',
      targetValue: '12.50',
      targetDate: '2026-12-31',
      priority: 2,
    }));
  });

  /** What PostgreSQL or the parser made of each of the cursors. */
  function outcomesOf(field: string, cursors: readonly string[]): Promise<unknown[]> {
    return fetchAs(viewerOf(tenant), async ({ source }) => {
      const loader = new PageLoader<GoalRow>(source, tables.goal, definition);
      return Promise.all(
        cursors.map((after) =>
          loader.load(viewerOf(tenant).tenant, { first: 5, after, orderBy: { field, direction: 'ASC' } }, info).then(
            ({ nodes }) =>
              nodes.length <= 3 && nodes.every(({ tenantId }) => tenantId === tenant.id) ? 'a place' : 'foreign rows',
            (error: unknown) => (error instanceof GraphQLError ? error.extensions['code'] : error),
          ),
        ),
      );
    });
  }

  async function cursorOf(field: string): Promise<string> {
    const { edges } = await fetchAs(viewerOf(tenant), ({ source }) =>
      new PageLoader<GoalRow>(source, tables.goal, definition).load(
        viewerOf(tenant).tenant,
        { first: 2, orderBy: { field } },
        info,
      ),
    );
    return edges[1]?.cursor ?? '';
  }

  it.each(['CREATED_AT', ...Object.keys(fields)])(
    'in the order %s is a place or INVALID_CURSOR, never a database error',
    async (field) => {
      const cursor = await cursorOf(field);
      const isText = field === 'CREATED_AT';
      const bytes = isText ? Buffer.from(cursor) : Buffer.from(cursor, 'base64url');
      const turned: string[] = [];
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const copy = Buffer.from(bytes);
        copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        turned.push(isText ? copy.toString('latin1') : copy.toString('base64url'));
      }
      const outcomes = await outcomesOf(field, turned);
      expect([...new Set(outcomes)].sort()).toEqual(['INVALID_CURSOR', 'a place']);
    },
  );

  it("of another tenant's row is a place only: it shows the reader's own rows", async () => {
    const stranger = await makeTenant();
    const [theirs] = await stranger.makeMany.goal(1, () => ({ name: 'A' }));
    expect(await outcomesOf('CREATED_AT', [theirs?.refId ?? '', mintUlid()])).toEqual(['a place', 'a place']);
    expect(await outcomesOf('NAME', [encoded('NAME', 'A', theirs?.refId)])).toEqual(['a place']);
  });
});
