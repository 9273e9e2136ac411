import { addressTest, isAddressRange } from './address-ranges.ts';

/** Balancers in front: the ranges of addresses that they have, or how many there are one behind the other. */
export type TrustedProxies = readonly string[] | number;

/** Reads `10.0.0.7, 10.0.0.0/8` or `2`; undefined for what is neither. */
export function parseTrustedProxies(text: string): TrustedProxies | undefined {
  if (/^[1-9]$/.test(text)) return Number(text);
  const ranges = text.split(',').map((range) => range.trim());
  return ranges.every(isAddressRange) ? ranges : undefined;
}

/**
 * Test of the addresses that a request came by: true for that of a balancer, whose word on the one before it is taken.
 * @returns a function of an address and its place, 0 for the peer of the connection
 */
export function proxyTest(proxies: TrustedProxies): (address: string | undefined, place: number) => boolean {
  return typeof proxies === 'number' ? (_address, place) => place < proxies : addressTest(proxies);
}
