import { createServer as createNodeServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApolloServer, type ApolloServerOptions, type BaseContext } from '@apollo/server';
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled';
import { defineIntegrationTestSuite } from '@apollo/server-integration-testsuite';
import { readConfig } from '../../platform/config/config.ts';
import { Metrics } from '../../platform/observability/metrics.ts';
import type { Viewer } from '../../platform/identity/viewer.ts';
import type { GatewayContext } from '../../gateway/context.ts';
import { serveGraph } from '../../gateway/http/graph-route.ts';
import { createHttpServer } from '../../gateway/http/http-server.ts';
import { DocumentGate } from '../../gateway/limits/document-gate.ts';
import { OperationCharge } from '../../gateway/limits/operation-charge.ts';
import { Slots } from '../../gateway/limits/slots.ts';
import { MemoryTokenBuckets } from '../../gateway/limits/token-buckets.ts';
import { MemoryAutomaticQueries } from '../../gateway/persisted/automatic-queries.ts';
import { PersistedOperations } from '../../gateway/persisted/persisted-operations.ts';
import { PresentedFaults } from '../../gateway/presented-faults.ts';
import { silentLog } from '../support/log.ts';

const { limits, operations: settings, web } = readConfig({});
/** Somebody who may ask all. */
const viewer = {
  persona: 'admin',
  tenant: { id: 't', refId: 't' },
  user: { id: 'u', refId: 'u' },
  clientId: null,
  scopes: [],
};

/**
 * Apollo's integration tests, over the server that the graph is served by, each with the ApolloServer that it brings. Run by
 * tests/apollo-suite.test.ts, which knows what does not apply.
 */
const createServer = async (
  options: ApolloServerOptions<BaseContext>,
  more?: { context?: () => Promise<BaseContext> },
) => {
  const apollo = new ApolloServer<BaseContext>({
    ...options,
    plugins: [...(options.plugins ?? []), ApolloServerPluginLandingPageDisabled()],
  });
  await apollo.start();
  const app = await createHttpServer({
    ...web,
    overloadDelayMs: null,
    report: () => undefined,
    watch: { metrics: new Metrics(), log: silentLog, slowOperationMs: 0, tracing: null },
  });
  const documents = new DocumentGate(limits.document);
  const context = (await more?.context?.()) ?? {};
  const operations = await PersistedOperations.open({
    settings: { ...settings, directory: '/nowhere', modes: { partner: 'free', frontend: 'free', analyst: 'free' } },
    log: silentLog,
    documents,
    maximumCharacters: limits.document.characters,
    plan: async () => new Map(),
    onTaken: () => undefined,
    automatic: new MemoryAutomaticQueries(settings.automatic),
  });
  const payer = { key: 'u', limit: 'clientBucket' as const, size: 500_000, restorePerSecond: 50_000 };
  const buckets = new MemoryTokenBuckets();
  serveGraph(app, apollo as unknown as ApolloServer<GatewayContext>, {
    // its plugins read no context of ours
    authenticate: async () => viewer as unknown as Viewer, // all that payments and slots are told by
    charge: () =>
      OperationCharge.open({
        buckets,
        payers: [payer],
        limits: { maximumCost: 1_000, maximumNodes: 1_000 },
        deposit: 1,
        estimateOnly: false,
      }),
    context: () => context as GatewayContext, // the suite's own
    operations,
    documents,
    slots: new Slots(limits.slots),
    timeoutMs: 30_000,
    faults: new PresentedFaults(() => undefined),
  });
  const upstream = await app.listen({ host: '127.0.0.1', port: 0 });
  const server = createNodeServer((asked, response) => {
    const { method, url = '' } = asked;
    const headers = { ...asked.headers, 'accept-encoding': 'identity' };
    const forwarded = request(`${upstream}${url.replace(/^\//, '/graphql')}`, { method, headers }, (answer) => {
      void textOf(answer).then((text) => {
        // The suite knows no ids of requests.
        const body = text.replaceAll(/"requestId":"\w+",?/g, '').replaceAll(',}', '}');
        response.writeHead(answer.statusCode ?? 0, { ...answer.headers, 'content-length': Buffer.byteLength(body) });
        response.end(method === 'HEAD' ? undefined : body);
      });
    });
    forwarded.on('error', () => response.destroy());
    asked.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    server: apollo,
    url: `http://127.0.0.1:${port}`,
    extraCleanup: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await operations.close();
      await app.close();
    },
  };
};

// The suite has an ApolloServer of its own, one patch behind, whose types are other ones by name.
defineIntegrationTestSuite(createServer as unknown as Parameters<typeof defineIntegrationTestSuite>[0], {
  noIncrementalDelivery: true,
  serverIsStartedInBackground: false,
});

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of message.setEncoding('utf8')) text += part as string; // as the encoding says
  return text;
}
