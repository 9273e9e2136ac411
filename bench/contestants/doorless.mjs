import fastify from 'fastify';
import { ApolloServer, HeaderMap } from '@apollo/server';
import { authenticate } from '../../dist/gateway/authenticate.js';
import { CompiledGateway } from '../../dist/gateway/execution/compiled-gateway.js';
import { InlinePlanner } from '../../dist/gateway/planning/planner.js';
import { RequestRecord } from '../../dist/gateway/request-record.js';
import { loadSubgraphs, localSources } from '../../dist/gateway/subgraphs.js';
import { readSubgraphEntries, readSupergraph } from '../../dist/gateway/supergraph.js';
import { readConfig } from '../../dist/platform/config/config.js';
import { ReadScope } from '../../dist/platform/database/read-scope.js';
import { Admission } from '../../dist/platform/identity/admission.js';
import { readsAcrossTenants } from '../../dist/platform/identity/viewer.js';
import { Metrics } from '../../dist/platform/observability/metrics.js';
import { Lifetime } from '../../dist/platform/startup/lifetime.js';
import { openPlatform } from '../../dist/platform/startup/open-platform.js';
import { subgraphRuntime } from '../../dist/platform/startup/runtime.js';
import { openTokens } from '../../dist/platform/startup/tokens.js';

/**
 * This graph without its doors: who asks is verified and admitted, the operation executed behind both fences, and that is all.
 * No limit of connections, bodies, documents and rates, no slots and deadlines, no registered operations, no log, metrics and
 * traces, no compression and no headers: what the product takes more than this, its doors cost. (Estimates are worked out by the
 * executor itself, so that part of the doors' cost is in both.) Runs in the image, whose packages the product's modules use too.
 */
const config = readConfig(process.env);
const life = new Lifetime();
const report = (error) => process.stderr.write(`${error?.stack ?? error}\n`);
const log = { info: () => {}, warn: report, error: (words, cause) => report(cause ?? words), event: () => {} };
const platform = await openPlatform(life, { config, log, loadDemo: null });
const { verify } = await openTokens(config, log);
const door = { verify, admission: new Admission(platform.pool) };
const runtime = subgraphRuntime(
  platform,
  { baseUrl: 'http://127.0.0.1', compiledBytes: config.limits.compiledBytes, commands: config.limits.commands },
  log,
  new Metrics(),
);
const supergraph = readSupergraph();
const sources = localSources(await loadSubgraphs(readSubgraphEntries()), runtime);
const gateway = new CompiledGateway(
  supergraph,
  sources,
  report,
  config.limits.execution,
  new InlinePlanner(supergraph),
);
const free = {
  estimateOnly: false,
  cost: null,
  admit: async () => {},
  settle: async () => {},
};
const apollo = new ApolloServer({
  gateway,
  persistedQueries: false,
  stringifyResult: JSON.stringify,
  plugins: [
    {
      requestDidStart: async () => ({ willSendResponse: ({ contextValue }) => contextValue.reads.end() }),
    },
  ],
});
await apollo.start();

let requests = 0;
const app = fastify();
app.get('/', () => 'up');
app.post('/graphql', async (request, reply) => {
  const viewer = await authenticate(request.headers, door);
  const scope = { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) };
  const { signal } = new AbortController();
  const reads = new ReadScope(platform.pool, scope);
  const context = {
    operation: {
      viewer,
      reads,
      now: new Date(),
      requestId: String((requests += 1)),
      explain: false,
      origin: { ip: null, userAgent: null },
    },
    reads,
    signal,
    charge: free,
    explanation: null,
    record: new RequestRecord(),
    trace: null,
  };
  const headers = new HeaderMap([['content-type', 'application/json']]);
  const { body, headers: told } = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: 'POST', headers, search: '', body: request.body },
    context: async () => context,
  });
  return reply.headers(Object.fromEntries(told)).send(body.string);
});
await app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
