import { ApolloServer, type GraphQLResponse } from '@apollo/server';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, validate, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { GatewayContext } from '../gateway/context.ts';
import type { SubgraphSource } from '../gateway/data-sources/source.ts';
import { InlinePlanner } from '../gateway/planning/planner.ts';
import { CompiledGateway } from '../gateway/execution/compiled-gateway.ts';
import { RequestRecord } from '../gateway/request-record.ts';
import { composedEntries, readSupergraph } from '../gateway/supergraph.ts';
import { free } from '../scripts/audit/gateway.ts';
import { standardLimits } from './support/gateway.ts';
import { flattened, withoutNothing } from './support/oracle/flatten.ts';
import { randomOperation, type RandomOperation } from './support/oracle/operations.ts';
import { hashOf, Random } from './support/oracle/random.ts';
import { inventedSources, type World } from './support/oracle/subgraphs.ts';
import { placeOf, type Path } from './support/partial-answer.ts';

/** The same operations in every run, unless it is asked for others: `ORACLE_SEED=7 ORACLE_OPERATIONS=20000`. */
const seed = Number(process.env['ORACLE_SEED'] ?? 1);
const count = Number(process.env['ORACLE_OPERATIONS'] ?? 1_000);

const unexplained = 'a value that is always there was missing';
const names = composedEntries().map(({ name }) => name);
const calm: World['perMille'] = { nulls: 100, errors: 0, broken: 0, missing: 0 };
const gaps: World['perMille'] = { ...calm, missing: 200 };
const gapsAndErrors: World['perMille'] = { ...gaps, errors: 12 };
const rough: World['perMille'] = { nulls: 100, errors: 12, broken: 4, missing: 0 };

/**
 * The compiled executor against Apollo's own, over the same subgraphs. The stock gateway executes what conditions skip and
 * mistakes some fragments, so it is asked the same in plain words.
 */
describe('the compiled gateway answers as the stock gateway does', () => {
  let world: World = { seed: 0, down: null, perMille: calm };
  let compiled: ApolloServer<GatewayContext>;
  let stock: ApolloServer<GatewayContext>;
  /** The stock gateway where subgraphs keep their errors to themselves: it then names every promise that was broken. */
  let unaware: ApolloServer<GatewayContext>;
  let api: GraphQLSchema;

  beforeAll(async () => {
    const sources = inventedSources(composedEntries(), () => world);
    const supergraphSdl = readSupergraph();
    const own = new CompiledGateway(
      supergraphSdl,
      sources,
      () => undefined,
      standardLimits.execution,
      new InlinePlanner(supergraphSdl),
    );
    own.onSchemaLoadOrUpdate(({ apiSchema }) => (api = apiSchema));
    compiled = new ApolloServer<GatewayContext>({ gateway: own });
    stock = new ApolloServer<GatewayContext>({
      gateway: new ApolloGateway({ supergraphSdl, buildService: ({ name }) => dataSource(sources, name) }),
    });
    unaware = new ApolloServer<GatewayContext>({
      gateway: new ApolloGateway({
        supergraphSdl,
        buildService: ({ name }) => withoutErrors(dataSource(sources, name)),
      }),
    });
    await Promise.all([compiled.start(), stock.start(), unaware.start()]);
  });

  afterAll(() => Promise.all([compiled.stop(), stock.stop(), unaware.stop()]));

  const kinds: [string, (random: Random) => World['perMille'], (random: Random) => string | null][] = [
    ['where nothing fails', () => calm, () => null],
    ['where some entities are gone', () => gaps, () => null],
    ['where some entities are gone and fields fail', () => gapsAndErrors, () => null],
    ['where fields fail and promises are broken', () => rough, () => null],
    ['where a subgraph is down', () => calm, (random) => random.pick(names)],
  ];

  it.each(kinds)(
    `on ${Math.ceil(count / kinds.length)} random operations of seed ${seed}, %s`,
    async (kind, perMille, down) => {
      const random = new Random(hashOf(`${seed} ${kind}`));
      let compared = 0;
      while (compared < count / kinds.length) {
        const operation = randomOperation(api, random);
        world = { seed: random.integer(1_000_000), perMille: perMille(random), down: down(random) };
        if (validate(api, parse(operation.query)).length > 0)
          throw new Error(`expected a valid operation:\n${operation.query}`);
        const plain = flattened(api, operation);
        if (plain === null) throw new Error(`expected values that fit their variables:\n${operation.query}`);
        const [mine, theirs] = [await run(compiled, operation), await run(stock, plain)];
        const told = world.down === null ? everyTime : once;
        expect({ operation, world, data: mine.data, errors: told(mine.errors) }).toEqual({
          operation,
          world,
          data: withoutNothing(theirs.data),
          errors: told(theirs.errors),
        });
        expect({ operation, misplaced: mine.errors.filter(({ path = [] }) => isThere(mine.data, path)) }).toEqual({
          operation,
          misplaced: [],
        });
        // Beside other errors the stock gateway is silent about broken promises.
        const { broken } = theirs.errors.length === 0 ? theirs : await run(unaware, plain);
        expect({ operation, world, ...silenceAbout(broken, mine, world.down !== null) }).toEqual({
          operation,
          world,
          untold: [],
          invented: [],
        });
        compared += 1;
      }
    },
    240_000,
  );

  it('in the order of the specification, which the stock gateway keeps but for fields that are asked for twice', async () => {
    world = { seed, down: null, perMille: { ...calm, nulls: 0 } };
    const query = `query ($no: Boolean!) {
      viewer { role @include(if: $no) tenant { slug @include(if: $no) } ... on Viewer { scopes } role tenant { name slug } }
      ...Schema
    }
    fragment Schema on Query { __schema { queryType { name } } viewer { appAccess } }`;
    const { data } = await run(compiled, { query, variables: { no: false } });
    const { viewer, __schema } = data as { viewer: { tenant: object }; __schema: object };
    expect([Object.keys(viewer), Object.keys(viewer.tenant)]).toEqual([
      ['tenant', 'scopes', 'role', 'appAccess'],
      ['name', 'slug'],
    ]);
    expect(__schema).toEqual({ queryType: { name: 'Query' } });
  });
});

function dataSource(sources: ReadonlyMap<string, SubgraphSource>, name: string): GraphQLDataSource {
  const source = sources.get(name);
  if (source === undefined) throw new Error(`expected a subgraph ${name}`);
  return {
    async process({ request, context }) {
      const { query = '', variables = {} } = request;
      const { data, errors } = await source.fetch({ query, variables }, context as GatewayContext, []);
      return { data: data as Record<string, unknown> | null, ...(errors && { errors }) };
    },
  };
}

/** Answers the same and says nothing of what went wrong. */
function withoutErrors(source: GraphQLDataSource): GraphQLDataSource {
  return { process: async (request) => ({ data: (await source.process(request)).data ?? null }) };
}

async function run(server: ApolloServer<GatewayContext>, { query, variables }: RandomOperation) {
  const response = await server.executeOperation({ query, variables: { ...variables } }, { contextValue: someone() });
  const { data, errors = [], extensions } = single(response);
  const completion = (extensions?.['valueCompletion'] ?? []) as readonly GraphQLFormattedError[];
  const broken = completion.filter(({ message }) => message.startsWith('Cannot return null for non-nullable'));
  return {
    data: plain(data),
    errors: errors.filter(({ message }) => message !== unexplained),
    /** Broken promises that no subgraph has explained: errors of ours, `extensions.valueCompletion` of the stock gateway. */
    unexplained: placesOf(errors.filter(({ message }) => message === unexplained)),
    broken: placesOf(broken),
  };
}

function placesOf(errors: readonly GraphQLFormattedError[]): Path[] {
  return errors.map(({ path = [] }) => path);
}

/**
 * Broken promises that left a null of which no error speaks, neither at it, nor above or below it; and those that we tell of
 * though nothing was broken there.
 * @param asOne one item of a list may stand for all, as where a subgraph is down
 */
function silenceAbout(broken: readonly Path[], mine: Awaited<ReturnType<typeof run>>, asOne: boolean) {
  const inWords = (path: Path): string => `${asOne ? placeOf(path) : path.join('.')}.`;
  const told = [...placesOf(mine.errors), ...mine.unexplained].map(inWords);
  return {
    untold: broken.filter((path) => {
      const lost = inWords(nullOn(mine.data, path));
      return !told.some((place) => place.startsWith(lost) || lost.startsWith(place));
    }),
    invented: mine.unexplained.filter((path) => !broken.some((other) => other.join('.') === path.join('.'))),
  };
}

/** The way to a place, up to where the answer ends in a null. */
function nullOn(answer: unknown, path: Path): Path {
  const end = path.findIndex((_, index) => !isThere(answer, path.slice(0, index + 1)));
  return end === -1 ? path : path.slice(0, end + 1);
}

/** As a client gets it: objects of one kind, nothing that JSON leaves out. */
function plain(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data ?? null));
}

function single({ body }: GraphQLResponse) {
  if (body.kind !== 'single') throw new Error('expected one result');
  return body.singleResult;
}

/**
 * Errors by place and words, whoever speaks of them first. The items of a list count alike: where a list holds things of
 * several types the stock gateway names the place of another item; of ours each is looked up in the answer.
 */
function everyTime(errors: readonly GraphQLFormattedError[]): readonly string[] {
  return errors.map(({ path = [], message }) => `${placeOf(path)}: ${message}`).sort();
}

/** Whether a place of the answer has a value. (The planner asks for a little more than was selected, and that may fail too.) */
function isThere(answer: unknown, path: Path): boolean {
  const value = path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[step] : null),
    answer,
  );
  return value !== null && value !== undefined;
}

/** Where a subgraph is down the error for the first entity stands for all, and the stock gateway asks for an entity as often as it stands in the answer. */
function once(errors: readonly GraphQLFormattedError[]): readonly string[] {
  return [...new Set(everyTime(errors))];
}

function someone(): GatewayContext {
  return {
    operation: { viewer: { persona: 'super_admin', tenant: { contractAccepted: true } }, requestId: 'one' },
    signal: new AbortController().signal,
    charge: free,
    explanation: null,
    record: new RequestRecord(),
  } as unknown as GatewayContext; // the executor looks at nothing else, and the invented subgraphs at nothing
}
