/** Most characters of a message: what clients have sent is repeated in part only. */
const longest = 1_000;
/** Of those, for its end, which says what was expected. */
const ending = 300;

/** A message as it is told: without its middle where it is too long. */
export function shortened(message: string): string {
  if (message.length <= longest) return message;
  return `${message.slice(0, longest - ending - 1)}…${message.slice(-ending)}`;
}
