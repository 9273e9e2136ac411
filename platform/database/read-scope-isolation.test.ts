import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { makeTenant } from '../../tests/support/make.ts';
import { createPool } from './pool.ts';
import { ReadScope } from './read-scope.ts';
import { sql, type Sql } from './sql.ts';
import { StatementLog } from './statement-log.ts';

const tenantCount = 5;
const connections = 3;
/** Requests at once: more than connections, so that each connection goes from tenant to tenant. */
const atOnce = 9;

let pool: pg.Pool;
let tenants: readonly { readonly id: string; readonly goals: number }[];

beforeAll(async () => {
  const url = new URL(appUrl());
  url.searchParams.set('options', '-c statement_timeout=25');
  pool = createPool({ url: url.href, maximum: connections, acquireTimeoutMs: 20_000 });
  tenants = await Promise.all(
    Array.from({ length: tenantCount }, async (_, index) => {
      const tenant = await makeTenant();
      await tenant.makeMany.goal(index + 1);
      return { id: tenant.id, goals: index + 1 };
    }),
  );
});
afterAll(() => pool.end());

/** What a request may do: read, break its transaction in some way, or be gone before its answers are in. */
const failures = {
  divide: sql`SELECT 1 / 0`,
  parse: sql`SELEC`,
  write: sql`DELETE FROM goals`,
  timeOut: sql`SELECT pg_sleep(1)`,
  cancel: sql`SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(1)`,
} as const;

interface Operation {
  /** Null for a request without a tenant. */
  readonly tenant: number | null;
  readonly steps: readonly ('read' | keyof typeof failures)[];
  readonly impatient: boolean;
}

const operation: fc.Arbitrary<Operation> = fc.record({
  tenant: fc.option(fc.nat(tenantCount - 1), { freq: 10 }),
  steps: fc.array(
    fc.oneof(
      { weight: 800, arbitrary: fc.constant('read' as const) },
      { weight: 60, arbitrary: fc.constant('divide' as const) },
      { weight: 30, arbitrary: fc.constant('parse' as const) },
      { weight: 30, arbitrary: fc.constant('write' as const) },
      { weight: 2, arbitrary: fc.constant('timeOut' as const) },
      { weight: 2, arbitrary: fc.constant('cancel' as const) },
    ),
    { minLength: 1, maxLength: 3 },
  ),
  impatient: fc.boolean(),
});

/** Reads without naming the tenant, so that row-level security alone decides. */
const everyGoal: Sql = sql`SELECT tenant_id AS tenant FROM goals`;

const seen = { operations: 0, connections: 0, answered: 0 };

/** How the reads of a request differ from what they had to answer. */
async function wrongOf({ tenant, steps, impatient }: Operation): Promise<unknown[]> {
  const own = tenant === null ? null : tenants[tenant];
  const reads = new ReadScope(pool, { tenantId: own?.id ?? null, platform: false });
  const reader = reads.reader(new StatementLog({ keepTexts: false }));
  const answers = Promise.allSettled(
    steps.map((step) => reader.query<{ tenant: string }>(step === 'read' ? everyGoal : failures[step])),
  );
  if (!impatient) await answers;
  await reads.end();
  const outcomes = await answers;
  return outcomes.flatMap((outcome, index) => {
    if (steps[index] !== 'read') return outcome.status === 'rejected' ? [] : [`${steps[index]} succeeded`];
    if (outcome.status === 'rejected') return excusable(outcome.reason, impatient) ? [] : [String(outcome.reason)];
    seen.answered += 1;
    const foreign = outcome.value.filter((row) => row.tenant !== own?.id);
    if (foreign.length > 0) return [`saw ${foreign.length} rows of others`];
    return outcome.value.length === (own?.goals ?? 0) ? [] : [`saw ${outcome.value.length} rows of its own`];
  });
}

/** Any statement may run out of time on a busy machine; who left before the end may no longer begin anew. */
function excusable(reason: unknown, impatient: boolean): boolean {
  if (impatient && String(reason).includes('after its query had been answered')) return true;
  return reason instanceof pg.DatabaseError && reason.code === '57014';
}

it('shows no foreign row in 20,000 requests of random tenants and failures over three connections', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 1_000, maxLength: 1_000 }), async (operations) => {
      const waiting = [...operations];
      const wrong: unknown[] = [];
      const work = async (): Promise<void> => {
        for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
          wrong.push(...(await wrongOf(next)));
          seen.operations += 1;
          seen.connections = Math.max(seen.connections, pool.totalCount);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      expect(wrong).toEqual([]);
    }),
    { numRuns: 20, endOnFailure: true },
  );
  expect(seen).toMatchObject({ operations: 20_000, connections });
  expect(seen.answered).toBeGreaterThan(20_000);
}, 240_000);
