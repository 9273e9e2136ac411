import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPool } from '../../platform/database/pool.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import type { Persona } from '../../platform/identity/viewer.ts';
import { appUrl, migratorUrl } from '../support/database.ts';
import { claimsAt } from './support/large-tenant.ts';
import { listQuery, type ListData, type Page } from './support/list-query.ts';
import { listQuestions, type ListQuestion } from './support/list-questions.ts';
import { listSamples, type ListSamples } from './support/list-samples.ts';
import { largeTables, planFaults, type PlanLimits } from './support/plan-faults.ts';
import { planOf, type PlanMode } from './support/query-plan.ts';
import { openScaleGraph, type ScaleGraph } from './support/scale-graph.ts';
import type { SentStatement } from '../support/sent-statements.ts';

const size = 25;
const modes: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

describe('every list, each filter and each order of it', () => {
  let graph: ScaleGraph;
  let samples: ListSamples;
  let client: pg.Client;
  let questions: readonly ListQuestion[];
  let people: ReadonlyMap<Persona, Claims>;
  let large: ReadonlySet<string>;
  /** Statements that were judged as the admin's. */
  const ofAdmin = new Set<string>();

  beforeAll(async () => {
    graph = await openScaleGraph();
    const migrator = createPool({ url: migratorUrl(), maximum: 1 });
    samples = await listSamples(migrator);
    people = new Map(
      await Promise.all(
        (['admin', 'reviewer', 'super_admin'] as const).map(
          async (role) => [role, await claimsAt(migrator, role)] as const,
        ),
      ),
    );
    large = await largeTables(migrator);
    await migrator.end();
    client = new pg.Client(appUrl());
    await client.connect();
    questions = listQuestions(graph.apiSchema, samples.filters);
  });

  afterAll(async () => {
    await client.end();
    await graph.close();
  });

  it.each([
    ['admin', { pages: 5_000 }],
    // A reviewer reads only what is assigned to them: some hundred rows, and what hangs on each.
    ['reviewer', { pages: 15_000 }],
  ] as const)('is answered from an index in its order, as %s', async (persona, limits) => {
    const faults: string[] = [];
    const seen = new Set<string>();
    let planned = 0;
    for (const question of questions) {
      const as = people.get(
        question.field === 'tenants' || question.field === 'llmProviders' ? 'super_admin' : persona,
      );
      if (as === undefined) throw new Error('expected somebody to ask');
      const statements = await statementsOf(question, as);
      if (persona === 'admin' && statements?.length === 0) faults.push(`${question.name}: nothing was read`);
      for (const sent of statements ?? []) {
        // The lists of Query are those of the viewer's tenant, and what a reviewer may see whole is what the admin sees.
        const key = JSON.stringify(sent);
        if (seen.has(key) || (persona !== 'admin' && ofAdmin.has(sent.text))) continue;
        seen.add(key);
        if (persona === 'admin') ofAdmin.add(sent.text);
        for (const mode of modes) {
          const plan = await planOf(
            client,
            sent,
            { tenantId: samples.tenantId, platform: as.role === 'super_admin' },
            mode,
          );
          planned += 1;
          faults.push(
            ...planFaults(plan, ...judgedBy(question, limits)).map((fault) => `${question.name} (${mode}): ${fault}`),
          );
        }
      }
    }
    process.stderr.write(`${persona}: ${planned} plans of ${questions.length} questions, ${faults.length} faults\n`);
    expect(faults).toEqual([]);
  });

  /**
   * What is large, and what a page may cost: the tenants are a bounded set (docs/api-contract.md#15-lists-and-their-indexes),
   * whose own list may read all of them.
   */
  function judgedBy({ field }: ListQuestion, limits: PlanLimits): [ReadonlySet<string>, PlanLimits] {
    if (field !== 'tenants') return [large, limits];
    return [new Set([...large].filter((table) => table !== 'tenants')), { pages: 15_000, rows: 15_000 }];
  }

  /** The statements that read the first page, the one after it, and the last one; null where the persona may not ask. */
  async function statementsOf(question: ListQuestion, as: Claims): Promise<SentStatement[] | null> {
    const first = await ask(question, as, { first: size, after: null });
    if (first === null) return null;
    const after = first.endCursor === null ? null : await ask(question, as, { first: size, after: first.endCursor });
    const last = await ask(question, as, { last: size, before: null });
    const listed = [first, after, last].flatMap((page) => page?.sent ?? []);
    return listed.filter(({ text }) => text.includes(' page ON true'));
  }

  async function ask(
    question: ListQuestion,
    as: Claims,
    page: Page,
  ): Promise<{ sent: readonly SentStatement[]; endCursor: string | null } | null> {
    const { text, variables } = listQuery(question, page, samples);
    const { data, errors, sent } = await graph.ask<Record<string, unknown>>(as, text, variables);
    const [refusal] = errors;
    if (refusal === undefined) {
      const held = (question.parent === 'Query' ? data : data['node']) as ListData;
      const info = held?.[question.field]?.pageInfo;
      return { sent, endCursor: info?.hasNextPage === true ? info.endCursor : null };
    }
    if (refusal.extensions['code'] === 'FORBIDDEN') return null;
    return ask(besideBacked(question, refusal.message), as, page);
  }

  /** Refused by itself, a filter or an order is asked beside a filter that an index backs: the refusal names some. */
  function besideBacked(question: ListQuestion, refusal: string): ListQuestion {
    const { parent, field, filter } = question;
    const named = /beside it: (.*)$/.exec(refusal)?.[1] ?? '';
    const backed = named.split(', ').find((one) => !(one in filter)) ?? '';
    const other = questions.find((one) => one.parent === parent && one.field === field && backed in one.filter);
    if (other === undefined) throw new Error(`${question.name}: ${refusal}`);
    return { ...question, filter: { ...filter, [backed]: other.filter[backed] } };
  }
});
