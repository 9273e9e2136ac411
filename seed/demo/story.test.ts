import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { parseContractTemplate, type ContractTemplate } from '../../domain/tenancy/contract/contract-pdf.ts';
import { projectPath } from '../../platform/config/paths.ts';
import { tables } from '../../platform/database/tables.ts';
import { Batch } from './batch.ts';
import { Calendar } from './calendar.ts';
import { at } from './random.ts';
import { profiles } from './profiles.ts';
import { writePlatform, writeTenant } from './story.ts';

let contract: ContractTemplate;

beforeAll(async () => {
  contract = parseContractTemplate(await readFile(projectPath('contracts', 'master-contract.md'), 'utf8'));
});

/** Everything of one tenant, as it is told on that day. */
async function storyAt(now: Date, profile = at(profiles, 0)): Promise<Batch> {
  const calendar = new Calendar(now);
  const written = writePlatform({ batch: new Batch(), calendar, cipher: null });
  const batch = new Batch();
  // Few calls: their number has no part in what is tested here.
  await writeTenant({ batch, calendar, cipher: null }, { ...profile, llmCalls: 300 }, written, contract);
  return batch;
}

const days = [
  '2026-11-01T00:00:00.000Z',
  '2026-11-01T00:00:30.000Z',
  '2027-01-01T00:00:00.001Z',
  '2026-12-31T23:59:59.999Z',
  '2027-03-31T12:00:00.000Z',
  '2028-02-29T09:30:00.000Z',
];

/** What lies ahead by its nature; everything else has happened. */
const ahead = new Set(['expiresAt', 'tokenExpiresAt', 'scheduledFor', 'snoozeUntil']);

/** Instants later than now, and pairs in the wrong order. */
function faultsOf(batch: Batch, now: Date): string[] {
  const limit = now.toISOString();
  return Object.values(tables).flatMap((table) =>
    batch.rowsOf<object>(table).flatMap((row) => {
      const fields: Readonly<Record<string, unknown>> = { ...row };
      const instant = (field: string) => (typeof fields[field] === 'string' ? fields[field] : null);
      const late = Object.keys(fields).filter(
        (field) => /(At|On)$/.test(field) && !ahead.has(field) && (instant(field) ?? '') > limit,
      );
      const pairs = [
        ['createdAt', 'startedAt'],
        ['startedAt', 'completedAt'],
        ['startedAt', 'endedAt'],
        ['createdAt', 'updatedAt'],
        ['createdAt', 'decidedAt'],
        ['createdAt', 'publishedAt'],
        ['createdAt', 'deletedAt'],
      ] as const;
      const swapped = pairs.filter(([first, second]) => (instant(first) ?? '') > (instant(second) ?? '9'));
      return [
        ...late.map((field) => `${table.model}.${field} ${instant(field)}`),
        ...swapped.map(([first, second]) => `${table.model}.${first} > ${second} ${instant(first)} ${instant(second)}`),
      ];
    }),
  );
}

describe('the story on any day', () => {
  it.each(days.flatMap((day) => profiles.map((profile) => [day, profile.slug, profile] as const)))(
    'of %s puts nothing of %s in the future or out of order',
    async (day, _slug, profile) => {
      const now = new Date(day);
      expect(faultsOf(await storyAt(now, profile), now)).toEqual([]);
    },
  );

  it('holds its numbers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.date({ min: new Date('2024-01-01'), max: new Date('2034-12-31'), noInvalidDate: true }),
        async (now) => {
          const batch = await storyAt(now);
          const calendar = new Calendar(now);
          const calls = batch.rowsOf(tables.llmCall);
          expect(faultsOf(batch, now)).toEqual([]);
          expect(batch.rowsOf(tables.activity).filter(({ deletedAt }) => deletedAt == null).length).toBe(200);
          expect(calls.length).toBe(300);
          expect(new Set(calls.map(({ createdAt }) => createdAt.slice(0, 7)))).toEqual(
            new Set([-2, -1, 0].map((month) => calendar.month(month).toISOString().slice(0, 7))),
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is the same twice', async () => {
    const now = new Date('2026-11-23T08:00:00.000Z');
    const [one, other] = [await storyAt(now), await storyAt(now)];
    for (const table of Object.values(tables)) expect(one.rowsOf<object>(table)).toEqual(other.rowsOf<object>(table));
  });
});
