/** A place in the answer, list indexes included. */
export type Place = readonly (string | number)[];

/**
 * The places where a promised value was missing and nobody has said why: nothing was told at, above or below them. What was
 * told of no place in particular explains none.
 * @param told places of errors, and of whatever else is accounted for
 */
export function unexplained(broken: readonly Place[], told: readonly Place[]): Place[] {
  if (broken.length === 0) return [];
  const ends = new Set<string>();
  const ways = new Set<string>();
  for (const place of told) {
    if (place.length === 0) continue;
    ends.add(place.join('.'));
    for (const way of waysTo(place)) ways.add(way);
  }
  return broken.filter((place) => !ways.has(place.join('.')) && !waysTo(place).some((way) => ends.has(way)));
}

/** The place itself and all above it but the root; no response name has a dot. */
function waysTo(place: Place): string[] {
  return place.map((_, index) => place.slice(0, index + 1).join('.'));
}
