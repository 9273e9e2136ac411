/**
 * The contract that counts: the pending one while acceptance is required, otherwise the accepted one
 * (docs/api-contract.md#13-the-seven-subgraphs).
 */
export function contractInForce<Contract extends { readonly status: string }>(
  tenant: { readonly contractAcceptedAt: string | null },
  contracts: readonly Contract[],
): Contract | null {
  const wanted = tenant.contractAcceptedAt === null ? 'pending_acceptance' : 'accepted';
  return contracts.find(({ status }) => status === wanted) ?? null;
}

/** How long a link to a contract's PDF may live, in seconds: long enough to read it, short enough to leak little. */
export const pdfLinkLifetime = { minimum: 1, maximum: 86_400 } as const;
