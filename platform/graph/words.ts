/** A status in words, for `stateLabel`: `awaiting_approval` is "Awaiting approval" (contract 1.1.5). */
export function inWords(label: string): string {
  const words = label.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
