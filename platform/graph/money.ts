/** An amount in the graph: decimal text and an ISO 4217 code (docs/api-contract.md#116-time-and-money). */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** An amount in `currency`; null stays null. */
export function money<Amount extends string | null>(
  amount: Amount,
  currency: string,
): Amount extends null ? null : Money;
export function money(amount: string | null, currency: string): Money | null {
  return amount === null ? null : { amount, currency };
}

/** US dollars, the currency of what language models cost. */
export function usd(amount: string): Money;
export function usd(amount: string | null): Money | null;
export function usd(amount: string | null): Money | null {
  return amount === null ? null : { amount, currency: 'USD' };
}
