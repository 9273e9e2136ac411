import { Commands, type CommandOptions } from '../commands/commands.ts';
import { signLink } from '../crypto/signed-link.ts';
import type { SubgraphRuntime } from '../graph/execute.ts';
import { ReferenceIdCache } from '../ids/reference-ids.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Log } from './log.ts';
import type { Platform } from './open-platform.ts';

/** How the subgraphs of a process are run. */
export interface RuntimeOptions {
  /** Where clients reach the gateway: the beginning of signed links. */
  readonly baseUrl: string;
  /** Memory for the texts that one subgraph keeps compiled. */
  readonly compiledBytes: number;
  readonly commands: CommandOptions;
}

/**
 * What the subgraphs of this process execute on.
 * @param metrics told of faults, as the log is
 */
export function subgraphRuntime(
  { pool, documents, cipher, secrets }: Platform,
  { baseUrl, compiledBytes, commands }: RuntimeOptions,
  log: Log,
  metrics: Metrics,
): SubgraphRuntime {
  return {
    referenceIds: new ReferenceIdCache(),
    documents,
    commands: new Commands(pool, commands),
    cipher,
    signLink: (path, expiresAt) => signLink({ baseUrl, path, expiresAt, secret: secrets.linkSecret }),
    reportFault: (error, requestId) => {
      metrics.countFault(error);
      log.error(`Request ${requestId} failed:`, error, { requestId });
    },
    compiledBytes,
    tenantFilter: true,
  };
}
