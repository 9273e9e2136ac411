/**
 * A row's state in a few characters: base36 of its last change, or of its creation, in ms (docs/api-contract.md#1110-revision).
 */
export function revisionOf(row: { readonly createdAt: string; readonly updatedAt: string | null }): string {
  return Date.parse(row.updatedAt ?? row.createdAt).toString(36);
}
