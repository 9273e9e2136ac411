import { afterEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphSource } from '../gateway/data-sources/source.ts';
import { claimsOf } from './support/claims.ts';
import { standardLimits, startGateway, type TestGateway } from './support/gateway.ts';
import { keptLog, type KeptLog } from './support/log.ts';
import { makeTenant } from './support/make.ts';

let graph: TestGateway;
afterEach(() => graph.close());

const query =
  'query Slow($id: ID!) { viewer { tenant { goals { totalCount } } } node(id: "canary-7b1f") { id } activity(id: $id) { title } }';
const variables = { id: 'canary-2c9d' };

/** The slow operations that are told of. */
async function slowOperations(kept: KeptLog): Promise<Record<string, unknown>[]> {
  while (!kept.entries().some(({ msg }) => msg === 'request')) await sleep(1);
  return kept.entries().filter(({ msg }) => msg === 'slow operation');
}

/** A source that takes its time. */
function slowed(source: SubgraphSource, milliseconds: number): SubgraphSource {
  return {
    name: source.name,
    fetch: async (...request) => {
      await sleep(milliseconds);
      return source.fetch(...request);
    },
  };
}

it('is told with its plan and its statements, the slowest fetch first, all without values', async () => {
  const kept = keptLog();
  graph = await startGateway({
    log: kept.log,
    slowOperationMs: 100,
    sources: (local) =>
      new Map([...local].map(([name, source]) => [name, slowed(source, name === 'strategy' ? 500 : 0)])),
  });
  const tenant = await makeTenant();
  // Once before, so that only what is slowed is slow.
  await graph.query(claimsOf(tenant), query, variables);
  kept.lines.splice(0);
  await graph.query(claimsOf(tenant), query, variables);
  const [told, ...more] = await slowOperations(kept);
  expect(more).toEqual([]);
  expect(told).toMatchObject({
    level: 'warn',
    operationName: 'Slow',
    planningMs: null,
    plan: expect.stringMatching(/^QueryPlan \{[^]*node\(id: ""\)[^]*Fetch\(service: "strategy"\)/),
    fetchCount: 3,
    fetches: [
      {
        service: 'strategy',
        path: 'viewer.tenant',
        statementCount: 1,
        statements: [{ text: expect.stringContaining('FROM "goals"'), ms: expect.any(Number), rows: 1 }],
      },
      { path: '' },
      { path: '' },
    ],
  });
  expect(kept.lines.join('')).not.toContain('canary');
});

it('is told in few words where its plan is very long', async () => {
  const kept = keptLog();
  const document = { ...standardLimits.document, aliases: 300, characters: 1_000_000 };
  graph = await startGateway({ log: kept.log, slowOperationMs: 1, limits: { document } });
  const names = Array.from({ length: 300 }, (_, index) => `${'a'.repeat(400)}${index}`);
  const long = `{ viewer { tenant { ${names.map((name) => `${name}: name`).join(' ')} } } }`;
  await graph.query(claimsOf(await makeTenant()), long);
  expect(await slowOperations(kept)).toMatchObject([
    { plan: expect.stringMatching(/^\(a plan of 1 fetches, whose texts have \d{6} characters\)$/) },
  ]);
});

it('is told nothing of where it is fast enough', async () => {
  const kept = keptLog();
  graph = await startGateway({ log: kept.log, slowOperationMs: 60_000 });
  await graph.query(claimsOf(await makeTenant()), query, variables);
  expect(await slowOperations(kept)).toEqual([]);
});

it('is told nothing of where that is turned off', async () => {
  const kept = keptLog();
  graph = await startGateway({ log: kept.log, slowOperationMs: 0 });
  await graph.query(claimsOf(await makeTenant()), query, variables);
  expect(await slowOperations(kept)).toEqual([]);
});
