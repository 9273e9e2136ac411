import { randomBytes } from 'node:crypto';
import { Supergraph } from '@apollo/federation-internals';
import type { GraphQLSchema } from 'graphql';
import type pg from 'pg';
import { createGateway } from '../../../gateway/server.ts';
import { loadSubgraphs, localSources } from '../../../gateway/subgraphs.ts';
import { composeSupergraph, readSubgraphEntries } from '../../../gateway/supergraph.ts';
import { readConfig } from '../../../platform/config/config.ts';
import { Commands } from '../../../platform/commands/commands.ts';
import { createColumnCipher } from '../../../platform/crypto/column-cipher.ts';
import { createKeyring } from '../../../platform/crypto/keyring.ts';
import { createPool } from '../../../platform/database/pool.ts';
import { openDocumentStore } from '../../../platform/documents/open.ts';
import type { SubgraphRuntime } from '../../../platform/graph/execute.ts';
import { clientTokens } from '../../../platform/identity/client-tokens.ts';
import { developmentIssuer } from '../../../platform/identity/development-issuer.ts';
import type { Claims } from '../../../platform/identity/claims.ts';
import { localVerifier } from '../../../platform/identity/token.ts';
import { ReferenceIdCache } from '../../../platform/ids/reference-ids.ts';
import { Metrics } from '../../../platform/observability/metrics.ts';
import { appUrl } from '../../support/database.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { silentLog } from '../../support/log.ts';
import { SentStatements, type SentStatement } from '../../support/sent-statements.ts';

/** An answer, and the statements it took. */
export interface ScaleAnswer<Data> {
  readonly data: Data;
  readonly errors: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
  /** With their parameters; BEGIN, set_config and COMMIT left out. Of requests at once, those of all. */
  readonly sent: readonly SentStatement[];
}

/** The whole graph over the database of a million rows, in this process. */
export interface ScaleGraph {
  readonly pool: pg.Pool;
  readonly apiSchema: GraphQLSchema;
  ask<Data = unknown>(as: Claims, query: string, variables?: object): Promise<ScaleAnswer<Data>>;
  close(): Promise<void>;
}

/** Starts the graph as it serves: with every cache and every limit that it has by default. */
export async function openScaleGraph({
  connections = 8,
  url: databaseUrl = appUrl(),
}: { readonly connections?: number; readonly url?: string } = {}): Promise<ScaleGraph> {
  const pool = createPool({ url: databaseUrl, maximum: connections, acquireTimeoutMs: 30_000 });
  const statements = new SentStatements(pool);
  const documents = await openDocumentStore({ pool });
  const folder = await temporaryFolder();
  const policy = {
    issuer: 'https://issuer.test',
    audience: 'leadmetrics-graph',
    algorithms: ['EdDSA'],
    clockToleranceSeconds: 30,
    lifetimeSeconds: 86_400,
  };
  const issuer = await developmentIssuer(folder.path, policy);
  const entries = readSubgraphEntries();
  const subgraphs = await loadSubgraphs(entries);
  const { limits, operations, web } = readConfig({});
  const runtime: SubgraphRuntime = {
    referenceIds: new ReferenceIdCache(),
    documents,
    commands: new Commands(pool, limits.commands),
    cipher: createColumnCipher(createKeyring({ activeKeyId: 'k1', keys: { k1: Buffer.alloc(32, 7) } })),
    signLink: (path) => path,
    reportFault: (fault) => process.stderr.write(`fault: ${String(fault)}\n`),
    compiledBytes: limits.compiledBytes,
    tenantFilter: true,
  };
  const supergraphSdl = composeSupergraph(entries);
  const gateway = await createGateway({
    pool,
    verify: localVerifier(issuer.keys, policy),
    tellRefused: () => undefined,
    clientTokens: clientTokens({ secret: randomBytes(32), lifetimeSeconds: 60, clockToleranceSeconds: 5 }),
    runtime,
    subgraphs,
    supergraphSdl,
    sources: localSources(subgraphs, runtime),
    linkSecret: randomBytes(32).toString('hex'),
    limits,
    web,
    // The operations that are measured are sent by everybody, as texts.
    operations: { ...operations, modes: { partner: 'free', frontend: 'free', analyst: 'free' } },
    explorer: null,
    watch: { metrics: new Metrics(), log: silentLog, slowOperationMs: 0, tracing: null },
  });
  const url = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const tokens = new Map<string, string>();
  return {
    pool,
    apiSchema: Supergraph.build(supergraphSdl).apiSchema().toGraphQLJSSchema(),
    async ask<Data>(as: Claims, query: string, variables: object = {}) {
      const who = JSON.stringify(as);
      const token = tokens.get(who) ?? (await issuer.sign(as));
      tokens.set(who, token);
      statements.take();
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as { data: Data; errors?: ScaleAnswer<Data>['errors'] };
      return { data: body.data, errors: body.errors ?? [], sent: statements.take() };
    },
    async close() {
      await gateway.close();
      await documents.close();
      await pool.end();
      await folder.remove();
    },
  };
}
