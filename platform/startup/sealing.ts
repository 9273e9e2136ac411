import { join } from 'node:path';
import type pg from 'pg';
import { SealSigner } from '../audit/seal-keys.ts';
import { Sealer } from '../audit/sealer.ts';
import { Sealing } from '../audit/sealing.ts';
import type { Config } from '../config/config.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { Lifetime } from './lifetime.ts';
import type { Progress } from './log.ts';
import type { Secrets } from './secrets.ts';

/** What audit events are sealed with. */
export interface SealingParts {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly secrets: Secrets;
  readonly config: Config;
  readonly metrics: Metrics;
  readonly log: Progress;
}

/** How long the last round may take. */
const closeMs = 5_000;

/** Seals audit events every AUDIT_SEAL_MS until `life` closes, and once more then. */
export function openSealing(life: Lifetime, { pool, secrets, config, metrics, log }: SealingParts): void {
  const { sealMs, eventsPerRound } = config.audit;
  if (secrets.auditKeys === null) throw new Error('expected AUDIT_KEYS in production: the configuration asks for it');
  const headsFile = headsFileOf(config);
  const sealer = new Sealer({ pool, signer: new SealSigner(secrets.auditKeys), headsFile, eventsPerRound });
  const sealing = new Sealing({ sealer, intervalMs: sealMs, metrics, log });
  life.onClose('The sealing of audit events', () => sealing.stop(), closeMs);
}

/** Where heads of the audit's chains are copied to. */
export function headsFileOf({ audit, dataDir }: Config): string {
  return audit.headsFile ?? join(dataDir, 'audit-heads.jsonl');
}
