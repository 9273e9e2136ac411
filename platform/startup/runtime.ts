import { signLink } from '../crypto/signed-link.ts';
import type { SubgraphRuntime } from '../graph/execute.ts';
import { ReferenceIdCache } from '../ids/reference-ids.ts';
import type { Log } from './log.ts';
import type { Platform } from './open-platform.ts';

/**
 * What the subgraphs of this process execute on.
 * @param baseUrl where clients reach the gateway: the beginning of signed links
 */
export function subgraphRuntime({ documents, cipher, secrets }: Platform, baseUrl: string, log: Log): SubgraphRuntime {
  return {
    referenceIds: new ReferenceIdCache(),
    documents,
    cipher,
    signLink: (path, expiresAt) => signLink({ baseUrl, path, expiresAt, secret: secrets.linkSecret }),
    reportFault: (error, requestId) => log.error(`Request ${requestId} failed:`, error),
    tenantFilter: true,
  };
}
