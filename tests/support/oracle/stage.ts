import { jest } from '@jest/globals';
import { isScalarType, parse, valueFromASTUntyped, type GraphQLError, type GraphQLSchema } from 'graphql';
import { loadSubgraphs } from '../../../gateway/subgraphs.ts';
import { readSubgraphEntries } from '../../../gateway/supergraph.ts';
import { createPool } from '../../../platform/database/pool.ts';
import { ReadScope } from '../../../platform/database/read-scope.ts';
import { sql } from '../../../platform/database/sql.ts';
import { presentError } from '../../../platform/graph/present-error.ts';
import { scalars } from '../../../platform/graph/scalars.ts';
import { ReferenceIdCache } from '../../../platform/ids/reference-ids.ts';
import type { Claims } from '../../../platform/identity/claims.ts';
import { readsAcrossTenants, type Persona } from '../../../platform/identity/viewer.ts';
import { loadDemo } from '../../../seed/demo/index.ts';
import { findPersona } from '../../../seed/demo/personas.ts';
import { startGateway, unlimited } from '../gateway.ts';
import { rowsOf } from '../make/pool.ts';
import { ownDatabase } from '../own-database.ts';
import { idsOf } from '../world.ts';
import type { ComparedAnswer, RightAnswer } from './compare.ts';
import type { RandomOperation } from './operations.ts';
import { ReferenceGraph } from './reference.ts';
import { nowhere } from '../origin.ts';

/** A principal of the demo's tenant. */
export interface Asker {
  readonly persona: Persona;
  readonly scopes: readonly string[];
}

/** The demo's graph, to be asked twice: by way of the gateway, and as graphql-js executes it. */
export interface OracleStage {
  readonly api: GraphQLSchema;
  /** Ids of rows of the tenant that is asked about: model → ULIDs. */
  readonly ids: ReadonlyMap<string, readonly string[]>;
  gateway(operation: RandomOperation, asker: Asker): Promise<ComparedAnswer>;
  reference(operation: RandomOperation, asker: Asker): Promise<RightAnswer>;
  close(): Promise<void>;
}

/** The tenant that everybody asks about: all of the demo's kinds of rows are there. */
const slug = 'acme-corp';
/** Rows of each entity whose ids are handed in. */
const idsOfEach = 20;
/** The moment of every request: what depends on it would differ between two answers otherwise, and between two runs. */
const now = new Date('2026-06-17T10:30:00.000Z');

/** The stage on a database of its own, where the demo's rows are the same in every run. */
export async function setStage(): Promise<OracleStage> {
  const database = await ownDatabase();
  stopTheClock();
  const [app, migrator] = [createPool({ url: database.appUrl }), createPool({ url: database.migratorUrl })];
  const graph = await startGateway({ databaseUrl: database.appUrl, limits: unlimited, faultsExpected: true });
  const { documents, cipher } = graph.runtime;
  await loadDemo({ pool: migrator, documents, cipher, now, log: () => undefined });
  const [tenant] = await rowsOf<{ id: string }>(migrator, sql`SELECT id FROM tenants WHERE slug = ${slug}`);
  if (tenant === undefined) throw new Error(`expected the demo's ${slug}`);
  const ids = await idsOf(tenant, graph.apiSchema, idsOfEach, migrator);
  const reference = new ReferenceGraph(
    readScalars(graph.apiSchema),
    await loadSubgraphs(readSubgraphEntries()),
    // Ids that the gateway has read are none of the reference's.
    { ...graph.runtime, referenceIds: new ReferenceIdCache(10_000) },
  );
  const claimsOf = remembered((persona: Persona) => findPersona(app, slug, persona));
  const principal = async ({ persona, scopes }: Asker): Promise<Claims> => ({ ...(await claimsOf(persona)), scopes });
  return {
    api: withoutApiInfo(readScalars(graph.apiSchema)),
    ids,
    async gateway(operation, asker) {
      const response = await fetch(`${graph.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await graph.issuer.sign(await principal(asker))}`,
          'x-leadmetrics-tenant': slug,
        },
        body: JSON.stringify(operation),
      });
      const { data = null, errors = [] } = (await response.json()) as Partial<ComparedAnswer>;
      return { data, errors };
    },
    async reference({ query, variables }, asker) {
      const viewer = await graph.gateway.admission.admit(await principal(asker), slug);
      const reads = new ReadScope(app, { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) });
      const operation = { viewer, reads, now, requestId: 'reference', origin: nowhere, explain: false };
      const { data, errors, raised } = await reference.answer(parse(query), variables, operation);
      await reads.end();
      const presented = (error: GraphQLError) =>
        presentError(error, { service: 'reference', requestId: 'reference', report: () => undefined });
      return {
        data: JSON.parse(JSON.stringify(data ?? null)) as unknown, // as it arrives over HTTP
        errors: errors.map(presented),
        raised: raised.map(presented),
      };
    },
    async close() {
      jest.useRealTimers();
      await graph.close();
      await Promise.all([app.end(), migrator.end()]);
      await database.drop();
    },
  };
}

/** Stops what `Date` tells; timers run on. */
function stopTheClock(): void {
  jest.useFakeTimers({
    now,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

function remembered<Key, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const made = new Map<Key, Value>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** What callers have left to spend is another number in every answer, and only the gateway knows it. */
function withoutApiInfo(api: GraphQLSchema): GraphQLSchema {
  delete api.getQueryType()?.getFields()['apiInfo'];
  return api;
}

/** Custom scalars refuse what the graph's own do. They hand on what they were given: the subgraphs' types read it again. */
function readScalars(api: GraphQLSchema): GraphQLSchema {
  for (const [name, scalar] of Object.entries(scalars)) {
    const type = api.getType(name);
    if (!isScalarType(type)) continue;
    type.parseValue = (value) => {
      scalar.parseValue(value);
      return value;
    };
    type.parseLiteral = (node, variables) => {
      scalar.parseLiteral(node, variables);
      return valueFromASTUntyped(node, variables);
    };
  }
  return api;
}
