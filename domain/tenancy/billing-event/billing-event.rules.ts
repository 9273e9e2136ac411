/** Paise as rupees, two decimals (docs/data-model.md#billing_events: amount_inr ÷ 100). */
export function rupees(paise: number): string {
  const sign = paise < 0 ? '-' : '';
  const digits = String(Math.abs(paise)).padStart(3, '0');
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
