import { signLink } from '../crypto/signed-link.ts';
import type { SubgraphRuntime } from '../graph/execute.ts';
import { ReferenceIdCache } from '../ids/reference-ids.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Log } from './log.ts';
import type { Platform } from './open-platform.ts';

/**
 * What the subgraphs of this process execute on.
 * @param baseUrl where clients reach the gateway: the beginning of signed links
 * @param metrics told of faults, as the log is
 */
export function subgraphRuntime(
  { documents, cipher, secrets }: Platform,
  baseUrl: string,
  log: Log,
  metrics: Metrics,
): SubgraphRuntime {
  return {
    referenceIds: new ReferenceIdCache(),
    documents,
    cipher,
    signLink: (path, expiresAt) => signLink({ baseUrl, path, expiresAt, secret: secrets.linkSecret }),
    reportFault: (error, requestId) => {
      metrics.countFault(error);
      log.error(`Request ${requestId} failed:`, error, { requestId });
    },
    tenantFilter: true,
  };
}
