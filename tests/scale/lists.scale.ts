import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createPool } from '../../platform/database/pool.ts';
import type { Claims } from '../../platform/identity/token.ts';
import type { Persona } from '../../platform/identity/viewer.ts';
import { appUrl, migratorUrl } from '../support/database.ts';
import { claimsAt } from './support/large-tenant.ts';
import { listQuestions, type ListQuestion } from './support/list-questions.ts';
import { listSamples, type ListSamples } from './support/list-samples.ts';
import { planFaults } from './support/plan-faults.ts';
import { planOf, type PlanMode } from './support/query-plan.ts';
import { openScaleGraph, type ScaleGraph } from './support/scale-graph.ts';

const size = 25;
const modes: readonly PlanMode[] = ['force_custom_plan', 'force_generic_plan'];

describe('every list, each filter and each order of it', () => {
  let graph: ScaleGraph;
  let samples: ListSamples;
  let client: pg.Client;
  let questions: readonly ListQuestion[];
  let people: ReadonlyMap<Persona, Claims>;

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
      for (const sent of await statementsOf(question, as)) {
        // The lists of Query are those of the viewer's tenant.
        const key = JSON.stringify(sent);
        if (seen.has(key)) continue;
        seen.add(key);
        for (const mode of modes) {
          const plan = await planOf(
            client,
            sent,
            { tenantId: samples.tenantId, platform: as.role === 'super_admin' },
            mode,
          );
          planned += 1;
          faults.push(...planFaults(plan, limits).map((fault) => `${question.name} (${mode}): ${fault}`));
        }
      }
    }
    process.stderr.write(`${persona}: ${planned} plans of ${questions.length} questions, ${faults.length} faults\n`);
    expect(faults).toEqual([]);
  });

  /** The statements that read the first page, the one after it, and the last one. */
  async function statementsOf(question: ListQuestion, as: Claims) {
    const first = await ask(question, as, { first: size });
    if (first === null) return [];
    const after = first.endCursor === null ? null : await ask(question, as, { first: size, after: first.endCursor });
    const last = await ask(question, as, { last: size });
    const listed = [first, after, last].flatMap((page) => page?.sent ?? []);
    return listed.filter(({ text }) => text.includes(' page ON true'));
  }

  async function ask(question: ListQuestion, as: Claims, page: object) {
    const { parent, field, filterType, orderType, orderBy } = question;
    let { filter } = question;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const isRoot = parent === 'Query';
      const variables = { ...page, ...(filterType !== null && { filter }), ...(orderType !== null && { orderBy }) };
      const declared = [
        ...('first' in page ? ['$first: Int', '$after: String'] : ['$last: Int']),
        ...(filterType === null
          ? []
          : [`$filter: ${filterType}${Object.keys(filter).length > 0 && field === 'llmCalls' ? '!' : ''}`]),
        ...(orderType === null ? [] : [`$orderBy: ${orderType}`]),
        ...(isRoot ? [] : ['$id: ID!']),
        ...question.required.map((name) => `$${name}: ID!`),
      ];
      const given = declared.map((one) => one.slice(1).split(':')[0]).filter((name) => name !== 'id');
      const list = `${field}(${given.map((name) => `${name}: $${name}`).join(', ')}) { nodes { id } pageInfo { endCursor hasNextPage } }`;
      const text = `query (${declared.join(', ')}) { ${isRoot ? list : `node(id: $id) { ... on ${parent} { ${list} } }`} }`;
      const answer = await graph.ask<Record<string, unknown>>(as, text, {
        ...variables,
        id: samples.parents.get(parent),
        ...Object.fromEntries(question.required.map((name) => [name, samples.filters(name, 'ID')[0]])),
      });
      const refusal = answer.errors[0];
      if (refusal === undefined) {
        const held = (isRoot ? answer.data : answer.data['node']) as Record<
          string,
          { pageInfo: { endCursor: string | null; hasNextPage: boolean } }
        > | null;
        const info = held?.[field]?.pageInfo;
        return { sent: answer.sent, endCursor: info?.hasNextPage === true ? info.endCursor : null };
      }
      if (refusal.extensions['code'] === 'FORBIDDEN') return null;
      // Refused by itself: asked again beside a filter that an index backs.
      const backed = /expected one of these filters beside it: (\w+)/.exec(refusal.message)?.[1];
      const value =
        backed === undefined
          ? undefined
          : questions.find((one) => one.field === field && one.parent === parent && backed in one.filter)?.filter[
              backed
            ];
      if (value === undefined) throw new Error(`${question.name}: ${refusal.message}`);
      filter = { ...filter, [backed as string]: value };
    }
    throw new Error(`${question.name}: refused beside a backed filter too`);
  }
});
