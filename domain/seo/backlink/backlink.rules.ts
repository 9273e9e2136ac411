import { z } from 'zod';

/** What a check leaves on its backlink: columns, and jsonb in `dataforseo_check_result` (docs/data-model.md#backlinks). */
export interface CheckFacts {
  /** ISO text; null until the first check. */
  readonly lastCheckedAt: string | null;
  readonly isLive: boolean | null;
  readonly isIndexed: boolean | null;
  readonly dataforseoCheckResult: unknown;
}

/** What the last check found. */
export interface BacklinkCheck {
  /** ISO text. */
  readonly checkedAt: string;
  readonly httpStatus: number | null;
  readonly isLive: boolean | null;
  readonly isIndexed: boolean | null;
  /** The service's whole answer in its own shape; null where it was not kept. */
  readonly raw: unknown;
}

/** The host of the linking page, in lower case and without a leading `www.`; a text that has no host stands for itself. */
export function linkingDomain({ linkingUrl }: { readonly linkingUrl: string }): string {
  const host = URL.canParse(linkingUrl) ? new URL(linkingUrl).hostname : '';
  return (host === '' ? linkingUrl.toLowerCase() : host).replace(/^www\./, '');
}

const kept = z.object({ httpStatus: z.int().nullable().catch(null), raw: z.unknown().default(null) });

/** The last check; null until the first one. Reads `{ httpStatus, raw }`, and the service's bare answer as `raw` alone. */
export function lastCheck({
  lastCheckedAt,
  isLive,
  isIndexed,
  dataforseoCheckResult: result,
}: CheckFacts): BacklinkCheck | null {
  if (lastCheckedAt === null) return null;
  const ours = typeof result === 'object' && result !== null && ('httpStatus' in result || 'raw' in result);
  return {
    checkedAt: lastCheckedAt,
    isLive,
    isIndexed,
    ...(ours ? kept.parse(result) : { httpStatus: null, raw: result }),
  };
}
