import { randomBytes } from 'node:crypto';
import { Supergraph } from '@apollo/federation-internals';
import { isObjectType, isUnionType, type GraphQLSchema } from 'graphql';
import { readConfig } from '../../platform/config/config.ts';
import type { Limits } from '../../platform/config/limits.ts';
import { projectPath } from '../../platform/config/paths.ts';
import type { OperationsConfig } from '../../platform/config/operations.ts';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { createColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { signLink } from '../../platform/crypto/signed-link.ts';
import { createPool } from '../../platform/database/pool.ts';
import { openDocumentStore } from '../../platform/documents/open.ts';
import { ReadScope } from '../../platform/database/read-scope.ts';
import { buildSubgraph } from '../../platform/graph/subgraph.ts';
import { SubgraphExecutor, type SubgraphRuntime } from '../../platform/graph/execute.ts';
import { ReferenceIdCache } from '../../platform/ids/reference-ids.ts';
import { clientTokens } from '../../platform/identity/client-tokens.ts';
import { developmentIssuer, type DevelopmentIssuer } from '../../platform/identity/development-issuer.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { localVerifier, type TokenPolicy } from '../../platform/identity/token.ts';
import { Metrics } from '../../platform/observability/metrics.ts';
import type { Log } from '../../platform/startup/log.ts';
import { createGateway, type Gateway } from '../../gateway/server.ts';
import { loadSubgraphs, localSources } from '../../gateway/subgraphs.ts';
import { composeSupergraph, readSubgraphEntries, readSupergraph } from '../../gateway/supergraph.ts';
import { appUrl } from './database.ts';
import { temporaryFolder } from './folder.ts';
import { silentLog } from './log.ts';
import { SentStatements } from './sent-statements.ts';
import type { Fences, TestGatewayOptions } from './gateway-options.ts';
import { nowhere } from './origin.ts';
import { Commands } from '../../platform/commands/commands.ts';

const testPolicy: TokenPolicy = {
  issuer: 'https://issuer.test',
  audience: 'leadmetrics-graph',
  algorithms: ['EdDSA'],
  clockToleranceSeconds: 30,
};

/** An answer of the graph over HTTP, with what it cost. */
export interface Answer<Data = unknown> {
  readonly status: number;
  /** What the test that asks has selected; compared, never trusted. */
  readonly data: Data;
  readonly errors: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions: Record<string, unknown>;
  }[];
  /** Statements that reached the database, BEGIN, set_config and COMMIT aside: the door's own and the documents' included. */
  readonly statements: number;
  /** Their texts. */
  readonly sent: readonly string[];
  readonly fetches: readonly {
    readonly service: string;
    readonly path: string;
    readonly statements: readonly { readonly text: string; readonly rows: number }[];
  }[];
  readonly plan: string;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly url: string;
  readonly runtime: SubgraphRuntime;
  readonly issuer: DevelopmentIssuer;
  /** What was reported as our own fault; without `faultsExpected`, since the last `query`. */
  readonly faults: readonly unknown[];
  /** Why tokens and API clients were refused, as the log is told. */
  readonly refused: readonly { readonly what: string; readonly reason: string; readonly requestId: string }[];
  readonly metrics: Metrics;
  /** Lines that were logged, errors marked by a "!". */
  readonly logged: readonly string[];
  /** The graph as a client sees it; built anew at each reading. */
  readonly apiSchema: GraphQLSchema;
  /**
   * Runs an operation as the claims' principal; caches of ids and principals are emptied first, so that statements are
   * counted at their most.
   */
  query<Data>(as: Claims, query: string, variables?: object, headers?: Record<string, string>): Promise<Answer<Data>>;
  /** Asks every subgraph, behind the gateway's back, for the entities with these keys: model → ULID. */
  entities(
    as: Claims,
    keys: ReadonlyMap<string, string>,
  ): Promise<{ subgraph: string; model: string; entity: unknown }[]>;
  /** From now on rows are read behind these fences only; what is planned already stays planned. */
  stand(fences: Fences): void;
  close(): Promise<void>;
}

/** What a start without configuration allows. */
export const { limits: standardLimits, operations: standardOperations } = readConfig({});

/** The largest number that an `Int` of GraphQL tells, as `apiInfo` does some of these. */
const largest = 2_147_483_647;

/** No limit of a document's size and of cost: for operations that walk the whole schema, which no client may send at once. */
export const unlimited: Pick<Limits, 'document' | 'cost' | 'rate'> = {
  document: unbounded(standardLimits.document),
  cost: unbounded(standardLimits.cost),
  rate: { tenant: unbounded(standardLimits.rate.tenant), client: unbounded(standardLimits.rate.client) },
};

function unbounded<Bounds extends object>(bounds: Bounds): { [Name in keyof Bounds]: number } {
  const names = Object.keys(bounds) as (keyof Bounds)[]; // of a plain object, which has no others
  return Object.fromEntries(names.map((name) => [name, largest])) as Record<keyof Bounds, number>; // the same names
}

/**
 * Everybody may send any text, and nothing is registered: most tests write their operations where they ask them. What a start
 * without configuration has instead, partners above all, is the matter of tests/persisted-modes.test.ts.
 */
const anyText: OperationsConfig = {
  ...standardOperations,
  directory: projectPath('tests', 'no manifests'),
  modes: { partner: 'free', frontend: 'free', analyst: 'free' },
};

/** The whole graph in this process, listening on a free port, over the tests' database. */
export async function startGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { databaseUrl: url = appUrl(), acquireTimeoutMs = 10_000, connections = 8 } = options;
  const pool = createPool({ url, maximum: connections, acquireTimeoutMs });
  const limits: Limits = { ...standardLimits, ...options.limits };
  const statements = new SentStatements(pool);
  const documents = options.documents ?? (await openDocumentStore({ pool }));
  const folder = await temporaryFolder();
  const issuer = await developmentIssuer(folder.path, testPolicy);
  const linkSecret = options.linkSecret ?? randomBytes(32).toString('hex');
  const entries = options.entries ?? readSubgraphEntries();
  const subgraphs = await loadSubgraphs(entries);
  const faults: unknown[] = [];
  const refused: { what: string; reason: string; requestId: string }[] = [];
  const logged: string[] = [];
  const log: Log = options.log ?? {
    ...silentLog,
    info: (line) => void logged.push(line),
    error: (line) => void logged.push(`! ${line}`),
  };
  const metrics = new Metrics();
  let standing: Fences = {};
  const runtime: SubgraphRuntime = {
    referenceIds: new ReferenceIdCache(10_000),
    documents,
    commands: new Commands(pool, limits.commands),
    cipher: createColumnCipher(createKeyring({ activeKeyId: 'k1', keys: { k1: Buffer.alloc(32, 7) } })),
    signLink: (path, expiresAt) => signLink({ baseUrl: 'http://127.0.0.1', path, expiresAt, secret: linkSecret }),
    reportFault: (error, requestId) => {
      faults.push(error);
      metrics.countFault(error);
      log.error(`Request ${requestId} failed:`, error, { requestId });
    },
    compiledBytes: standardLimits.compiledBytes,
    get tenantFilter() {
      return standing.tenantFilter ?? true;
    },
  };
  const closeOthers = async (): Promise<void> => {
    await documents.close();
    await pool.end();
    await folder.remove();
  };
  const local = localSources(subgraphs, runtime);
  const supergraphSdl = options.entries === undefined ? readSupergraph() : composeSupergraph(entries);
  const gateway = await createGateway({
    get pool() {
      return standing.pool ?? pool;
    },
    verify: options.verify ?? localVerifier(issuer.keys, testPolicy),
    ...(options.provider && { provider: options.provider }),
    tellRefused: (what, reason, requestId) => refused.push({ what, reason, requestId }),
    clientTokens: clientTokens({ secret: randomBytes(32), lifetimeSeconds: 600, clockToleranceSeconds: 30 }),
    runtime,
    subgraphs,
    supergraphSdl,
    sources: options.sources?.(local) ?? local,
    ...(options.planner && { planner: options.planner }),
    linkSecret,
    limits,
    // A machine that tests is busy with other tests too.
    web: { ...readConfig({}).web, overloadDelayMs: null, ...options.web },
    operations: { ...anyText, ...options.operations },
    ...(options.buckets && { buckets: options.buckets }),
    ...(options.automaticQueries && { automaticQueries: options.automaticQueries }),
    explorer: options.explorer ?? null,
    watch: { metrics, log, slowOperationMs: options.slowOperationMs ?? 0, tracing: options.tracing ?? null },
    options: options.gateway ?? {},
  }).catch(async (error: unknown) => {
    await closeOthers();
    throw error;
  });
  const listening = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  return {
    gateway,
    url: listening,
    runtime,
    issuer,
    faults,
    refused,
    metrics,
    logged,
    get apiSchema() {
      return Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema();
    },
    async entities(as, keys) {
      const viewer = await gateway.admission.admit(as, null);
      const answers: { subgraph: string; model: string; entity: unknown }[] = [];
      for (const definition of subgraphs) {
        const executor = new SubgraphExecutor(buildSubgraph(definition), runtime);
        const union = executor.subgraph.schema.getType('_Entity');
        for (const { name: model } of isUnionType(union) ? union.getTypes() : []) {
          const id = keys.get(model);
          if (id === undefined || isStub(executor.subgraph.schema, model)) continue;
          const reads = new ReadScope(standing.pool ?? pool, { tenantId: viewer.tenant.id, platform: false });
          const { data } = await executor.execute(
            {
              query: 'query ($keys: [_Any!]!) { _entities(representations: $keys) { __typename } }',
              variables: { keys: [{ __typename: model, id }] },
            },
            { viewer, reads, now: new Date(), requestId: 'test', origin: nowhere, explain: false },
          );
          await reads.end();
          answers.push({
            subgraph: definition.name,
            model,
            entity: (data as { _entities: unknown[] } | null)?._entities[0],
          });
        }
      }
      return answers;
    },
    async query<Data>(as: Claims, query: string, variables: object = {}, headers: Record<string, string> = {}) {
      runtime.referenceIds.clear();
      gateway.admission.clear();
      statements.take();
      const response = await fetch(`${listening}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await issuer.sign(as)}`,
          'x-leadmetrics-explain': '1',
          ...headers,
        },
        body: JSON.stringify({ query, variables }),
      });
      const sent = statements.take().map(({ text }) => text);
      const body = (await response.json()) as {
        data: Data;
        errors?: Answer['errors'];
        extensions?: { explain?: Pick<Answer, 'fetches' | 'plan'> };
      };
      if (faults.length > 0 && options.faultsExpected !== true)
        process.stderr.write(
          faults
            .splice(0)
            .map((fault) => `fault: ${fault instanceof Error ? fault.stack : String(fault)}\n`)
            .join(''),
        );
      const { fetches = [], plan = '' } = body.extensions?.explain ?? {};
      return {
        status: response.status,
        data: body.data,
        errors: body.errors ?? [],
        statements: sent.length,
        sent,
        fetches,
        plan,
      };
    },
    stand(fences) {
      standing = fences;
    },
    async close() {
      await gateway.close();
      await closeOthers();
    },
  };
}

/** A type that a subgraph only names: its key is not resolvable there. */
function isStub(schema: GraphQLSchema, model: string): boolean {
  const type = schema.getType(model);
  return isObjectType(type) && Object.keys(type.getFields()).length === 1;
}
