/** True once the session can no longer be gone on with; one without an end never lapses. */
export function isExpired({ expiresAt }: { readonly expiresAt: string | null }, now: Date): boolean {
  return expiresAt !== null && Date.parse(expiresAt) <= now.getTime();
}
