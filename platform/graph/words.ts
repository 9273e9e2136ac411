/**
 * A status in words, for `stateLabel`: `awaiting_approval` is "Awaiting approval" (docs/api-contract.md#115-same-name-same-type).
 */
export function inWords(label: string): string {
  const words = label.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
