/** A row's state in a few characters: base36 of its last change, or of its creation, in ms (contract 1.1.10). */
export function revisionOf(row: { readonly createdAt: string; readonly updatedAt: string | null }): string {
  return Date.parse(row.updatedAt ?? row.createdAt).toString(36);
}
