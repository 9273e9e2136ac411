import type { GraphQLFormattedError } from 'graphql';
import type { Place } from './unexplained.ts';

/** The errors of one field that are alike: those that stand alone, and the places of all others. */
interface Alike {
  readonly first: GraphQLFormattedError;
  told: number;
  others: number;
  /** What the places of the others have in common. */
  place: Place;
}

/**
 * Errors as a client reads them: where one field failed alike in many items of a list, the first stand with their paths and
 * the others are one error at the place that they share, which tells their number.
 * @param most errors of one field that stand alone
 */
export function gatherErrors(errors: readonly GraphQLFormattedError[], most: number): GraphQLFormattedError[] {
  if (errors.length <= most) return [...errors];
  const alikes = new Map<string, Alike>();
  const alone = errors.filter((error) => {
    const key = keyOf(error);
    const alike = alikes.get(key);
    if (alike === undefined) alikes.set(key, { first: error, told: 1, others: 0, place: [] });
    else if (alike.told < most) alike.told += 1;
    else {
      alike.place = alike.others === 0 ? listOf(error.path ?? []) : common(alike.place, error.path ?? []);
      alike.others += 1;
      return false;
    }
    return true;
  });
  return [...alone, ...[...alikes.values()].filter(({ others }) => others > 0).map(gathered)];
}

function gathered({ first: { message, extensions }, others, place }: Alike): GraphQLFormattedError {
  return {
    message: `${message} (${others} more of this field)`,
    path: place,
    extensions: { ...extensions, count: others },
  };
}

/** Alike are errors of one field, whatever the items of lists that they stand in, which say the same. */
function keyOf({ message, path = [], extensions }: GraphQLFormattedError): string {
  const field = path.filter((step) => typeof step === 'string').join('.');
  return `${field} ${String(extensions?.['code'])} ${message}`;
}

/** The innermost list that a place stands in, or the place itself. */
function listOf(place: Place): Place {
  const item = place.findLastIndex((step) => typeof step === 'number');
  return item === -1 ? place : place.slice(0, item);
}

function common(one: Place, other: Place): Place {
  const parted = one.findIndex((step, index) => step !== other[index]);
  return parted === -1 ? one : one.slice(0, parted);
}
