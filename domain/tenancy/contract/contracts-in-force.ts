/** Contracts of a tenant of which one may be in force (contract.rules.ts): one of each status at most. SQL over the alias `t`. */
export const contractsInForce = { where: "t.status IN ('pending_acceptance', 'accepted')" } as const;
