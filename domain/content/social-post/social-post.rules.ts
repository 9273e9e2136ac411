import { z } from 'zod';
import { countIn } from '../../../platform/numbers/figures.ts';

/** How people responded to a post; null where the platform does not tell, and where a count is beyond 32 bits. */
export interface Engagement {
  readonly likes: number | null;
  readonly comments: number | null;
  readonly shares: number | null;
  readonly impressions: number | null;
  /** Instant as ISO text; null where it is not known. */
  readonly fetchedAt: string | null;
}

/** What was last fetched, jsonb, and when; both null until the first time. */
export interface EngagementFacts {
  readonly engagementSnapshot: unknown;
  readonly lastEngagementAt: string | null;
}

/** Platforms write large counts as strings. */
const count = z.union([z.string(), z.number()]).transform(countIn).nullable().catch(null);
const snapshot = z.object({ likes: count, comments: count, shares: count, impressions: count });

/** The snapshot's four figures (docs/data-model.md#social_posts) and their time; null while there is no snapshot. */
export function engagementOf({ engagementSnapshot, lastEngagementAt }: EngagementFacts): Engagement | null {
  const read = snapshot.safeParse(engagementSnapshot);
  return read.success ? { ...read.data, fetchedAt: lastEngagementAt } : null;
}
