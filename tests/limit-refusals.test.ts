import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SubgraphSource } from '../gateway/data-sources/source.ts';
import type { Planner } from '../gateway/planning/planner.ts';
import { readConfig } from '../platform/config/config.ts';
import type { WebConfig } from '../platform/config/web.ts';
import type { LimitName } from '../platform/errors/limit-name.ts';
import type { Claims } from '../platform/identity/claims.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { claimsOf } from './support/claims.ts';
import type { TestGatewayOptions } from './support/gateway-options.ts';
import { standardLimits, startGateway, unlimited, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { openConnections } from './support/open-connections.ts';
import { sendBytes } from './support/raw-http.ts';
import { askForToken, withForm } from './support/token-endpoint.ts';
import { builtWorkerPlanner } from './support/worker-planner.ts';

const { web } = readConfig({});
const { WorkerPlanner } = await builtWorkerPlanner();

const nothing = (): Promise<void> => Promise.resolve();
/** What is done while an operation is under way: before each of its fetches. */
let underWay = nothing;
const watched = (source: SubgraphSource): SubgraphSource => ({
  name: source.name,
  fetch: (...asked) => underWay().then(() => source.fetch(...asked)),
});

/** Limits that each is passed without another. */
const narrow: TestGatewayOptions = {
  limits: {
    document: {
      characters: 1_500,
      tokens: 150,
      operations: 2,
      fragments: 2,
      aliases: 2,
      directives: 2,
      rootFields: 3,
      fields: 20,
      depth: 10,
    },
    rate: { tenant: { size: 110, restorePerSecond: 0.001 }, client: { size: 100, restorePerSecond: 0.001 } },
    cost: { maximum: 80, maximumForAnalysts: 80, maximumNodes: 85 },
    slots: { running: 2, reserved: 0, runningPerTenant: 1, waitingPerTenant: 0 },
    readBytes: 200,
    execution: { ...standardLimits.execution, answerCharacters: 20 },
  },
  web: {
    body: { limitBytes: 2_000, depth: 20 },
    headers: { ...web.headers, count: 30 },
    connections: { ...web.connections, pipelined: 1 },
  },
  sources: (local) => new Map([...local].map(([name, source]) => [name, watched(source)])),
  gateway: { clientFailuresPerMinute: 1 },
};

let narrowGraph: TestGateway;
beforeAll(async () => void (narrowGraph = await startGateway(narrow)));
afterAll(async () => {
  await narrowGraph.close();
  await closeFactories();
});

/** Does something at a graph of these options. */
async function at<Result>(options: TestGatewayOptions, work: (graph: TestGateway) => Promise<Result>): Promise<Result> {
  if (options === narrow) return work(narrowGraph);
  const graph = await startGateway(options);
  try {
    return await work(graph);
  } finally {
    await graph.close();
  }
}

/** How often each limit refuses while something is done. */
async function refusedBy({ metrics }: TestGateway, work: () => Promise<unknown>): Promise<Record<string, number>> {
  const refusals = async () =>
    new Map((await metrics.limitRefusals.get()).values.map(({ labels, value }) => [String(labels.limit), value]));
  const before = await refusals();
  await work();
  // An answer is counted when its last byte is sent.
  while ((await metrics.activeRequests.get()).values[0]?.value !== 0) await sleep(1);
  const changes = [...(await refusals())].map(([limit, count]) => [limit, count - (before.get(limit) ?? 0)] as const);
  return Object.fromEntries(changes.filter(([, count]) => count > 0));
}

/** What a refused request was told: the limit. */
type Told = unknown;
interface Refusal {
  readonly errors?: readonly { readonly extensions: { readonly limit?: Told } }[];
}
const limitOf = ({ errors }: Refusal): Told => errors?.[0]?.extensions.limit;

/** Asks an operation. @returns the limit that the answer tells */
type Ask = (query: string, variables?: object, headers?: Readonly<Record<string, string>>) => Promise<Told>;

/** Somebody of a tenant, of their own unless told otherwise. */
async function somebody(graph: TestGateway, claims?: Claims): Promise<Ask> {
  const authorization = `Bearer ${await graph.issuer.sign(claims ?? claimsOf(await makeTenant()))}`;
  return async (query, variables = {}, headers = {}) => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return limitOf((await response.json()) as Refusal);
  };
}

/** Asks in turns until somebody is refused. */
async function untilRefused(everybody: readonly Ask[], query: string): Promise<Told> {
  for (;;)
    for (const ask of everybody) {
      const limit = await ask(query);
      if (limit !== undefined) return limit;
    }
}

interface Case {
  readonly options: TestGatewayOptions;
  /** @returns what each that was refused was told */
  readonly refuse: (graph: TestGateway) => Promise<readonly Told[]>;
}

const role = '{ viewer { role } }';
const page = (first: number) => `{ activities(first: ${first}) { nodes { id } } }`;
const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);
const times = <Value>(count: number, value: (index: number) => Value): Value[] =>
  Array.from({ length: count }, (_, n) => value(n));

/** An operation that is refused by itself. */
const asked = (...operation: Parameters<Ask>): Case => ({
  options: narrow,
  refuse: async (graph) => [await (await somebody(graph))(...operation)],
});

/** A gateway that plans in a thread of its own, for which nobody may wait. */
const planned = (timeoutMs: number, over = (planner: Planner) => planner): TestGatewayOptions => ({
  limits: unlimited,
  planner: (sdl) => over(new WorkerPlanner(sdl, { ...standardLimits.planning, timeoutMs, waitingPerTenant: 0 })),
});

/** More connections than there may be. @returns those that were dropped */
const crowded = (connections: Partial<WebConfig['connections']>): Case => ({
  options: { web: { connections: { ...web.connections, ...connections } }, faultsExpected: true },
  refuse: async ({ url }) => {
    const { kept } = await openConnections(url, 50);
    for (const socket of kept) socket.destroy();
    return times(50 - kept.length, () => undefined);
  },
});

/** Limits that nobody is told of in `extensions.limit`: connections are dropped, and RFC 6749 has errors of its own. */
type Untold = 'connections' | 'connectionsPerAddress' | 'clientFailures';

const told: Readonly<Record<Exclude<LimitName, Untold>, Case>> = {
  pipelinedRequests: {
    options: narrow,
    refuse: async ({ url }) => {
      const requests = ['', '', '', 'connection: close\r\n'].map(
        (last) => `GET /health/live HTTP/1.1\r\nhost: a\r\n${last}\r\n`,
      );
      const answers = await sendBytes(url, [requests.join('')]);
      return answers.filter(({ status }) => status === 429).map(({ body }) => limitOf(JSON.parse(body) as Refusal));
    },
  },
  overload: {
    // The event loop is always later than this; what is late in its first two seconds is the start.
    options: { web: { overloadDelayMs: Number.MIN_VALUE } },
    refuse: async ({ url }) => {
      for (;;) {
        const response = await fetch(`${url}/graphql`);
        const limit = limitOf((await response.json()) as Refusal);
        if (response.status === 503) return [limit];
        await sleep(20);
      }
    },
  },
  headerBytes: {
    options: narrow,
    refuse: async ({ url }) => {
      const tooLong = `GET /?${'x'.repeat(web.headers.limitBytes)} HTTP/1.1\r\nhost: a\r\n\r\n`;
      return (await sendBytes(url, [tooLong])).map(({ body }) => limitOf(JSON.parse(body) as Refusal));
    },
  },
  headers: asked(role, {}, Object.fromEntries(times(30, (n) => [`x-${n}`, 'x']))),
  bodyBytes: asked('#'.repeat(2_000)),
  bodyDepth: asked(role, { x: nested(20) }),
  tenantBucket: {
    options: narrow,
    refuse: async (graph) => {
      const tenant = await makeTenant();
      const users = [tenant.admin, await tenant.make.user({ role: 'admin' })];
      const everybody = users.map((user) => somebody(graph, claimsOf(tenant, 'admin', { user })));
      return [await untilRefused(await Promise.all(everybody), page(70))];
    },
  },
  clientBucket: {
    options: narrow,
    refuse: async (graph) => [await untilRefused([await somebody(graph)], page(70))],
  },
  operationsWaiting: {
    options: narrow,
    refuse: async (graph) => {
      const ask = await somebody(graph);
      const second: Told[] = [];
      underWay = async () => {
        underWay = nothing;
        second.push(await ask(role));
      };
      await ask(role);
      return second;
    },
  },
  planningWaiting: {
    options: planned(standardLimits.planning.timeoutMs, (planner) => ({
      plan: async (text, tenantId) => {
        const [, second] = await Promise.allSettled([text, text].map((one) => planner.plan(one, tenantId)));
        if (second?.status !== 'rejected') throw new Error('expected the second of two plans at once to be refused');
        throw second.reason;
      },
      close: () => planner.close(),
    })),
    refuse: async (graph) => [await (await somebody(graph))(role)],
  },
  planning: {
    options: planned(1),
    refuse: async (graph) => {
      const goals = times(300, (n) => `g${n}: goals { nodes { strategy { tenant { users { nodes { id } } } } } }`);
      return [await (await somebody(graph))(`{ viewer { tenant { ${goals.join(' ')} } } }`)];
    },
  },
  characters: asked(`${role}${' '.repeat(1_500)}`),
  tokens: asked(`{ viewer { ${'role '.repeat(150)}} }`),
  operations: asked(times(3, (n) => `query Q${n} ${role}`).join(' ')),
  fragments: asked([role, ...times(3, (n) => `fragment F${n} on Viewer { role }`)].join(' ')),
  aliases: asked(`{ viewer { ${times(3, (n) => `r${n}: role`).join(' ')} } }`),
  directives: asked(`{ viewer { ${times(3, () => 'role @include(if: true)').join(' ')} } }`),
  rootFields: asked(`{ ${'viewer { role } '.repeat(4)}}`),
  fields: asked(`{ viewer { ...F ...F } } fragment F on Viewer { ${'role '.repeat(11)}}`),
  depth: asked(`${'{ viewer '.repeat(11)}${'}'.repeat(11)}`),
  cost: asked(page(80)),
  nodes: asked(page(90)),
  readBytes: asked('{ viewer { tenant { id name slug industry users { nodes { id name } } } } }'),
  answerCharacters: asked('{ viewer { tenant { id } } }'),
};

describe('what a limit refuses is counted, and told, by the limit', () => {
  it.each(Object.entries(told))('%s', async (limit, { options, refuse }) => {
    await at(options, async (graph) => {
      let refused: readonly Told[] = [];
      expect(await refusedBy(graph, async () => void (refused = await refuse(graph)))).toEqual({
        [limit]: refused.length,
      });
      expect(new Set(refused)).toEqual(new Set([limit]));
    });
  });
});

const untold: Readonly<Record<Untold, Case>> = {
  connections: crowded({ limit: 20 }),
  connectionsPerAddress: crowded({ perAddress: 20 }),
  clientFailures: {
    options: narrow,
    refuse: async ({ url }) => {
      const guess = [mintUlid(), 'wrong'] as const;
      const answers = [await askForToken(url, withForm(...guess)), await askForToken(url, withForm(...guess))];
      return answers.filter(({ status }) => status === 429);
    },
  },
};

describe('what a limit refuses without a word of the graph is counted', () => {
  it.each(Object.entries(untold))('%s', async (limit, { options, refuse }) => {
    await at(options, async (graph) => {
      let refused: readonly unknown[] = [];
      expect(await refusedBy(graph, async () => void (refused = await refuse(graph)))).toEqual({
        [limit]: refused.length,
      });
    });
  });
});
