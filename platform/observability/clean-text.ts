/**
 * Characters that no log line needs and that can forge or garble one: controls (line ends, tab, ANSI's escape), formats
 * (direction marks), separators of lines, and halves of surrogate pairs.
 */
const troublesome = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/**
 * Text of a stranger as it may stand in a log: one line, of printable characters, no longer than told.
 * @param maximum characters that are kept; a text that was cut ends with "…"
 * @returns null where nothing is left
 */
export function cleanText(text: string, maximum: number): string | null {
  // Cut before it is looked through: a megabyte costs no more than a line.
  const isLong = text.length > maximum;
  const clean = text.slice(0, maximum).replace(troublesome, ' ').trim();
  return clean === '' ? null : `${clean}${isLong ? '…' : ''}`;
}

/** Text of several lines, such as a stack, as it may stand in a log: without what moves a terminal's cursor. */
export function cleanLines(text: string, maximum: number): string {
  const kept = text.length > maximum ? `${text.slice(0, maximum)}…` : text;
  return kept.replace(/\r\n?/g, '\n').replace(troublesome, (character) => (character === '\n' ? '\n' : ' '));
}
