import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { parse } from 'graphql';
import pg from 'pg';
import type { ExplorerExample, ExplorerPersona } from '../gateway/explorer-route.ts';
import { readSupergraph } from '../gateway/supergraph.ts';
import { textHash } from '../gateway/text-hash.ts';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries } from '../platform/config/subgraph-entries.ts';
import { create, type Created } from './mutations/support/create.ts';
import { approve } from './mutations/support/gates.ts';
import { isNullAt, lostPlaces, placeOf } from './support/partial-answer.ts';
import { startProcesses, type ClientAnswer, type Processes } from './support/processes.ts';
import { rootLists } from './support/root-lists.ts';

const subgraphs = readSubgraphEntries().map(({ name }) => name);
const operations = readdirSync(projectPath('operations'))
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => file.replace('.graphql', ''));

describe('gateway and subgraphs, each a process of its own', () => {
  let processes: Processes;
  beforeAll(async () => {
    processes = await startProcesses();
  }, 120_000);
  afterAll(() => processes.close());

  const exampleOf = (name: string) => {
    const example = processes.examples.find((one) => one.name === name);
    if (example === undefined) throw new Error(`expected the explorer to offer ${name}`);
    return example;
  };
  const personaOf = (role: string): ExplorerPersona => {
    const persona = processes.personas.find((one) => one.role === role);
    if (persona === undefined) throw new Error(`expected a demo persona that is ${role}`);
    return persona;
  };

  async function makeGateAt(gateway: Processes['apart']): Promise<string> {
    const input = { title: 'Decide', type: 'APPROVE', assigneeType: 'HUMAN', isApprovalGate: true };
    const { data, errors } = await gateway.ask(personaOf('admin'), create, { input });
    expect(errors).toEqual([]);
    return (data as Created).createActivity.activity?.id ?? '';
  }

  it.each(operations)('answer %s as one process does, whoever asks', async (name) => {
    const { query, variables, persona: best } = exampleOf(name);
    for (const persona of processes.personas) {
      const own = keyedFor(persona, variables);
      const apart = await processes.apart.ask(persona, query, own);
      const together = await processes.together.ask(persona, query, own);
      expect({ persona: persona.label, ...comparable(apart) }).toEqual({
        persona: persona.label,
        ...comparable(together),
      });
      if (persona.label === best) expect(apart.data).toEqual(expect.anything());
    }
  });

  it('carry a mutation out as one process does, and the audit knows where it came from', async () => {
    const [one, other] = [await makeGateAt(processes.apart), await makeGateAt(processes.together)];
    const answers = [
      await processes.apart.ask(personaOf('admin'), approve, { input: { id: one } }),
      await processes.together.ask(personaOf('admin'), approve, { input: { id: other } }),
    ];
    const answerOf = (id: string) => ({
      data: {
        approveActivity: {
          activity: { id, status: 'APPROVED', completedAt: expect.any(String) },
          approval: { id: expect.any(String), status: 'APPROVED', note: null, decidedBy: { id: expect.any(String) } },
          nextActivities: [],
          userErrors: [],
        },
      },
      errors: [],
    });
    expect(answers.map(({ data, errors }) => ({ data, errors }))).toEqual([answerOf(one), answerOf(other)]);
    const again = await processes.apart.ask(personaOf('admin'), approve, { input: { id: one } });
    expect(again.data).toMatchObject({
      approveActivity: { activity: null, userErrors: [{ code: 'ALREADY_DECIDED' }] },
    });
    const audit = await rowsAt(
      processes.migratorUrl,
      `SELECT command, actor_persona, ip, user_agent FROM audit_events WHERE changes -> 0 ->> 'id' IN ($1, $2) ORDER BY command`,
      [one, other],
    );
    const known = { actor_persona: 'admin', ip: '127.0.0.1', user_agent: 'node' };
    const commands = ['approveActivity', 'approveActivity', 'createActivity', 'createActivity'];
    expect(audit).toEqual(commands.map((command) => ({ command, ...known })));
  });

  it('tell of the API from the gateway itself', async () => {
    const query = '{ apiInfo { schemaHash rateLimit { maxQueryCost } } }';
    const answers = await Promise.all(
      [processes.apart, processes.together].map((gateway) => gateway.ask(personaOf('member'), query)),
    );
    const expected = { apiInfo: { schemaHash: textHash(readSupergraph()), rateLimit: { maxQueryCost: 200_000 } } };
    expect(answers.map(({ data, errors }) => ({ data, errors }))).toEqual([
      { data: expected, errors: [] },
      { data: expected, errors: [] },
    ]);
  });

  it('sign links in one process that another opens', async () => {
    const { data } = await processes.apart.ask(personaOf('admin'), '{ viewer { tenant { contract { pdfUrl } } } }');
    const { viewer } = data as { viewer: { tenant: { contract: { pdfUrl: string } } } };
    const file = await fetch(viewer.tenant.contract.pdfUrl);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'application/pdf']);
  });

  it('lose nothing when more ask at once than there are connections', async () => {
    const { query, variables } = exampleOf('HomeDashboard');
    const expected = comparable(await processes.together.ask(personaOf('admin'), query, variables));
    const answers = await Promise.all(
      Array.from({ length: 16 }, () => processes.apart.ask(personaOf('admin'), query, variables)),
    );
    expect(answers.map(comparable)).toEqual(Array.from({ length: 16 }, () => expected));
  });

  it('lose a field and say whose it was', async () => {
    await processes.kill('strategy');
    const query =
      '{ viewer { tenant { name activeStrategy { label } activities(first: 1) { nodes { __typename } } } } }';
    const { data, errors } = await processes.apart.ask(personaOf('admin'), query);
    await processes.revive('strategy');
    expect(data).toEqual({
      viewer: {
        tenant: { name: 'Acme Corp', activeStrategy: null, activities: { nodes: [{ __typename: 'Activity' }] } },
      },
    });
    expect(errors).toEqual([
      {
        message: 'strategy did not answer; the rest of the answer stands',
        path: ['viewer', 'tenant', 'activeStrategy'],
        extensions: {
          code: 'SUBGRAPH_UNAVAILABLE',
          service: 'strategy',
          retryable: true,
          retryAfterMs: 1_000,
          requestId: expect.any(String),
        },
      },
    ]);
  });

  describe.each(subgraphs)('with %s down', (down) => {
    let whole: Readonly<Record<'dashboard' | 'lists', ClientAnswer>>;
    const { all, query: lists } = rootLists(parse(readSupergraph()));
    const askDashboard = () => {
      const { query, variables } = exampleOf('HomeDashboard');
      return processes.apart.ask(personaOf('admin'), query, variables);
    };
    const askLists = () => processes.apart.ask(personaOf('super_admin'), lists);
    beforeAll(async () => {
      whole = { dashboard: await askDashboard(), lists: await askLists() };
      await processes.kill(down);
    });
    afterAll(() => processes.revive(down), 60_000);

    it('the rest of the dashboard arrives, and one error for each lost field names the service', async () => {
      expect(whole.dashboard.errors).toEqual([]);
      const { data, errors } = await askDashboard();
      const lost = new Set(lostPlaces(whole.dashboard.data, data).map(placeOf));
      const told = errors.map(({ path = [] }) => path);
      for (const { extensions } of errors) {
        expect(extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', service: down, retryable: true });
      }
      expect(new Set(told.map((path) => path.join('.'))).size).toBe(told.length);
      expect(told.filter((path) => !isNullAt(data, path))).toEqual([]);
      // A field that may not be null takes what is around it along.
      const places = told.map(placeOf);
      expect([...lost].filter((place) => !places.some((told) => `${told}.`.startsWith(`${place}.`)))).toEqual([]);
      const concerned = whole.dashboard.fetches.some(({ service }) => service === down);
      expect(lost.size > 0).toBe(concerned);
    });

    it('the root lists of the others still answer', async () => {
      expect(whole.lists.errors).toEqual([]);
      const { data, errors } = await askLists();
      const own = all.filter(({ subgraph }) => subgraph === down).map(({ field }) => field);
      expect(lostPlaces(whole.lists.data, data)).toEqual(own.map((field) => [field]));
      expect(errors.map(({ path }) => path?.[0]).sort()).toEqual(own.sort());
    });
  });
});

/** The variables of an example; a mutation's with a key of the persona's own: the second process answers the retry of what the first has done. */
function keyedFor({ role }: ExplorerPersona, variables: ExplorerExample['variables']): object {
  const { input } = variables as { readonly input?: { readonly idempotencyKey: string } }; // the explorer's mutations have this one
  return input === undefined
    ? variables
    : { ...variables, input: { ...input, idempotencyKey: `${input.idempotencyKey}-${role}` } };
}

/** An answer without what differs from one process or request to the next: who signed a link, and when; the order of errors. */
function comparable({ data, errors }: ClientAnswer): object {
  const sorted = errors
    .map(({ message, path = [], extensions: { requestId: _, ...extensions } }) => ({
      message,
      path: path.join('.'),
      extensions,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return { data: JSON.parse(JSON.stringify(data), unsigned), errors: sorted };
}

function unsigned(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/^http:\/\/127\.0\.0\.1:\d+(\/files\/[^?]+)\?.*$/, '$1') : value;
}

async function rowsAt<Row extends object>(url: string, text: string, values: unknown[]): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
