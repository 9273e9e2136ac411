const instantShape = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * True for an instant as this project writes it inside: `2026-11-23T07:51:04.120Z`. Years run from 0001 to 9999: PostgreSQL
 * has no year 0, and ISO text of later ones is another shape.
 */
export function isInstant(text: string): boolean {
  if (!instantShape.test(text) || text.startsWith('0000')) return false;
  const instant = new Date(text);
  return !Number.isNaN(instant.getTime()) && instant.toISOString() === text;
}

/** True for a day of the calendar, `2026-11-23`, in the same years. */
export function isDay(text: string): boolean {
  return isInstant(`${text}T00:00:00.000Z`);
}
