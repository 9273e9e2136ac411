import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { makeTenant, type CustomerTenant } from '../../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../../tests/support/reading.ts';
import { sql, type Sql } from '../../../platform/database/sql.ts';
import { dailyCosts, everyCall, splitAtDays, type ClosedRange } from './cost-source.ts';

describe('a range', () => {
  it.each([
    [
      'of whole days is nothing else',
      ['2026-03-01T00:00:00.000Z', '2026-03-04T00:00:00.000Z'],
      ['2026-03-01', '2026-03-04'],
      [0, 0],
    ],
    [
      'that breaks its first and its last day has a head and a tail',
      ['2026-03-01T00:00:00.001Z', '2026-03-03T23:59:59.999Z'],
      ['2026-03-02', '2026-03-03'],
      [86_399_999, 86_399_999],
    ],
    [
      'inside one day is all head',
      ['2026-03-01T10:00:00.000Z', '2026-03-01T11:00:00.000Z'],
      ['2026-03-01', '2026-03-01'],
      [3_600_000, 0],
    ],
    [
      'over midnight without a whole day is all head',
      ['2026-03-01T23:00:00.000Z', '2026-03-02T01:00:00.000Z'],
      ['2026-03-01', '2026-03-01'],
      [7_200_000, 0],
    ],
    [
      'inside the last day there is is all head',
      ['9999-12-31T00:00:00.001Z', '9999-12-31T23:59:59.999Z'],
      ['9999-12-31', '9999-12-31'],
      [86_399_998, 0],
    ],
    [
      'of all the days there are has a tail alone',
      ['0001-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z'],
      ['0001-01-01', '9999-12-31'],
      [0, 86_399_999],
    ],
    [
      'that ends before it begins is all head, of which there is nothing',
      ['9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00.000Z'],
      ['9999-12-31', '9999-12-31'],
      [Date.parse('0001-01-01T00:00:00.000Z') - Date.parse('9999-12-31T23:59:59.999Z'), 0],
    ],
  ] as const)('%s', (_name, [from, to], [first, end], lengths) => {
    const { head, days, tail } = splitAtDays({ from, to });
    const lengthOf = (range: ClosedRange): number => Date.parse(range.to) - Date.parse(range.from);
    expect({ days, lengths: [lengthOf(head), lengthOf(tail)] }).toEqual({ days: { first, end }, lengths });
  });
});

describe('what calls cost', () => {
  const begin = Date.parse('2026-02-26T00:00:00.000Z');
  const days = 6;
  /** Instants that meet midnights and miss them, over a month's end. */
  const instant = fc
    .tuple(fc.integer({ min: 0, max: days }), fc.constantFrom(0, 1, -1, 3_600_000, 43_200_000))
    .map(([day, ms]) => new Date(begin + day * 86_400_000 + ms).toISOString());
  const bound = fc.oneof(
    { weight: 4, arbitrary: instant },
    fc.constantFrom('0001-01-01T00:00:00.000Z', '9999-12-31T00:00:00.001Z', '9999-12-31T23:59:59.999Z'),
  );
  const call = fc.record({
    createdAt: instant,
    agentRole: fc.constantFrom('copywriter', 'strategist'),
    modelId: fc.constantFrom('opus', 'haiku'),
    adapterType: fc.constantFrom('claude' as const, 'openai' as const),
    costUsd: fc.integer({ min: 0, max: 9_999_999 }).map((micro) => (micro / 1e6).toFixed(6)),
    durationMs: fc.option(fc.integer({ min: 1, max: 90_000 })),
  });

  async function sums(tenant: CustomerTenant, source: Sql) {
    return fetchAs(viewerOf(tenant), ({ source: { db } }) =>
      db.query<object>(
        sql`SELECT day, agent_role, model_id, adapter_type, sum(calls)::int AS calls, sum(input_tokens)::text AS input,
              sum(output_tokens)::text AS output, sum(cost) AS cost, coalesce(sum(duration), 0)::text AS duration, sum(timed)::int AS timed
            FROM ${source} call GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
      ),
    );
  }

  it('is the same by days as call by call, whatever the range, in however many inserts the calls came', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(call, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(bound, bound), { minLength: 6, maxLength: 6 }),
        async (inserts, ranges) => {
          const tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
          for (const calls of inserts) await tenant.makeMany.llmCall(calls.length, (index) => calls[index] ?? {});
          for (const [from, to] of ranges) {
            const range = { from, to };
            expect(await sums(tenant, dailyCosts(range, [tenant.id]))).toEqual(
              await sums(tenant, everyCall(range, [tenant.id])),
            );
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 120_000);
});
