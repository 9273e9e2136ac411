const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * True for an instant as this project writes it inside: `2026-11-23T07:51:04.120Z`. Years run from 0001 to 9999: PostgreSQL
 * has no year 0, and ISO text of later ones is another shape.
 */
export function isInstant(text: string): boolean {
  return instantShape.test(text) && !text.startsWith('0000') && isReal(text);
}

/** True for a day of the calendar, `2026-11-23`, in the same years. */
export function isDay(text: string): boolean {
  return isInstant(`${text}T00:00:00.000Z`);
}

/** A `date-time` of RFC 3339, section 5.6. */
const dateTimeShape =
  /^(?<date>\d{4}-\d{2}-\d{2})[Tt](?<time>\d{2}:\d{2}):(?<second>\d{2})(?:\.(?<fraction>\d+))?(?:[Zz]|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):(?<minutes>[0-5]\d))$/;

/**
 * An instant in RFC 3339 as this project writes it inside; null where the text is none, or the instant lies outside of the years
 * 0001 to 9999. What came out goes in again unchanged.
 *
 * Rows hold whole milliseconds, so an instant between two of them becomes the later one: the same rows are at or after it, and
 * the same are before it. A leap second (RFC 3339, appendix D), which no row's clock has, becomes the midnight that follows it
 * for the same reason; it is taken at the end of any month in UTC, as it cannot be known which will have one.
 */
export function parseInstant(text: string): string | null {
  const parts = dateTimeShape.exec(text)?.groups;
  if (parts === undefined) return null;
  const { date = '', time = '', second = '', fraction = '', sign, hours, minutes } = parts;
  const isLeap = second === '60';
  const whole = isLeap
    ? `${date}T${time}:59.999Z`
    : `${date}T${time}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  if (!isReal(whole)) return null;
  const ahead = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -60_000 : 60_000);
  const isBetween = isLeap || /[1-9]/.test(fraction.slice(3));
  const instant = new Date(Date.parse(whole) - ahead + (isBetween ? 1 : 0)).toISOString();
  if (isLeap && !instant.endsWith('-01T00:00:00.000Z')) return null;
  return isInstant(instant) ? instant : null;
}

/** True where the calendar has that day and the day that time: 30 February and 24:00 are read as other instants. */
function isReal(text: string): boolean {
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
}
