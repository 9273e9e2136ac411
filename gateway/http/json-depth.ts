const quote = 0x22;
const backslash = 0x5c;
/** Of a square bracket and a curly one alike: in ASCII this bit alone tells them apart. */
const curly = 0x20;
const opening = 0x7b;
const closing = 0x7d;

/**
 * Tells whether lists and objects stand in each other more than `limit` deep, in one pass over the text and without reading
 * it: brackets inside of strings do not count, and whether the text is JSON at all is not looked at.
 */
export function nestsDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfString(json, at);
    else if ((code | curly) === opening) {
      depth += 1;
      if (depth > limit) return true;
    } else if ((code | curly) === closing) depth -= 1;
  }
  return false;
}

/** Place of the quote that ends the string which begins at `start`; that of the text's end where none does. */
function endOfString(json: string, start: number): number {
  let at = start;
  do {
    at = json.indexOf('"', at + 1);
    if (at === -1) return json.length;
  } while (isEscaped(json, at));
  return at;
}

/** A quote is escaped by an odd number of backslashes before it. */
function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json.charCodeAt(first - 1) === backslash) first -= 1;
  return (at - first) % 2 === 1;
}
