/** A place in an answer, as errors name it. */
export type Path = readonly (string | number)[];

/**
 * Where a partial answer has a null and the whole one has not, the outermost of each.
 * @throws Error where they differ in any other way: a part that arrives must be right
 */
export function lostPlaces(whole: unknown, partial: unknown, path: Path = []): Path[] {
  if (whole !== null && partial === null) return [path];
  if (!isObject(whole) || !isObject(partial)) {
    if (whole === partial) return [];
    throw new Error(`expected ${path.join('.')} to be ${String(whole)} or null, received ${String(partial)}`);
  }
  const [keys, found] = [Object.keys(whole), Object.keys(partial)];
  if (keys.join() !== found.join()) {
    throw new Error(`expected ${path.join('.')} to have ${keys.join()}, received ${found.join()}`);
  }
  return keys.flatMap((key) =>
    lostPlaces(whole[key], partial[key], [...path, Array.isArray(whole) ? Number(key) : key]),
  );
}

/** Whether the answer has a null at a place or on the way to it. */
export function isNullAt(answer: unknown, path: Path): boolean {
  let value = answer;
  for (const part of path) {
    if (!isObject(value)) break;
    value = value[part];
  }
  return value === null;
}

/** A place in words, any item of a list being `*`: an error for the first item stands for those of the others. */
export function placeOf(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? '*' : part)).join('.');
}

function isObject(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
