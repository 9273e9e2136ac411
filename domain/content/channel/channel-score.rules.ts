import { z } from 'zod';

/** One part of a channel's score. */
export interface ScoreComponent {
  readonly name: string;
  readonly value: number;
  /** Null where only the points reached were kept. */
  readonly max: number | null;
}

const points = z.number().transform(Math.round).pipe(z.int32());

/**
 * A channel keeps bare points (docs/data-model.md#channels), a monthly score each with its maximum
 * (docs/data-model.md#channel_scores).
 */
const part = z.union([
  z.object({ value: points, max: points.nullable().catch(null) }),
  points.transform((value) => ({ value, max: null })),
]);

const partsByName = z.record(z.string(), z.unknown()).catch({});

/**
 * The parts in a `score_breakdown`, in the alphabetical order of their names; points are whole numbers, halves rounded up.
 * jsonb may hold more than is known here: what has no points is no part (docs/api-contract.md#i-19).
 */
export function scoreComponents(breakdown: unknown): ScoreComponent[] {
  const parts = Object.entries(partsByName.parse(breakdown)).flatMap(([name, entry]) => {
    const read = part.safeParse(entry);
    return read.success ? [{ name, ...read.data }] : [];
  });
  return parts.sort((one, other) => (one.name < other.name ? -1 : 1));
}
