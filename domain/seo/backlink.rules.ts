import { z } from 'zod';

/** What a check leaves on its backlink: columns, and the service's answer in `dataforseo_check_result` (seed L456). */
export interface CheckFacts {
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
  /** The service's whole answer, in its own shape. */
  readonly raw: unknown;
}

/** The host of the linking page: lower case, without a leading `www.`. */
export function linkingDomain({ linkingUrl }: { readonly linkingUrl: string }): string {
  return new URL(linkingUrl).hostname.replace(/^www\./, '');
}

/** What is kept of a check beside its columns; unlike it, the service's own payload has neither of the two names. */
const keptResult = z.union([
  z.object({ httpStatus: z.int(), raw: z.unknown() }),
  z.object({ httpStatus: z.null().default(null), raw: z.unknown() }),
]);
