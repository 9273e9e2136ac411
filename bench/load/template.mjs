const mark = /\{\{(\w+)\}\}/;

/** A number as it stands in a body: 16 digits, which are the random part of a ULID too. */
export const digits = (number) => String(number).padStart(16, '0');

/**
 * A body that is another one each time: its marks, such as `{{key}}`, become numbers.
 * @param {string | undefined} body
 * @param {(mark: string) => number} numberOf
 * @returns {() => string | undefined}
 */
export function template(body, numberOf) {
  if (body === undefined) return () => undefined;
  // Every other part is what the mark's brackets hold.
  const parts = body.split(mark);
  return () => parts.map((part, index) => (index % 2 === 0 ? part : digits(numberOf(part)))).join('');
}
