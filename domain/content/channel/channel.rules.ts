import { z } from 'zod';

/**
 * `channels.metadata` (docs/data-model.md#channels): the platform's own shape, of which two entries are known; what is of another
 * kind is as good as untold.
 */
const metadata = z
  .object({
    followersCount: z.int32().nonnegative().nullable().catch(null),
    avatarUrl: z
      .url({ protocol: /^https?$/ })
      .nullable()
      .catch(null),
  })
  .catch({ followersCount: null, avatarUrl: null });

/** What a platform told of a channel: jsonb, null where it told nothing. */
export interface MetadataFacts {
  readonly metadata: unknown;
}

/** How many follow the page or profile; null where the platform does not tell. */
export function followersCount(channel: MetadataFacts): number | null {
  return metadata.parse(channel.metadata).followersCount;
}

/** The picture's `http` or `https` address; null where there is none. */
export function avatarUrl(channel: MetadataFacts): string | null {
  return metadata.parse(channel.metadata).avatarUrl;
}

/** The last two scores, 0 to 100; null until they are calculated. */
export interface ScoreFacts {
  readonly score: number | null;
  readonly scorePrevious: number | null;
}

/** The score minus the one before it (docs/data-model.md#channels); null until there are two. */
export function scoreDelta({ score, scorePrevious }: ScoreFacts): number | null {
  return score === null || scorePrevious === null ? null : score - scorePrevious;
}
