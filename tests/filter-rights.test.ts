import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintUlid } from '../platform/ids/ulid.ts';
import { partnerScopes } from '../platform/policy/policy.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { columns, makeEverybody, type Everybody } from './support/everybody.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';
import { refusals } from './support/refusals.ts';
import { makeRows } from './support/rights/rows.ts';
import { idPlaces } from './support/world.ts';

/** A list of the query root, one of its filters by id, and the selection of its rows that answers with what the filter names. */
interface Filter {
  readonly list: string;
  readonly filter: string;
  readonly selection: string;
}

/** Where that is not the field named like the filter without `Id`. */
const selectionOf: Readonly<Record<string, string>> = {
  'leads(campaignId)': 'sourceCampaign { id }',
  'leads(channelId)': 'sourceChannel { id }',
  'llmCalls(activityRunId)': 'run { id }',
  'toolCalls(activityRunId)': 'run { id }',
  'searchTermClassifications(campaignId)': 'report { campaign { id } }',
};

/** Everybody, and partners who lack one scope each. */
const askers: readonly (readonly [name: string, persona: Persona, scopes: readonly string[]])[] = [
  ...columns.map((persona) => [persona, persona, partnerScopes] as const),
  ...partnerScopes.map(
    (scope) => [`partner without ${scope}`, 'partner', partnerScopes.filter((other) => other !== scope)] as const,
  ),
];
const ever = 'createdAt: { from: "2020-01-01T00:00:00.000Z", to: "2040-01-01T00:00:00.000Z" }';

let graph: TestGateway;
let everybody: Everybody;
let filters: readonly Filter[];

beforeAll(async () => {
  graph = await startGateway();
  everybody = await makeEverybody();
  await makeRows(everybody, graph.runtime);
  filters = idPlaces(graph.apiSchema).flatMap(({ type, field, path: [argument, filter = ''] }) => {
    if (type.name !== 'Query' || argument !== 'filter') return [];
    const selection = selectionOf[`${field.name}(${filter})`] ?? `${filter.replace(/Id$/, '')} { id }`;
    return [{ list: field.name, filter, selection }];
  });
}, 60_000);

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

describe.each(askers)('filters by id, asked by a %s', (_name, persona, scopes) => {
  it('are refused where the field they filter by is, and nowhere else', async () => {
    const ask = async (query: string) => {
      const { data, errors } = await everybody.ask<Record<string, { nodes?: unknown[]; totalCount?: number } | null>>(
        graph,
        persona,
        query,
        {},
        scopes,
      );
      return { data, refused: refusals(errors) };
    };
    for (const { list, filter, selection } of filters) {
      const always = list === 'llmCalls' ? ever : '';
      const rows = await ask(`{ ${list}${always && `(filter: { ${always} })`} { nodes { ${selection} } } }`);
      if (rows.refused.some(({ path }) => path.length === 1)) continue; // the list itself is
      expect({ list, rows: (rows.data[list]?.nodes ?? []).length > 0 }).toEqual({ list, rows: true });
      const filtered = await ask(`{ ${list}(filter: { ${filter}: "${mintUlid()}" ${always} }) { totalCount } }`);
      const isWithheld = rows.refused.length > 0;
      expect({ list, filter, ...filtered }).toEqual({
        list,
        filter,
        data: { [list]: isWithheld ? null : { totalCount: 0 } },
        refused: isWithheld ? [{ path: [list], code: 'FORBIDDEN' }] : [],
      });
    }
  });
});

it('are all of the graph, some of which someone is refused', () => {
  expect(filters.map(({ list, filter }) => `${list}(${filter})`)).toEqual(
    expect.arrayContaining(['leads(assignedToId)', 'activities(assigneeUserId)', 'backlinks(activityId)']),
  );
  expect(filters.length).toBeGreaterThan(20);
});

it('let a partner who may read activities find what one of them led to', async () => {
  const { make } = everybody.tenant;
  const activity = await make.activity();
  const backlink = await make.backlink({ activityId: activity.id });
  const query = `{ backlinks(filter: { activityId: "${activity.refId}" }) { nodes { id } } }`;
  const { data, errors } = await everybody.ask(graph, 'partner', query, {}, ['activities:read']);
  expect({ data, errors }).toEqual({ data: { backlinks: { nodes: [{ id: backlink.refId }] } }, errors: [] });
  const refused = await everybody.ask(graph, 'partner', query, {}, []);
  expect([refused.data, refusals(refused.errors)]).toEqual([
    { backlinks: null },
    [{ path: ['backlinks'], code: 'FORBIDDEN' }],
  ]);
});
