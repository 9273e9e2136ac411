import type { GraphQLFormattedError } from 'graphql';
import { createColumnCipher } from '../../platform/crypto/column-cipher.ts';
import { createKeyring } from '../../platform/crypto/keyring.ts';
import { ReadScope } from '../../platform/database/read-scope.ts';
import { createPostgresDocumentStore } from '../../platform/documents/postgres.ts';
import { SubgraphExecutor, type SubgraphAnswer } from '../../platform/graph/execute.ts';
import { buildSubgraph, type SubgraphDefinition } from '../../platform/graph/subgraph.ts';
import { ReferenceIdCache } from '../../platform/ids/reference-ids.ts';
import { readsAcrossTenants, type Viewer } from '../../platform/identity/viewer.ts';
import { appPool } from './reading.ts';
import { nowhere } from './origin.ts';
import { Commands } from '../../platform/commands/commands.ts';

/** A subgraph's answer, as a test compares it. */
export interface SubgraphReply<Data> extends Pick<SubgraphAnswer, 'statements'> {
  readonly data: Data;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Asks one subgraph alone, as the gateway does in one fetch; caches of ids are empty, so that statements are counted at their most. */
export type AskSubgraph = <Data = unknown>(
  viewer: Viewer,
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<SubgraphReply<Data>>;

/** The subgraph over the tests' database. A fault that a client would only see as INTERNAL fails the test. */
export function askSubgraph(definition: SubgraphDefinition): AskSubgraph {
  const subgraph = buildSubgraph(definition);
  const referenceIds = new ReferenceIdCache(1_000);
  return async <Data>(viewer: Viewer, query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    referenceIds.clear();
    const faults: unknown[] = [];
    const executor = new SubgraphExecutor(subgraph, {
      referenceIds,
      documents: createPostgresDocumentStore({ pool: appPool() }),
      commands: new Commands(appPool(), { lockTimeoutMs: 2_000, attempts: 5 }),
      cipher: createColumnCipher(createKeyring({ activeKeyId: 'k1', keys: { k1: Buffer.alloc(32, 7) } })),
      signLink: (path) => path,
      reportFault: (fault) => faults.push(fault),
      compiledBytes: 50_000_000,
      tenantFilter: true,
    });
    const reads = new ReadScope(appPool(), { tenantId: viewer.tenant.id, platform: readsAcrossTenants(viewer) });
    const operation = { viewer, reads, now: new Date(), requestId: 'test', origin: nowhere, explain: true };
    const { data, errors = [], statements } = await executor.execute({ query, variables }, operation);
    await reads.end();
    if (faults.length > 0) throw new AggregateError(faults, `expected no fault, found ${String(faults[0])}`);
    return { data: data as Data, errors, statements };
  };
}
