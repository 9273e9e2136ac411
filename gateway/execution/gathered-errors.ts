import type { GraphQLFormattedError } from 'graphql';

/** The errors of one field that are alike. */
interface Alike {
  /** Those that stand alone. */
  told: number;
  /** The first of those that do not; null where there are none. */
  next: GraphQLFormattedError | null;
  others: number;
}

/**
 * Errors as a client reads them: where one field failed alike in many items of a list, the first stand alone with their
 * paths, and the others are one error, at the place of the first of them, whose `extensions.count` tells their number.
 * @param most errors of one field that stand alone
 */
export function gatherErrors(errors: readonly GraphQLFormattedError[], most: number): GraphQLFormattedError[] {
  if (errors.length <= most) return [...errors];
  const alikes = new Map<string, Alike>();
  const alone = errors.filter((error) => {
    const key = keyOf(error);
    const alike = alikes.get(key) ?? { told: 0, next: null, others: 0 };
    alikes.set(key, alike);
    if (alike.told < most) {
      alike.told += 1;
      return true;
    }
    alike.next ??= error;
    alike.others += 1;
    return false;
  });
  return [
    ...alone,
    ...[...alikes.values()].flatMap(({ next, others }) => (next === null ? [] : [gathered(next, others)])),
  ];
}

function gathered(first: GraphQLFormattedError, count: number): GraphQLFormattedError {
  return {
    ...first,
    message: `${first.message} (this and ${count - 1} more of this field)`,
    extensions: { ...first.extensions, count },
  };
}

/** Alike are errors of one field, whatever the items of lists that they stand in, which say the same. */
function keyOf({ message, path = [], extensions }: GraphQLFormattedError): string {
  const field = path.filter((step) => typeof step === 'string').join('.');
  return `${field} ${String(extensions?.['code'])} ${message}`;
}
