/** The code of a failed call: the operating system's (`ENOENT`) or PostgreSQL's SQLSTATE; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why a call failed, in words: its message, or its code where the message is empty (a host with several addresses). */
export function reasonOf(error: unknown): string {
  const message = typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  return message || (codeOf(error) ?? String(error));
}
