import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '../platform/database/pool.ts';
import { openDocumentStore } from '../platform/documents/open.ts';
import { claimsOf } from './support/claims.ts';
import { makeBusiness, type Business } from './support/business.ts';
import { appUrl } from './support/database.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories } from './support/make.ts';

const linkSecret = 'both gateways sign their links with it';
/** Nobody listens on port 1. */
const nowhere = 'mongodb://127.0.0.1:1/documents';

describe('documents that lie beside the rows', () => {
  let graph: TestGateway;
  let business: Business;
  const query = '{ blogPosts { nodes { content { markdown } } } viewer { tenant { contract { pdfUrl } } } }';

  beforeAll(async () => {
    graph = await startGateway();
    business = await makeBusiness(graph.runtime);
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  it('are all read when three times as many queries as connections ask for them at once', async () => {
    const alone = await graph.query(claimsOf(business.tenant), query);
    expect(alone.errors).toEqual([]);
    const together = await Promise.all(
      Array.from({ length: 24 }, () => graph.query<object>(claimsOf(business.tenant), query)),
    );
    expect(together.map(({ errors }) => errors)).toEqual(Array(24).fill([]));
    expect(together.map(({ data }) => Object.keys(data))).toEqual(Array(24).fill(['blogPosts', 'viewer']));
  });

  it('are read by the query that shows them, which tells their statements', async () => {
    const { fetches } = await graph.query(claimsOf(business.tenant), query);
    const read = fetches.flatMap(({ service, statements }) =>
      statements.filter(({ text }) => text.includes('FROM documents')).map(() => service),
    );
    expect(read.sort()).toEqual(['content', 'tenancy']);
  });
});

describe('while the document store cannot be reached', () => {
  let standing: TestGateway;
  let graph: TestGateway;
  let business: Business;

  beforeAll(async () => {
    standing = await startGateway({ linkSecret });
    business = await makeBusiness(standing.runtime);
    const pool = createPool({ url: appUrl(), maximum: 1 });
    const documents = await openDocumentStore({ mongodbUrl: nowhere, pool, timeoutMs: 300 });
    graph = await startGateway({ documents, linkSecret, faultsExpected: true });
    await pool.end();
  });

  afterAll(async () => {
    await graph.close();
    await standing.close();
    await closeFactories();
  });

  /** The answer, with each error by its place. */
  async function ask(query: string, variables: object = {}) {
    const { status, data, errors } = await graph.query(claimsOf(business.tenant), query, variables);
    return { status, data, errors: errors.map(({ path, message, extensions }) => ({ path, message, ...extensions })) };
  }

  const lost = (...path: (string | number)[]) => ({
    path,
    message: 'the document store cannot be reached; the rest of the answer stands',
    code: 'SUBGRAPH_UNAVAILABLE',
    retryable: true,
    service: 'documents',
    retryAfterMs: expect.any(Number),
    requestId: expect.any(String),
  });

  it('what lies in it is null, each with an error of its own that names it', async () => {
    const [activity] = business.work.agents;
    const query = `query ($id: ID!) {
      viewer { tenant { slug currentOnboarding { status contextFile { name } } contract { status pdfUrl } } }
      activity(id: $id) { title output { text } }
      node(id: $id) { ... on Activity { output { contentType } } }
    }`;
    const { status, data, errors } = await ask(query, { id: activity?.refId });
    expect({ status, data }).toEqual({
      status: 200,
      data: {
        viewer: {
          tenant: {
            slug: business.tenant.slug,
            currentOnboarding: { status: 'COMPLETED', contextFile: null },
            contract: { status: 'ACCEPTED', pdfUrl: null },
          },
        },
        activity: { title: 'Write 0', output: null },
        node: { output: null },
      },
    });
    expect([...errors].sort((a, b) => String(a.path).localeCompare(String(b.path)))).toEqual([
      lost('activity', 'output'),
      lost('node', 'output'),
      lost('viewer', 'tenant', 'contract', 'pdfUrl'),
      lost('viewer', 'tenant', 'currentOnboarding', 'contextFile'),
    ]);
  });

  it('rows without a document answer as ever', async () => {
    const bare = await business.tenant.make.activity({ outputRef: null });
    expect(await ask('query ($id: ID!) { activity(id: $id) { output { text } } }', { id: bare.refId })).toEqual({
      status: 200,
      data: { activity: { output: null } },
      errors: [],
    });
  });

  it('a link to a file that was made before asks to come back', async () => {
    const { data } = await standing.query<{ contract: { pdfUrl: string } }>(
      claimsOf(business.tenant),
      'query ($id: ID!) { contract(id: $id) { pdfUrl } }',
      { id: business.tenant.contract.refId },
    );
    const { pathname, search } = new URL(data.contract.pdfUrl);
    const response = await fetch(new URL(`${pathname}${search}`, graph.url));
    expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
      503,
      '1',
      {
        errors: [
          {
            message: 'the document store cannot be reached; try again',
            extensions: {
              code: 'SUBGRAPH_UNAVAILABLE',
              service: 'documents',
              retryable: true,
              retryAfterMs: 1_000,
              requestId: expect.any(String),
            },
          },
        ],
      },
    ]);
  });

  it('who asks for skills, which are promised, gets no settings: the list of agents is null, the rest stands', async () => {
    const query =
      '{ agents: agentConfigs { nodes { skills { name } } } settings: agentConfigs { nodes { agentRole } } }';
    const { status, data, errors } = await ask(query);
    expect({ status, data }).toEqual({
      status: 200,
      data: { agents: null, settings: { nodes: [{ agentRole: 'strategist' }, { agentRole: 'copywriter' }] } },
    });
    expect(errors).toEqual([lost('agents', 'nodes', 0, 'skills'), lost('agents', 'nodes', 1, 'skills')]);
  });

  it('is told by readiness, which stays ready: the graph answers', async () => {
    const response = await fetch(`${graph.url}/health/ready`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', database: true, documents: false }]);
  });
});
